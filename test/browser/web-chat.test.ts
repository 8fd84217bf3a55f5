import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Reply } from "../../src/core/reply.ts";
import { openWebWorld, type WebWorld } from "../channels/web-world.ts";
import { testDatabases } from "../world.ts";
import { openChromium, picture } from "./chromium.ts";

const phone = { width: 360, height: 740 };
const passage = `(1) Setiap PNS memiliki hak dan kesempatan yang sama untuk diikutsertakan dalam pengembangan kompetensi.
(4) Pengembangan kompetensi bagi setiap PNS dilakukan paling sedikit 20 (dua puluh) jam pelajaran dalam 1 (satu) tahun.`;
const answer: Reply = {
  text: "Setiap PNS berhak atas pengembangan kompetensi *paling sedikit 20 jam pelajaran* (JP) dalam satu tahun.\n\nYang dihitung antara lain:\n1. pelatihan klasikal seperti kursus, seminar, dan penataran;\n2. pelatihan nonklasikal seperti *coaching*, magang, dan pertukaran pegawai.",
  sources: [
    { label: "PP 11/2017 Pasal 203 ayat (4)", status: "berlaku", text: passage },
    { label: "PerLAN 10/2018 Pasal 6", status: "diubah PerLAN 5/2020", text: `${passage}\n`.repeat(6) },
    { label: "PP 101/2000 Pasal 4", status: "dicabut", text: "Naskah lama yang sudah tidak berlaku." },
  ],
  buttons: [{ label: "Jam pelajaran PPPK", call: { capability: "ask_policy", input: { question: "JP untuk PPPK?" } } }],
};
const hostile = `<img src=x onerror="document.title='kena'"></script><script>document.title='kena'</script> [tautan](javascript:alert(1)) **`;

let world: WebWorld;
let browser: Browser;
let page: Page;
let complaints: string[];
beforeAll(async () => {
  const [embedded] = testDatabases(); // the page sees no difference between the two; their own tests do
  if (!embedded) throw new Error("no database to test on");
  world = await openWebWorld(embedded);
  browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});
beforeEach(() => {
  world.answerWith(() => answer);
});
afterEach(() => page?.context().close());

async function open(path = "/kendari", options: BrowserContextOptions = {}): Promise<void> {
  const context = await browser.newContext({ viewport: phone, locale: "id-ID", reducedMotion: "reduce", ...options });
  page = await context.newPage();
  complaints = [];
  page.on("console", (it) => it.type() === "error" && complaints.push(it.text()));
  page.on("pageerror", (it) => complaints.push(it.message));
  await page.goto(world.url + path);
}

const bubbles = () => page.locator(".bubble");
const seen = (text: string) => page.locator(".bubble", { hasText: text }).first().waitFor({ timeout: 8_000 });

async function ask(question: string): Promise<void> {
  await page.fill("#tulis", question);
  await page.press("#tulis", "Enter");
}

/** Whether an element lies between the top and the bottom bar. */
const inView = (selector: string) =>
  page.evaluate(`(() => { const it = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect();
    return it.top >= document.querySelector(".top").getBoundingClientRect().bottom - 1 && it.bottom <= document.querySelector(".bottom").getBoundingClientRect().top + 1; })()`);

const sideways = () => page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

/** What axe-core finds; the page's own rules forbid foreign script, the debugger's door does not pass them. */
async function violations(): Promise<string[]> {
  const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await page.evaluate(`${source}; undefined`);
  return page.evaluate(`axe.run().then((it) => it.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target + " " + n.failureSummary).join(" | ")))`);
}

