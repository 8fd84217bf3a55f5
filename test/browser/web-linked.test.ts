import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type LinkedWeb, openLinkedWeb } from "../channels/linked-web-world.ts";
import type { WebWorld } from "../channels/web-world.ts";
import { png } from "../features/completion/pictures.ts";
import { testDatabases } from "../world.ts";
import { ChatPage } from "./chat-page.ts";
import { openChromium, picture } from "./chromium.ts";

let world: LinkedWeb;
let browser: Browser;
let chat: ChatPage;
beforeAll(async () => {
  const [database] = testDatabases();
  if (!database) throw new Error("no database to test on");
  world = await openLinkedWeb(database);
  browser = await openChromium();
});
afterAll(async () => {
  await browser.close();
  await world.close();
});
afterEach(() => chat.page.context().close());

const open = () => ChatPage.open({ world: world as unknown as WebWorld, browser, close: async () => {} });

describe("the page of somebody we know", () => {
  test("shows the masked name and a way out, and leaves nothing behind it", async () => {
    chat = await open();
    await chat.sees("Selamat datang");
    expect(await chat.page.locator("#siapa").isVisible()).toBe(false);
    await chat.asks("Pertanyaan tamu");
    await chat.page.locator(".bubble.theirs >> nth=1").waitFor();
    await chat.asks("/tautkan");
    await chat.sees("ketik kode dari BKPSDM");
    await chat.asks(`kode ${await world.code(await world.person("Budiman Contoh Saputra"))}`);
    await chat.sees("B••• C••• S•••");
    expect(await chat.own("Pertanyaan tamu").count()).toBe(0); // the talk has another id
    await picture(chat.page, "web-9-persetujuan");
    await chat.page.getByRole("button", { name: "Ya, lanjutkan" }).click();
    await chat.sees("tertaut dengan Budiman Contoh Saputra");
    await chat.page.locator("#siapa", { hasText: "Tertaut: B••• C••• S•••" }).waitFor();
    expect(await chat.violations()).toEqual([]);
    expect(await chat.sideways()).toBe(0);
    expect((await chat.page.locator("#keluar").boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await picture(chat.page, "web-10-tertaut");
    await chat.page.reload();
    await chat.page.locator("#siapa", { hasText: "B••• C••• S•••" }).waitFor();
    await chat.page.getByRole("button", { name: "Keluar" }).click();
    await chat.page.locator(".bubble", { hasText: "Budiman" }).first().waitFor({ state: "detached" });
    await chat.sees("Selamat datang");
    expect(await chat.page.locator("#siapa").isVisible()).toBe(false);
    await chat.page.goBack().catch(() => {});
    expect(await chat.page.locator(".bubble", { hasText: "Budiman" }).count()).toBe(0);
    expect(chat.complaints).toEqual([]);
  });

  test("closes by itself when it was left alone, also on the screen", async () => {
    chat = await open();
    await chat.asks(await world.code(await world.person("Lupita Contoh")));
    await chat.sees("L••• C•••");
    await chat.page.getByRole("button", { name: "Ya, lanjutkan" }).click();
    await chat.sees("tertaut dengan Lupita Contoh");
    world.clock.pass({ minutes: 31 });
    // The open stream looks at its next heartbeat.
    await chat.page.locator(".bubble", { hasText: "ditutup karena 30 menit tidak dipakai" }).waitFor({ timeout: 60_000 });
    expect(await chat.page.locator(".bubble", { hasText: "Lupita" }).count()).toBe(0);
    await picture(chat.page, "web-11-ditutup");
  });

  test("sends a photo of a certificate by a button, and says at once what it does not take", async () => {
    chat = await open();
    await chat.sees("Selamat datang");
    expect(await chat.page.locator("#lampir").isVisible()).toBe(false); // nobody knows whose it would be
    await chat.asks(await world.code(await world.person("Marwah Contoh")));
    await chat.sees("M••• C•••");
    await chat.page.getByRole("button", { name: "Ya, lanjutkan" }).click();
    await chat.sees("tertaut dengan Marwah Contoh");
    const button = chat.page.getByRole("button", { name: "Kirim foto atau PDF" });
    await button.waitFor();
    const choose = async (file: { name: string; mimeType: string; buffer: Buffer }) => {
      const chooser = chat.page.waitForEvent("filechooser");
      await button.focus();
      await chat.page.keyboard.press("Enter");
      await (await chooser).setFiles(file);
    };
    await choose({ name: "nilai.xlsx", mimeType: "application/vnd.ms-excel", buffer: Buffer.from("PK") });
    await chat.page.locator("#galat", { hasText: "foto (JPG, PNG, WebP), PDF, ZIP, atau rekaman suara" }).waitFor();
    await choose({ name: "besar.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(10 * 1024 * 1024 + 1) });
    await chat.page.locator("#galat", { hasText: "paling besar 10 MB" }).waitFor();
    expect(await chat.page.locator(".bubble.mine", { hasText: "Berkas" }).count()).toBe(0);
    // What calls itself a picture and is none: the server looks.
    await choose({ name: "palsu.png", mimeType: "image/png", buffer: Buffer.from("<script>alert(1)</script>") });
    await chat.page.locator(".bubble.mine[data-state=refused]", { hasText: "Berkas: palsu.png" }).waitFor();
    expect(chat.complaints.splice(0)).toEqual([expect.stringContaining("415")]);
    await choose({ name: "sertifikat diklat.png", mimeType: "image/png", buffer: png("tempat foto") });
    await chat.sees("Berkas: sertifikat diklat.png");
    await chat.sees("Apa nama pelatihannya");
    expect(await chat.page.locator(".bubble.mine[data-state]", { hasText: "sertifikat diklat" }).count()).toBe(0);
    expect(await chat.violations()).toEqual([]);
    expect(await chat.sideways()).toBe(0);
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await picture(chat.page, "web-13-berkas");
    await chat.page.reload();
    await chat.sees("Berkas: sertifikat diklat.png");
    expect(chat.complaints).toEqual([]);
  });
});
