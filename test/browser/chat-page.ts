import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Reply } from "../../src/core/reply.ts";
import { openWebWorld, type WebWorld } from "../channels/web-world.ts";
import { testDatabases } from "../world.ts";
import { openChromium } from "./chromium.ts";

/** A small phone. */
const phone = { width: 360, height: 740 };
const passage = `(1) Setiap PNS memiliki hak dan kesempatan yang sama untuk diikutsertakan dalam pengembangan kompetensi.
(4) Pengembangan kompetensi bagi setiap PNS dilakukan paling sedikit 20 (dua puluh) jam pelajaran dalam 1 (satu) tahun.`;

/** An answer with all that an answer can have. */
export const answer: Reply = {
  text: "Setiap PNS berhak atas pengembangan kompetensi *paling sedikit 20 jam pelajaran* (JP) dalam satu tahun.\n\nYang dihitung antara lain:\n1. pelatihan klasikal seperti kursus, seminar, dan penataran;\n2. pelatihan nonklasikal seperti *coaching*, magang, dan pertukaran pegawai.",
  sources: [
    { label: "PP 11/2017 Pasal 203 ayat (4)", status: "berlaku", text: passage },
    { label: "PerLAN 10/2018 Pasal 6", status: "diubah PerLAN 5/2020", text: `${passage}\n`.repeat(6) },
    { label: "PP 101/2000 Pasal 4", status: "dicabut", text: "Naskah lama yang sudah tidak berlaku." },
  ],
  buttons: [{ label: "Jam pelajaran PPPK", call: { capability: "ask_policy", input: { question: "JP untuk PPPK?" } } }],
};

export interface ChatBrowser {
  world: WebWorld;
  browser: Browser;
  close(): Promise<void>;
}

/** The service on one database (the page sees no difference between the two; their own tests do) and a real browser. */
export async function openChatBrowser(): Promise<ChatBrowser> {
  const [database] = testDatabases();
  if (!database) throw new Error("no database to test on");
  const world = await openWebWorld(database);
  const browser = await openChromium();
  return {
    world,
    browser,
    async close() {
      await browser.close();
      await world.close();
    },
  };
}

/** One visitor's window. */
export class ChatPage {
  readonly page: Page;
  /** What the browser complained of: script errors, blocked content, failed requests. */
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on("console", (it) => it.type() === "error" && this.complaints.push(it.text()));
    page.on("pageerror", (it) => this.complaints.push(it.message));
  }

  static async open({ world, browser }: ChatBrowser, path = "/kendari", options: BrowserContextOptions = {}): Promise<ChatPage> {
    const context = await browser.newContext({ viewport: phone, locale: "id-ID", reducedMotion: "reduce", ...options });
    const chat = new ChatPage(await context.newPage());
    await chat.page.goto(world.url + path);
    return chat;
  }

  bubbles() {
    return this.page.locator(".bubble");
  }

  own(text: string) {
    return this.page.locator(".bubble.mine", { hasText: text });
  }

  async sees(text: string): Promise<void> {
    await this.page.locator(".bubble", { hasText: text }).first().waitFor();
  }

  async asks(question: string): Promise<void> {
    await this.page.fill("#tulis", question);
    await this.page.press("#tulis", "Enter");
  }

  async opensSources(): Promise<void> {
    for (const it of await this.page.locator("summary").all()) await it.click();
  }

  async beginsAnew(): Promise<void> {
    await this.page.click("#baru");
    await this.page.getByRole("button", { name: "Ya, mulai baru" }).click();
  }

  /** Pixels by which the page is wider than its window. */
  sideways(): Promise<number> {
    return this.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  }

  topOf(selector: string): Promise<number> {
    return this.page.evaluate(`document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect().top`);
  }

  /** Whether an element lies between the bars above and below the talk. */
  inView(selector: string): Promise<boolean> {
    return this.page.evaluate(`(() => {
      const box = (it) => document.querySelector(it).getBoundingClientRect();
      const it = box(${JSON.stringify(selector)});
      return it.top >= box(".top").bottom - 1 && it.bottom <= box(".bottom").top + 1;
    })()`);
  }

  /** What axe-core finds. Evaluated through the debugger, as the page's own rules let no foreign script in. */
  async violations(): Promise<string[]> {
    const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    await this.page.evaluate(`${source}; undefined`);
    return this.page.evaluate(
      `axe.run().then(({ violations }) => violations.map((it) => it.id + ": " + it.nodes.map((node) => node.target + " " + node.failureSummary).join(" | ")))`,
    );
  }
}