describe("the page", () => {
  test("greets for its city, answers, and opens a source in place", async () => {
    await open();
    await seen("Selamat datang di Kawan ASN Kota Kendari.");
    await picture(page, "web-1-sapaan");
    await ask("Berapa jam pelajaran setahun?");
    await seen("Setiap PNS berhak");
    expect(await page.locator(".bubble.theirs strong").allInnerTexts()).toEqual(["Kawan ASN", "paling sedikit 20 jam pelajaran", "coaching"]);
    await picture(page, "web-2-jawaban");
    const source = page.locator("details").first();
    expect(await source.locator("summary").innerText()).toMatch(/PP 11\/2017 Pasal 203 ayat \(4\)\s+berlaku/);
    expect(await source.locator("blockquote").isVisible()).toBe(false);
    await source.locator("summary").click();
    expect(await source.locator("blockquote").innerText()).toContain("paling sedikit 20 (dua puluh) jam pelajaran");
    expect(complaints).toEqual([]);
    await picture(page, "web-3-sumber");
  });

  test("folds a long passage until asked", async () => {
    await open();
    await ask("Berapa jam pelajaran setahun?");
    const source = page.locator("details").nth(1);
    await source.locator("summary").click();
    const quote = source.locator("blockquote");
    const folded = (await quote.boundingBox())?.height ?? 0;
    await source.getByRole("button", { name: "Tampilkan seluruhnya" }).click();
    expect((await quote.boundingBox())?.height).toBeGreaterThan(folded * 2);
    await source.getByRole("button", { name: "Ringkas kembali" }).click();
    expect((await quote.boundingBox())?.height).toBe(folded);
  });

  test("carries a whole dialogue by keyboard alone", async () => {
    await open("/");
    await seen("Anda bekerja di kota mana?");
    await page.locator("#tulis").focus();
    for (let at = 0; at < 3; at += 1) await page.keyboard.press("Shift+Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Kendari");
    await page.keyboard.press("Enter");
    await seen("keterangan Kota Kendari");
    await page.locator("#tulis").focus();
    await page.keyboard.type("Baris pertama");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("baris kedua?");
    await page.keyboard.press("Enter");
    await seen("Baris pertama\nbaris kedua?");
    await seen("Setiap PNS berhak");
    expect(await page.evaluate("document.activeElement.id")).toBe("tulis");
    for (let at = 0; at < 4; at += 1) await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    expect(await page.locator("details").first().locator("blockquote").isVisible()).toBe(true);
    await page.locator("#baru").focus();
    await page.keyboard.press("Enter");
    await page.locator("dialog[open]").waitFor();
    await page.keyboard.press("Escape");
    expect(await page.evaluate("document.activeElement.id")).toBe("baru");
    expect(complaints).toEqual([]);
  });

  test("shows the same talk after a reload, and a new one when asked", async () => {
    await open();
    await seen("Selamat datang");
    await ask("Pertanyaan yang tetap ada");
    await seen("Setiap PNS berhak");
    const before = await bubbles().allInnerTexts();
    await page.reload();
    await seen("Setiap PNS berhak");
    expect(await bubbles().allInnerTexts()).toEqual(before);
    await page.click("#baru");
    await page.getByRole("button", { name: "Ya, mulai baru" }).click();
    await page.locator(".bubble", { hasText: "Pertanyaan yang tetap ada" }).waitFor({ state: "detached" });
    await seen("Selamat datang");
    expect(await bubbles().count()).toBe(1);
  });

  test("keeps the newest in view, a long answer from its beginning, and the place of who reads further up", async () => {
    world.answerWith((question) => (question === "Panjang" ? { text: "Baris.\n".repeat(60) } : { text: `Jawaban ${question}` }));
    await open();
    await seen("Selamat datang");
    for (const question of ["satu", "dua", "tiga", "empat"]) {
      await ask(question);
      await seen(`Jawaban ${question}`);
    }
    expect(await inView(".bubble:last-child")).toBe(true);
    await ask("Panjang");
    await page.locator(".bubble", { hasText: "Baris." }).waitFor();
    const topOf = (selector: string) => page.evaluate(`document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect().top`);
    expect(await topOf(".bubble:last-child")).toBeGreaterThan(60);
    expect(await topOf(".bubble:last-child")).toBeLessThan(160);
    await page.evaluate("scrollTo(0, 0)");
    const other = await page.context().newPage();
    await other.goto(`${world.url}/kendari`);
    await other.fill("#tulis", "Dari samping");
    await other.press("#tulis", "Enter");
    await page.getByRole("button", { name: "Pesan baru" }).waitFor();
    expect(await page.evaluate("scrollY")).toBe(0);
    await page.getByRole("button", { name: "Pesan baru" }).click();
    await page.locator(".bubble", { hasText: "Jawaban Dari samping" }).waitFor();
    expect(await inView(".bubble:last-child")).toBe(true);
    await page.getByRole("button", { name: "Pesan baru" }).waitFor({ state: "hidden" });
  });

  test("a quick reply is taken as its label", async () => {
    await open();
    await ask("Berapa jam pelajaran setahun?");
    await page.getByRole("button", { name: "Jam pelajaran PPPK" }).click();
    await page.locator(".bubble.mine", { hasText: "Jam pelajaran PPPK" }).waitFor();
    await page.locator(".bubble.theirs >> nth=2").waitFor();
  });

  test("follows the same talk in two windows", async () => {
    await open();
    await seen("Selamat datang");
    const second = await page.context().newPage();
    await second.goto(`${world.url}/kendari`);
    await second.locator(".bubble").first().waitFor();
    await ask("Dari jendela pertama");
    await second.locator(".bubble.mine", { hasText: "Dari jendela pertama" }).waitFor();
    await second.locator(".bubble.theirs >> nth=1").waitFor();
    await second.click("#baru");
    await second.getByRole("button", { name: "Ya, mulai baru" }).click();
    await second.locator(".bubble.mine").waitFor({ state: "detached" });
    await ask("Masih di jendela pertama");
    await page.locator(".bubble.mine", { hasText: "Dari jendela pertama" }).waitFor({ state: "detached" });
  });
});

