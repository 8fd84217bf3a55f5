import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { FakeTelegram } from "../fakes/telegram/fake-telegram.ts";
import type { FakeGraph } from "../fakes/whatsapp-cloud/fake-graph.ts";

const cities = ["Pontianak", "Kendari", "Lhokseumawe", "Tanjungpinang"];

/** Somebody who writes on, whatever happens to the service, and what they heard back. */
export interface Writer {
  channel: string;
  /** Writes message number `at`; resolves when the network has it (which says nothing about the service). */
  write(at: number): Promise<void>;
  /** All answers so far, oldest first. */
  heard(): Promise<string[]>;
}

/** Each message chooses another city, so that its answer can be told from those before and after. */
export const words = (at: number): string => `/kota ${cities[at % cities.length]}`;

export function telegramWriter(telegram: FakeTelegram, name: string): Writer {
  const person = telegram.person({ name });
  return {
    channel: "Telegram",
    async write(at) {
      person.says(words(at));
    },
    heard: async () => person.received.map((it) => it.text ?? ""),
  };
}

export function whatsAppWriter(graph: FakeGraph, name: string, phone: string): Writer {
  const person = graph.person({ name, phone });
  return {
    channel: "WhatsApp Cloud",
    async write(at) {
      person.says(words(at));
    },
    heard: async () => person.received.map((it) => it.plain),
  };
}

/** One browser that sends a message again under the same id until some replica accepts it. */
export function webWriter(urls: string[], number: number): Writer {
  const headers: Record<string, string> = { "Content-Type": "application/json", "X-Forwarded-For": `10.2.${number >> 8}.${(number & 255) + 1}` };
  const anyUrl = () => urls[Math.floor(Math.random() * urls.length)] ?? "";
  const post = async (body: object): Promise<void> => {
    for (;;) {
      const url = anyUrl();
      const answer = await fetch(`${url}/pesan`, { method: "POST", headers: { ...headers, Origin: url }, body: JSON.stringify(body) }).catch(() => null);
      const cookie = answer?.headers.getSetCookie()[0];
      if (cookie) headers.Cookie = cookie.split(";")[0] ?? "";
      if (answer?.ok) return void (await answer.arrayBuffer().catch(() => null));
      await sleep(100 + Math.random() * 200);
    }
  };
  return {
    channel: "web chat",
    write: (at) => post({ id: randomUUID(), text: words(at) }),
    async heard() {
      const answer = await fetch(`${anyUrl()}/pesan?setelah=0`, { headers }).catch(() => null);
      const body = answer?.ok ? ((await answer.json()) as { messages?: { author: string; text?: string; body?: { text: string } }[] }) : null;
      return (body?.messages ?? []).filter((it) => it.author === "assistant").map((it) => it.body?.text ?? it.text ?? "");
    },
  };
}

/** How what a person heard compares with what they wrote. */
export interface Tally {
  written: number;
  answered: number;
  lost: number;
  /** The same answer twice in a row: for networks without idempotent ids, an unknown outcome that was repeated. */
  repeated: number;
  disordered: number;
}

/** The number within the round of cities that each answer is about; -1 = about none. */
export const placesIn = (heard: string[]): number[] =>
  heard.map((text) => cities.findIndex((it) => text.includes(`Kota ${it}`) || text.includes(`Kota *${it}*`)));

export function tally(heard: string[], written: number): Tally {
  const places = placesIn(heard);
  const once = places.filter((it, at) => at === 0 || it !== places[at - 1]);
  let next = 0;
  for (const it of once) if (it === next % cities.length) next++;
  return {
    written,
    answered: Math.min(next, written),
    lost: Math.max(0, written - once.length),
    repeated: places.length - once.length,
    disordered: once.length - next,
  };
}
