import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { Address } from "../../../src/core/channel.ts";
import type { Browser } from "../web-world.ts";
import type { ContractPerson, Doing, Shown } from "./world.ts";

const Bubble = z.object({
  id: z.number(),
  author: z.string(),
  text: z.string(),
  menu: z.string().optional(),
  sources: z.array(z.object({ label: z.string(), status: z.string() })),
  buttons: z.array(z.object({ label: z.string(), place: z.number() })),
  files: z.array(z.object({ name: z.string(), blob: z.string(), alt: z.string().optional() })),
});
const Talk = z.object({ messages: z.array(Bubble) });
type Bubble = z.output<typeof Bubble>;

/** Somebody at the page: its queue sends one message after the other, and each again until the server has taken or refused it. */
export class WebPerson implements ContractPerson {
  readonly to: Address;
  readonly #browser: Browser;
  readonly #answerIsLost: () => boolean;
  readonly #left = new AbortController();
  readonly #bubbles: Bubble[] = [];
  #queue: Promise<unknown> = Promise.resolve();

  constructor(browser: Browser, answerIsLost: () => boolean) {
    this.#browser = browser;
    this.#answerIsLost = answerIsLost;
    this.to = { channel: "web", account: "web", chat: browser.talk() };
  }

  says = (text: string): Doing => this.#put({ text });
  starts = (start: string): Doing => this.#put({ start });

  async taps(label: string): Promise<Doing> {
    await this.#look();
    const shown = this.#bubbles.findLast((it) => it.buttons.some((one) => one.label === label));
    const button = shown?.buttons.find((it) => it.label === label);
    if (!shown || !button) throw new Error(`there is no button ${label}`);
    return this.#put({ menu: shown.menu, choice: button.place, label });
  }

  async screen(): Promise<Shown[]> {
    await this.#look();
    return Promise.all(this.#bubbles.filter((it) => it.author === "assistant").map((it) => this.#shown(it)));
  }

  leaves(): void {
    this.#left.abort();
  }

  /** Asks for what came since, as an open page does. */
  async #look(): Promise<void> {
    for (;;) {
      const answer = await this.#browser.get(`/pesan?setelah=${this.#bubbles.at(-1)?.id ?? 0}`);
      const { messages } = Talk.parse(await answer.json());
      if (messages.length === 0) return;
      this.#bubbles.push(...messages);
    }
  }

  #put(message: object): Doing {
    const whole = { id: crypto.randomUUID(), ...message };
    const taken = this.#queue.then(() => this.#post(whole));
    taken.catch(() => {}); // asked about with `taken`
    this.#queue = taken.catch(() => {});
    return { taken: () => taken };
  }

  async #shown({ text, sources, buttons, files }: Bubble): Promise<Shown> {
    return {
      // A picture's caption is there for who does not see it.
      text: [
        text,
        ...files.flatMap(({ name, alt }) => (alt === undefined || alt === name ? [] : [alt])),
        ...sources.map((it) => `${it.label} (${it.status})`),
      ].join("\n"),
      options: buttons.map((it) => ({ label: it.label, hint: "" })),
      asksContact: false,
      files: await Promise.all(
        files.map(async ({ name, blob }) => ({ name, bytes: new Uint8Array(await (await this.#browser.get(`/berkas/${blob}`)).arrayBuffer()) })),
      ),
    };
  }

  async #post(message: object): Promise<void> {
    let lost = this.#answerIsLost();
    while (!this.#left.signal.aborted) {
      const { status } = await this.#browser.post("/pesan", message);
      if (status < 300 && !lost) return;
      if (status < 300) lost = false;
      if (status >= 400 && status < 500 && status !== 429) throw new Error(`refused with ${status}`);
      await pause(5, undefined, { signal: this.#left.signal }).catch(() => {});
    }
  }
}