describe("a bad line", () => {
  test("keeps what could not be sent, says so, and sends it once", async () => {
    await open();
    await seen("Selamat datang");
    const ids: string[] = [];
    await page.route("**/pesan", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      ids.push((route.request().postDataJSON() as { id: string }).id);
      if (ids.length === 1) return route.abort();
      if (ids.length > 2) return route.continue();
      await route.fetch(); // it arrives, but the page never hears of it
      return route.abort();
    });
    await ask("Sampaikan sekali saja");
    const bubble = page.locator(".bubble.mine", { hasText: "Sampaikan sekali saja" });
    await bubble.getByText("Belum terkirim, mencoba lagi…").waitFor();
    await picture(page, "web-4-belum-terkirim");
    await bubble.getByRole("button", { name: "Coba sekarang" }).click();
    await seen("Setiap PNS berhak");
    await bubble.locator(".state").waitFor({ state: "detached" });
    expect(new Set(ids).size).toBe(1);
    expect(world.received.filter((it) => it.body.type === "text" && it.body.text === "Sampaikan sekali saja")).toHaveLength(1);
    expect(await bubble.count()).toBe(1);
  });

  test("an unsent message outlives a reload", async () => {
    await open();
    await seen("Selamat datang");
    await page.route("**/pesan", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
    await ask("Jangan sampai hilang");
    await page.locator(".state").waitFor();
    await page.unroute("**/pesan");
    await page.reload();
    await page.locator(".bubble.mine", { hasText: "Jangan sampai hilang" }).waitFor();
    await seen("Setiap PNS berhak");
  });

  test("answers arrive where a proxy swallows the stream", async () => {
    await open("/kendari", {});
    await page.context().route("**/aliran*", () => {}); // never answered
    await page.reload();
    await ask("Tanpa aliran");
    await page.locator(".bubble.theirs", { hasText: "Setiap PNS berhak" }).waitFor({ timeout: 10_000 });
  });

  test("a text that is too long is not cut and not sent in silence", async () => {
    await open();
    await seen("Selamat datang");
    await ask("a".repeat(2_001));
    expect(await page.locator("#galat").innerText()).toBe("Pesan terlalu panjang: 2.001 dari 2.000 huruf. Mohon diringkas.");
    expect(await page.inputValue("#tulis")).toHaveLength(2_001);
    expect(await bubbles().count()).toBe(1);
  });

  test("waiting is shown until the answer is there", async () => {
    let release = () => {};
    world.answerWith(async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return answer;
    });
    await open();
    await seen("Selamat datang");
    await ask("Pelan-pelan");
    await page.getByText("Kawan ASN sedang mencari jawaban").waitFor();
    await picture(page, "web-5-menunggu");
    release();
    await seen("Setiap PNS berhak");
    expect(await page.locator("#menunggu").textContent()).toBe("");
  });
});

