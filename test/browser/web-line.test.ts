import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { answer, type ChatBrowser, ChatPage, openChatBrowser } from "./chat-page.ts";
import { picture } from "./chromium.ts";

const hostile = `<img src=x onerror="document.title='kena'"></script><script>document.title='kena'</script> [tautan](javascript:alert(1)) **`;

let here: ChatBrowser;
let chat: ChatPage;
beforeAll(async () => {
  here = await openChatBrowser();
});
afterAll(() => here.close());
beforeEach(() => here.world.answerWith(() => answer));
afterEach(() => chat.page.context().close());

describe("a bad line", () => {
  test("keeps what could not be sent, says so, and sends it once", async () => {
    chat = await ChatPage.open(here);
    await chat.sees("Selamat datang");
    const ids: string[] = [];
    await chat.page.route("**/pesan", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      ids.push((route.request().postDataJSON() as { id: string }).id);
      if (ids.length === 1) return route.abort();
      if (ids.length > 2) return route.continue();
      await route.fetch(); // it arrives, but the page never hears of it
      return route.abort();
    });
    await chat.asks("Sampaikan sekali saja");
    const bubble = chat.own("Sampaikan sekali saja");
    await bubble.getByText("Belum terkirim, mencoba lagi…").waitFor();
    await picture(chat.page, "web-4-belum-terkirim");
    await bubble.getByRole("button", { name: "Coba sekarang" }).click();
    await chat.sees("Setiap PNS berhak");
    await bubble.locator(".state").waitFor({ state: "detached" });
    expect(new Set(ids).size).toBe(1);
    expect(here.world.received.filter((it) => it.body.type === "text" && it.body.text === "Sampaikan sekali saja")).toHaveLength(1);
    expect(await bubble.count()).toBe(1);
  });

  test("an unsent message outlives a reload", async () => {
    chat = await ChatPage.open(here);
    await chat.sees("Selamat datang");
    await chat.page.route("**/pesan", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
    await chat.asks("Jangan sampai hilang");
    await chat.page.locator(".state").waitFor();
    await chat.page.unroute("**/pesan");
    await chat.page.reload();
    await chat.own("Jangan sampai hilang").waitFor();
    await chat.sees("Setiap PNS berhak");
  });

  test("answers arrive where a proxy swallows the stream", async () => {
    chat = await ChatPage.open(here);
    await chat.page.context().route("**/aliran*", () => {}); // never answered
    await chat.page.reload();
    await chat.asks("Tanpa aliran");
    await chat.page.locator(".bubble.theirs", { hasText: "Setiap PNS berhak" }).waitFor({ timeout: 60_000 });
  });

  test("a text that is too long is not cut and not sent in silence", async () => {
    chat = await ChatPage.open(here);
    await chat.sees("Selamat datang");
    await chat.asks("a".repeat(2_001));
    expect(await chat.page.locator("#galat").textContent()).toBe("Pesan terlalu panjang: 2.001 dari 2.000 huruf. Mohon diringkas.");
    expect(await chat.page.inputValue("#tulis")).toHaveLength(2_001);
    expect(await chat.bubbles().count()).toBe(1);
  });

  test("waiting is shown until the answer is there", async () => {
    let release = () => {};
    here.world.answerWith(async () => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return answer;
    });
    chat = await ChatPage.open(here);
    await chat.sees("Selamat datang");
    await chat.asks("Pelan-pelan");
    await chat.page.getByText("Kawan ASN sedang mencari jawaban").waitFor();
    await picture(chat.page, "web-5-menunggu");
    release();
    await chat.sees("Setiap PNS berhak");
    expect(await chat.page.locator("#menunggu").textContent()).toBe("");
  });
});

describe("words from outside stay words", () => {
  test("in questions, answers, source labels, statuses, passages and buttons", async () => {
    here.world.answerWith((question) => ({
      text: `${question}\n*${hostile}*`,
      sources: [{ label: hostile, status: hostile, text: hostile }],
      buttons: [{ label: hostile, call: { capability: "help", input: {} } }],
    }));
    chat = await ChatPage.open(here);
    await chat.sees("Selamat datang");
    await chat.asks(hostile);
    await chat.page.locator("details summary").click();
    expect(await chat.page.locator(".source-name").textContent()).toBe(hostile);
    expect(await chat.page.locator(".status").textContent()).toBe(hostile);
    expect(await chat.page.locator("blockquote").textContent()).toBe(hostile);
    expect(await chat.page.locator(".choices .choice").first().textContent()).toBe(hostile);
    expect(await chat.page.locator(".bubble.mine .words").textContent()).toBe(hostile);
    await chat.page.reload();
    await chat.page.locator("details").waitFor();
    expect(await chat.page.locator(".log img, .log script, .log a").count()).toBe(0);
    expect(await chat.page.title()).toBe("Kawan ASN — Kota Kendari");
    expect(await chat.sideways()).toBe(0);
    expect(chat.complaints).toEqual([]);
  });
});
