import { setTimeout as sleep } from "node:timers/promises";
import type { Account, FakeWhatsAppWeb } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import type { LinkedProcess } from "./linked-process.ts";
import { type Death, moments, whens } from "./moments.ts";

/** Who was killed, and at what; `any` = at whatever was going on. */
export interface Killed {
  victim: Death["victim"];
  at: Death["at"] | "any";
  when: Death["when"] | "";
}

interface Wish {
  /** Who dies, and at what, one after the other; see `byChance`. */
  deaths: Killed[];
  freezeEvery?: number;
  print?: (line: string) => void;
}

/** Longer than a lease, so that another replica takes over meanwhile. */
const frozenMs = 18_000;
/** A lease, a start, and the longest wait before an attempt to connect. */
const aliveWithinMs = 120_000;
/** So long a moment is waited for; what is killed after that is killed at any. */
const mostMs = 40_000;

/** Kills services and the processes that speak WhatsApp for them, at moments chosen by chance. */
export class LinkedTorment {
  readonly killed: Killed[] = [];
  frozen = 0;
  readonly #whatsapp: FakeWhatsAppWeb;
  readonly #bot: Account;
  readonly #services: LinkedProcess[];
  readonly #start: () => Promise<LinkedProcess>;
  readonly #wish: Wish;

  constructor(whatsapp: FakeWhatsAppWeb, bot: Account, services: LinkedProcess[], start: () => Promise<LinkedProcess>, wish: Wish) {
    this.#whatsapp = whatsapp;
    this.#bot = bot;
    this.#services = services;
    this.#start = start;
    this.#wish = wish;
  }

  async run(): Promise<void> {
    const { deaths, freezeEvery = 0, print = () => {} } = this.#wish;
    for (const [at, death] of deaths.entries()) {
      await this.#peace();
      if (freezeEvery > 0 && at % freezeEvery === freezeEvery - 1) await this.#freeze();
      const killed = death.at === "any" ? await this.#now(death.victim) : await this.#at(death as Death);
      this.killed.push(killed);
      print(`  ${at + 1}/${deaths.length} ${killed.victim} ${killed.at} ${killed.when}, ${this.#bot.logins} logins, ${this.#bot.sent.length} answers seen`);
    }
  }

  /** Mostly until people are answered again; sometimes the next blow falls before. */
  async #peace(): Promise<void> {
    const again = () => this.#bot.connected;
    if (Math.random() < 0.8) await this.#whatsapp.until(again, { timeout: aliveWithinMs, what: "nobody holds the number again" });
    await sleep(300 + Math.random() * 3_000);
  }

  /** At the next statement of its moment, in whichever replica that comes. */
  async #at(death: Death): Promise<Killed> {
    const services = [...this.#services];
    for (const it of services) {
      it.struck = null;
      it.order(death);
    }
    // These moments come with a connection only.
    if ((death.at === "connecting" || death.at === "connected") && this.#bot.connected) this.#bot.ends("break");
    const struck = () => services.find((it) => it.struck !== null || !it.alive);
    for (const until = performance.now() + mostMs; !struck() && performance.now() < until; ) await sleep(20);
    for (const it of services) it.order(null);
    const found = struck();
    if (!found) return this.#now(death.victim);
    await this.#restart();
    return death;
  }

  async #now(victim: Death["victim"]): Promise<Killed> {
    const one = this.#services[Math.floor(Math.random() * this.#services.length)];
    if (victim === "child") for (const it of this.#services) it.killChild();
    else await one?.kill();
    await this.#restart();
    return { victim, at: "any", when: "" };
  }

  async #freeze(): Promise<void> {
    const one = this.#services[Math.floor(Math.random() * this.#services.length)];
    this.frozen++;
    one?.freeze();
    await sleep(frozenMs + Math.random() * 4_000);
    one?.thaw();
  }

  /** Whoever is dead lives again. */
  async #restart(): Promise<void> {
    for (const [at, it] of this.#services.entries()) if (!it.alive) this.#services[at] = await this.#start();
  }
}

const both: Death["victim"][] = ["service", "child"];

/** So many deaths: each moment with each victim and time equally often, a fifth at any moment; in the order of chance. */
export function byChance(kills: number, victims = both): Killed[] {
  const exact: Killed[] = moments.flatMap((at) => whens.flatMap((when) => victims.map((victim) => ({ victim, at, when }))));
  const any: Killed[] = victims.map((victim) => ({ victim, at: "any", when: "" }));
  const all: Killed[] = [];
  while (all.length < kills) all.push(...mixed([...exact, ...Array.from({ length: 5 }, () => any).flat()]));
  return all.slice(0, kills);
}

const mixed = <T>(all: T[]): T[] =>
  all
    .map((it) => ({ it, by: Math.random() }))
    .sort((a, b) => a.by - b.by)
    .map(({ it }) => it);