describe("words from outside stay words", () => {
  test("in questions, answers, source labels, statuses, passages and buttons", async () => {
    world.answerWith((question) => ({
      text: `${question}\n*${hostile}*`,
      sources: [{ label: hostile, status: hostile, text: hostile }],
      buttons: [{ label: hostile, call: { capability: "help", input: {} } }],
    }));
    await open();
    await seen("Selamat datang");
    await ask(hostile);
    await page.locator("details summary").click();
    expect(await page.locator(".source-name").textContent()).toBe(hostile);
    expect(await page.locator(".status").textContent()).toBe(hostile);
    expect(await page.locator("blockquote").textContent()).toBe(hostile);
    expect(await page.locator(".choices .choice").first().textContent()).toBe(hostile);
    expect(await page.locator(".bubble.mine .words").textContent()).toBe(hostile);
    await page.reload();
    await page.locator("details").waitFor();
    expect(await page.locator(".log img, .log script, .log a").count()).toBe(0);
    expect(await page.title()).toBe("Kawan ASN — Kota Kendari");
    expect(await sideways()).toBe(0);
    expect(complaints).toEqual([]);
  });
});

describe("for everybody", () => {
  test.each([320, 360, 412, 768, 1280])("nothing runs off a screen %i wide", async (width) => {
    await open("/kendari", { viewport: { width, height: 800 } });
    await ask(`Kata${"panjang".repeat(30)}sekali`);
    await seen("Setiap PNS berhak");
    for (const it of await page.locator("summary").all()) await it.click();
    expect(await sideways()).toBe(0);
    await picture(page, `web-lebar-${width}`);
  });

  test("every control is at least 44 pixels high", async () => {
    await open();
    await ask("Berapa jam pelajaran setahun?");
    await seen("Setiap PNS berhak");
    for (const it of await page.locator("summary").all()) await it.click();
    const small: string[] = [];
    for (const it of await page.locator("button:visible, summary:visible, textarea:visible, a.choice:visible").all()) {
      if (((await it.boundingBox())?.height ?? 0) < 44) small.push(await it.innerText());
    }
    expect(small).toEqual([]);
  });

  test.each(["light", "dark"] as const)("axe-core finds nothing to mend: %s", async (colorScheme) => {
    await open("/kendari", { colorScheme });
    await ask("Berapa jam pelajaran setahun?");
    await seen("Setiap PNS berhak");
    for (const it of await page.locator("summary").all()) await it.click();
    expect(await violations()).toEqual([]);
    await picture(page, `web-6-${colorScheme}`);
    await page.click("#baru");
    expect(await violations()).toEqual([]);
    await picture(page, `web-7-dialog-${colorScheme}`);
    await page.goto(`${world.url}/atlantis`);
    expect(await violations()).toEqual([]);
    await picture(page, `web-8-tidak-ada-${colorScheme}`);
  });

  test("an unknown city is told which there are", async () => {
    await open("/atlantis");
    expect(await page.locator("h1").innerText()).toBe("Halaman itu tidak ada");
    expect(await page.locator(".cities a").allInnerTexts()).toEqual(["Kota Tanjungpinang", "Kota Kendari", "Kota Lhokseumawe", "Kota Pontianak"]);
    await page.getByRole("link", { name: "Kota Pontianak" }).click();
    await seen("Kota Pontianak");
  });

  test("without JavaScript the page says what is missing", async () => {
    await open("/kendari", { javaScriptEnabled: false });
    expect(await page.locator("noscript").innerText()).toContain("memerlukan JavaScript");
  });
});
