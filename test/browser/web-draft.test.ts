import { afterAll, beforeAll, expect, test } from "vitest";
import { answer, type ChatBrowser, ChatPage, openChatBrowser } from "./chat-page.ts";
import { picture } from "./chromium.ts";

let here: ChatBrowser;
beforeAll(async () => {
  here = await openChatBrowser();
});
afterAll(() => here.close());

test("words that are already sure stand at the end of the talk, and the answer takes their place", async () => {
  const chat = await ChatPage.open(here);
  await chat.sees("Selamat datang");
  here.world.answerWith(() => answer);
  const talk = (await chat.page.context().cookies()).find((it) => it.name.endsWith("kawan"))?.value.split(".")[0] ?? "";
  here.world.draft(decodeURIComponent(talk), "Setiap PNS berhak *atas* pengembangan kompetensi. <b>Bukan tanda</b>");
  const draft = chat.page.locator(".draft");
  await draft.waitFor();
  expect(await draft.locator("strong").textContent()).toBe("atas");
  expect(await draft.textContent()).toContain("<b>Bukan tanda</b>");
  await picture(chat.page, "web-jawaban-belum-selesai");
  await chat.asks("Berapa hak saya?");
  await chat.page.locator(".bubble.theirs:not(.draft)", { hasText: "Setiap PNS berhak" }).waitFor();
  expect(await draft.count()).toBe(0);
  await chat.page.context().close();
});
