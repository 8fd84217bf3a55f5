import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { keepBlob } from "../../src/core/blob.ts";
import { conversationOf } from "../../src/core/channel.ts";
import { chartPng } from "../../src/features/competency/chart/picture.ts";
import { cell } from "../channels/web-world.ts";
import { answer, type ChatBrowser, ChatPage, openChatBrowser } from "./chat-page.ts";
import { picture } from "./chromium.ts";

let here: ChatBrowser;
let chat: ChatPage;
beforeAll(async () => {
  here = await openChatBrowser();
});
afterAll(() => here.close());
beforeEach(() => here.world.answerWith(() => answer));
afterEach(() => chat.page.context().close());

describe("the page", () => {
  test("greets for its city, answers, and opens a source in place", async () => {
    chat = await ChatPage.open(here);
    await chat.sees("Selamat datang di Kawan ASN Kota Kendari.");
    await picture(chat.page, "web-1-sapaan");
    await chat.asks("Berapa jam pelajaran setahun?");
    await chat.sees("Setiap PNS berhak");
    expect(await chat.page.locator(".bubble.theirs strong").allInnerTexts()).toEqual(["Kawan ASN", "paling sedikit 20 jam pelajaran", "coaching"]);
    await picture(chat.page, "web-2-jawaban");
    const source = chat.page.locator("details").first();
    expect(await source.locator("summary").textContent()).toMatch(/PP 11\/2017 Pasal 203 ayat \(4\)\s+berlaku/);
    expect(await source.locator("blockquote").isVisible()).toBe(false);
    await source.locator("summary").click();
    expect(await source.locator("blockquote").textContent()).toContain("paling sedikit 20 (dua puluh) jam pelajaran");
    expect(chat.complaints).toEqual([]);
    await picture(chat.page, "web-3-sumber");
  });

  test("colours a source by where its rule stands", async () => {
    const tones = {
      berlaku: "valid",
      "berlaku, diubah PP 17/2020": "changed",
      "sebagian dicabut UU 20/2023": "changed",
      "status belum dicek": "changed",
      "sudah dicabut PP 94/2021": "gone",
      "tidak berlaku sejak 1 Januari 2020": "gone",
      panduan: "neutral",
    };
    here.world.answerWith(() => ({ text: "Rujukan", sources: Object.keys(tones).map((status) => ({ label: "Aturan", status, text: "Isi." })) }));
    chat = await ChatPage.open(here);
    await chat.asks("Apa saja?");
    await chat.sees("Rujukan");
    const shown = await chat.page.locator(".status").all();
    const found = await Promise.all(shown.map(async (it) => [await it.textContent(), (await it.getAttribute("class"))?.replace("status ", "")]));
    expect(Object.fromEntries(found)).toEqual(tones);
    expect(await chat.violations()).toEqual([]);
  });

  test("shows a picture in place, wide as the bubble at most, and keeps the way to download it", async () => {
    const { db, url } = here.world;
    chat = await ChatPage.open(here);
    await chat.sees("Selamat datang");
    const [cookie] = await chat.page.context().cookies(url);
    const talk = decodeURIComponent(cookie?.value ?? "").split(".")[0] ?? "";
    const conversation = conversationOf({ channel: "web", account: "web", chat: talk });
    const rows = ["Integritas", "Kerja Sama", "Komunikasi", "Pelayanan Publik"].map((name, at) => ({
      name,
      required: 3,
      held: at + 1,
      official: at % 2 === 0,
    }));
    const bytes = await chartPng({ title: "Kompetensi Anda", subtitle: ["dibanding standar Lurah"], rows });
    const file = await keepBlob(db, cell, { conversation, name: "kompetensi.png", mime: "image/png", bytes }, Temporal.Now.instant());
    here.world.answerWith(() => ({ text: "Tiga dari empat sudah sesuai.", files: [{ ...file, caption: "Grafik: Integritas di bawah yang diminta." }] }));
    await chat.asks("kompetensi saya");
    const image = chat.page.getByRole("img", { name: "Grafik: Integritas di bawah yang diminta." });
    await image.waitFor();
    await expect.poll(() => image.evaluate((it) => (it as unknown as { naturalWidth: number }).naturalWidth)).toBeGreaterThan(0);
    expect(await image.getAttribute("loading")).toBe("lazy");
    const [shown, bubble] = [await image.boundingBox(), await chat.page.locator(".bubble.theirs").last().boundingBox()];
    expect(shown?.height).toBeGreaterThan(80);
    expect(shown?.width).toBeLessThanOrEqual(bubble?.width ?? 0);
    expect(await chat.page.locator(".bubble.theirs .words").last().innerText()).toBe("Tiga dari empat sudah sesuai.");
    expect(await chat.sideways()).toBe(0);
    expect(await chat.violations()).toEqual([]);
    await picture(chat.page, "web-12-gambar");
    const download = chat.page.waitForEvent("download");
    await chat.page.getByRole("link", { name: "Unduh kompetensi.png" }).click();
    expect((await download).suggestedFilename()).toBe("kompetensi.png");
    const alone = chat.page.waitForEvent("popup");
    await image.click();
    expect((await alone).url()).toBe(`${url}/berkas/${file.blob}`);
    expect(chat.complaints).toEqual([]);
  });

  test("folds a long passage until asked", async () => {
    chat = await ChatPage.open(here);
    await chat.asks("Berapa jam pelajaran setahun?");
    const source = chat.page.locator("details").nth(1);
    await source.locator("summary").click();
    const quote = source.locator("blockquote");
    const folded = (await quote.boundingBox())?.height ?? 0;
    await source.getByRole("button", { name: "Tampilkan seluruhnya" }).click();
    expect((await quote.boundingBox())?.height).toBeGreaterThan(folded * 2);
    await source.getByRole("button", { name: "Ringkas kembali" }).click();
    expect((await quote.boundingBox())?.height).toBe(folded);
  });

  test("carries a whole dialogue by keyboard alone", async () => {
    chat = await ChatPage.open(here, "/");
    await chat.sees("Anda bekerja di kota mana?");
    await chat.page.locator("#tulis").focus();
    for (let at = 0; at < 3; at += 1) await chat.page.keyboard.press("Shift+Tab");
    expect(await chat.page.evaluate("document.activeElement.textContent")).toBe("Kendari");
    await chat.page.keyboard.press("Enter");
    await chat.sees("keterangan Kota Kendari");
    await chat.page.locator("#tulis").focus();
    await chat.page.keyboard.type("Baris pertama");
    await chat.page.keyboard.press("Shift+Enter");
    await chat.page.keyboard.type("baris kedua?");
    await chat.page.keyboard.press("Enter");
    await chat.sees("Baris pertama\nbaris kedua?");
    await chat.sees("Setiap PNS berhak");
    expect(await chat.page.evaluate("document.activeElement.id")).toBe("tulis");
    for (let at = 0; at < 4; at += 1) await chat.page.keyboard.press("Shift+Tab");
    await chat.page.keyboard.press("Enter");
    expect(await chat.page.locator("details").first().locator("blockquote").isVisible()).toBe(true);
    await chat.page.locator("#baru").focus();
    await chat.page.keyboard.press("Enter");
    await chat.page.locator("dialog[open]").waitFor();
    await chat.page.keyboard.press("Escape");
    expect(await chat.page.evaluate("document.activeElement.id")).toBe("baru");
    expect(chat.complaints).toEqual([]);
  });

  test("shows the same talk after a reload, and a new one when asked", async () => {
    chat = await ChatPage.open(here);
    await chat.sees("Selamat datang");
    await chat.asks("Pertanyaan yang tetap ada");
    await chat.sees("Setiap PNS berhak");
    const before = await chat.bubbles().allInnerTexts();
    await chat.page.reload();
    await chat.sees("Setiap PNS berhak");
    expect(await chat.bubbles().allInnerTexts()).toEqual(before);
    await chat.beginsAnew();
    await chat.page.locator(".bubble", { hasText: "Pertanyaan yang tetap ada" }).waitFor({ state: "detached" });
    await chat.sees("Selamat datang");
    expect(await chat.bubbles().count()).toBe(1);
  });

  test("keeps the newest in view, a long answer from its beginning, and the place of who reads further up", async () => {
    here.world.answerWith((question) => (question === "Panjang" ? { text: "Baris.\n".repeat(60) } : { text: `Jawaban ${question}` }));
    chat = await ChatPage.open(here);
    await chat.sees("Selamat datang");
    for (const question of ["satu", "dua", "tiga", "empat"]) {
      await chat.asks(question);
      await chat.sees(`Jawaban ${question}`);
    }
    expect(await chat.inView(".bubble:last-child")).toBe(true);
    await chat.asks("Panjang");
    await chat.page.locator(".bubble", { hasText: "Baris." }).waitFor();
    expect(await chat.topOf(".bubble:last-child")).toBeGreaterThan(60);
    expect(await chat.topOf(".bubble:last-child")).toBeLessThan(160);
    await chat.page.evaluate("scrollTo(0, 0)");
    const other = await chat.page.context().newPage();
    await other.goto(`${here.world.url}/kendari`);
    await other.fill("#tulis", "Dari samping");
    await other.press("#tulis", "Enter");
    await chat.page.getByRole("button", { name: "Pesan baru" }).waitFor();
    expect(await chat.page.evaluate("scrollY")).toBe(0);
    await chat.page.getByRole("button", { name: "Pesan baru" }).click();
    await chat.page.locator(".bubble", { hasText: "Jawaban Dari samping" }).waitFor();
    expect(await chat.inView(".bubble:last-child")).toBe(true);
    await chat.page.getByRole("button", { name: "Pesan baru" }).waitFor({ state: "hidden" });
  });

  test("a quick reply is taken as its label", async () => {
    chat = await ChatPage.open(here);
    await chat.asks("Berapa jam pelajaran setahun?");
    await chat.page.getByRole("button", { name: "Jam pelajaran PPPK" }).click();
    await chat.own("Jam pelajaran PPPK").waitFor();
    await chat.page.locator(".bubble.theirs >> nth=2").waitFor();
  });

  test("follows the same talk in two windows", async () => {
    chat = await ChatPage.open(here);
    await chat.sees("Selamat datang");
    const second = await chat.page.context().newPage();
    await second.goto(`${here.world.url}/kendari`);
    await second.locator(".bubble").first().waitFor();
    await chat.asks("Dari jendela pertama");
    await second.locator(".bubble.mine", { hasText: "Dari jendela pertama" }).waitFor();
    await second.locator(".bubble.theirs >> nth=1").waitFor();
    await second.click("#baru");
    await second.getByRole("button", { name: "Ya, mulai baru" }).click();
    await second.locator(".bubble.mine").waitFor({ state: "detached" });
    await chat.asks("Masih di jendela pertama");
    await chat.own("Dari jendela pertama").waitFor({ state: "detached" });
  });
});
