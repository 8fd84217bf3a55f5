import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
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

describe("for everybody", () => {
  test.each([320, 360, 412, 768, 1280])("nothing runs off a screen %i wide", async (width) => {
    chat = await ChatPage.open(here, "/kendari", { viewport: { width, height: 800 } });
    await chat.asks(`Kata${"panjang".repeat(30)}sekali`);
    await chat.sees("Setiap PNS berhak");
    await chat.opensSources();
    expect(await chat.sideways()).toBe(0);
    await picture(chat.page, `web-lebar-${width}`);
  });

  test("every control is at least 44 pixels high", async () => {
    chat = await ChatPage.open(here);
    await chat.asks("Berapa jam pelajaran setahun?");
    await chat.sees("Setiap PNS berhak");
    await chat.opensSources();
    const small: string[] = [];
    for (const control of await chat.page.locator("button:visible, summary:visible, textarea:visible, a.choice:visible").all()) {
      if (((await control.boundingBox())?.height ?? 0) < 44) small.push((await control.textContent()) ?? "");
    }
    expect(small).toEqual([]);
  });

  test.each(["light", "dark"] as const)("axe-core finds nothing to mend: %s", async (colorScheme) => {
    chat = await ChatPage.open(here, "/kendari", { colorScheme });
    await chat.asks("Berapa jam pelajaran setahun?");
    await chat.sees("Setiap PNS berhak");
    await chat.opensSources();
    expect(await chat.violations()).toEqual([]);
    await picture(chat.page, `web-6-${colorScheme}`);
    await chat.page.click("#baru");
    expect(await chat.violations()).toEqual([]);
    await picture(chat.page, `web-7-dialog-${colorScheme}`);
    await chat.page.goto(`${here.world.url}/atlantis`);
    expect(await chat.violations()).toEqual([]);
    await picture(chat.page, `web-8-tidak-ada-${colorScheme}`);
  });

  test("an unknown city is told which there are", async () => {
    chat = await ChatPage.open(here, "/atlantis");
    expect(await chat.page.locator("h1").textContent()).toBe("Halaman itu tidak ada");
    expect(await chat.page.locator(".cities a").allInnerTexts()).toEqual(["Kota Tanjungpinang", "Kota Kendari", "Kota Lhokseumawe", "Kota Pontianak"]);
    await chat.page.getByRole("link", { name: "Kota Pontianak" }).click();
    await chat.sees("Kota Pontianak");
  });

  test("without JavaScript the page says what is missing", async () => {
    chat = await ChatPage.open(here, "/kendari", { javaScriptEnabled: false });
    expect(await chat.page.locator("noscript").textContent()).toContain("memerlukan JavaScript");
  });
});
