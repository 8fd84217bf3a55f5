import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Database } from "../../src/db/database.ts";
import { sql } from "../../src/db/database.ts";
import { consenting, giveConsent } from "../../src/features/people/privacy/consent-store.ts";
import { type Answer, useVersion } from "../../src/features/people/privacy/consent-uses.ts";
import { registerNames, registerVersion } from "../../src/features/people/register-names.ts";
import { turnSwitch } from "../../src/llm/city-switch.ts";
import { createGateway, type Gateway, type GatewayNeeds } from "../../src/llm/gateway.ts";
import { createNameSource } from "../../src/llm/mask/name-source.ts";
import { type NameWords, parseNameWords } from "../../src/llm/mask/name-words.ts";
import { readPrompts } from "../../src/llm/prompts.ts";
import { promptsInUse } from "../../src/llm/prompts-in-use.ts";
import type { Asker } from "../../src/llm/request.ts";
import { parseSensitive, type Sensitive } from "../../src/llm/sensitive.ts";
import { isWord, promptFolder } from "../../src/model-at-start.ts";
import { type FakeOpenAi, startOpenAi } from "../fakes/openai/fake-openai.ts";
import { silentLog, type TestDatabase, testClock } from "../world.ts";

export const cell = 1;
/** City ids of the shipped cities. */
export const kendari = 2;
export const pontianak = 3;
const zone = "Asia/Makassar";

const shipped = (name: string) => readFileSync(new URL(`../../knowledge/${name}`, import.meta.url), "utf8");
export const nameWords = (): NameWords => parseNameWords(shipped("nama.yaml"), isWord);
export const sensitive = (): Sensitive => parseSensitive(shipped("peka.yaml"));
export const terms = { processor: "PT Contoh Model", country: "Indonesia", basis: "perjanjian pemrosesan 12/2026" };

export interface LlmWorld {
  db: Database;
  fake: FakeOpenAi;
  clock: ReturnType<typeof testClock>;
  gateway: Gateway;
  /** Somebody of a city, who has answered about the model. */
  asker(name: string, options?: { agencyId?: number; answer?: Answer | null }): Promise<Asker>;
  answer(asker: Asker, answer: Answer): Promise<void>;
  /** Another gateway to the same endpoint. */
  gatewayWith(more: Partial<GatewayNeeds>): Gateway;
  close(): Promise<void>;
}

/** A fresh base whose Kendari has the model on, an endpoint, and the gateway to it. */
export async function openLlmWorld(database: TestDatabase): Promise<LlmWorld> {
  const base = await database.open();
  const fake = await startOpenAi();
  const clock = testClock();
  const { db } = base;
  const needs: GatewayNeeds = {
    db,
    cell,
    log: silentLog,
    clock: clock.now,
    url: fake.url,
    key: "kunci-uji",
    models: { answer: "besar", router: "kecil", vision: "mata" },
    prices: new Map([["", { in: 2, out: 10 }]]),
    limits: { personTokens: 0, cityTokens: 0 },
    timeoutMs: 20_000,
    tryMs: 10_000,
    chance: () => 0,
    pauseMs: 10,
    prompts: promptsInUse(readPrompts(promptFolder), cell, silentLog),
    names: createNameSource({ version: registerVersion, names: registerNames }, nameWords()),
    sensitive: sensitive(),
    consents: (on, city, personIds) => consenting(on, city, { purpose: "model", version: useVersion("model") }, personIds),
  };
  await turnSwitch(db, { cell, agencyId: kendari }, terms, null, clock.now());
  const answer = (asker: Asker, said: Answer) =>
    giveConsent(
      db,
      { cell, agencyId: asker.agencyId, personId: asker.personId },
      { purpose: "model", answer: said, version: useVersion("model"), channel: "web" },
      clock.now(),
    );
  return {
    db,
    fake,
    clock,
    gateway: createGateway(needs),
    gatewayWith: (more) => createGateway({ ...needs, ...more }),
    answer,
    async asker(name, { agencyId = kendari, answer: said = "yes" } = {}) {
      const at = clock.now().toString();
      const { id } = await db.one(
        z.object({ id: z.number() }),
        sql`insert into person (cell, agency_id, name, status, added_at, changed_at) values (${cell}, ${agencyId}, ${name}, 'PNS', ${at}, ${at}) returning id::int as id`,
      );
      const asker = { agencyId, personId: id, zone };
      if (said) await answer(asker, said);
      return asker;
    },
    async close() {
      await fake.stop();
      await base.close();
    },
  };
}

/** Inputs of the prompt that answers. */
export const question = (pertanyaan: string, more: Partial<Record<"percakapan" | "kutipan" | "keadaan", string>> = {}) => ({
  pertanyaan,
  percakapan: "(belum ada)",
  kutipan: "[1] PP 11/2017 Pasal 203 ayat (4): Setiap PNS mengikuti pengembangan kompetensi paling sedikit 20 jam pelajaran dalam satu tahun.",
  keadaan: "Kota Kendari, 22 November 2026",
  ...more,
});
