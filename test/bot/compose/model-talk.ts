import { z } from "zod";
import { type App, openApp } from "../../../src/app.ts";
import type { InboundBody, Letter } from "../../../src/core/channel.ts";
import type { Reply } from "../../../src/core/reply.ts";
import { sql } from "../../../src/db/database.ts";
import { giveConsent } from "../../../src/features/people/privacy/consent-store.ts";
import { type Answer, useVersion } from "../../../src/features/people/privacy/consent-uses.ts";
import { turnSwitch } from "../../../src/llm/city-switch.ts";
import { type FakeOpenAi, startOpenAi } from "../../fakes/openai/fake-openai.ts";
import { freshFolder, silentLog, testClock, testConfig } from "../../world.ts";

export const kendari = 2;

export interface Somebody {
  name: string;
  /** Answer about the model; null = never asked. */
  model?: Answer | null;
  voice?: Answer | null;
  nip?: string;
}

export interface ModelTalk {
  app: App;
  fake: FakeOpenAi;
  clock: ReturnType<typeof testClock>;
  /** A registered person of Kendari whose chat this is; their number. */
  person(chat: string, somebody: Somebody): Promise<number>;
  /** All letters of one turn. */
  turn(chat: string, text: string): Promise<Letter[]>;
  /** The first letter's reply to a photo. */
  sendsPhoto(chat: string, bytes: Uint8Array, caption?: string): Promise<Reply>;
  /** The first letter's reply. */
  says(chat: string, text: string): Promise<Reply>;
  /** Prompt and model that wrote the newest answer; null = the documents' own words. */
  writtenBy(): Promise<string | null>;
  close(): Promise<void>;
}

/** Whole program with its shipped documents, and an endpoint; a city whose model is on. One database: nothing here depends on which. */
export async function openModelTalk(settings: Record<string, string> = {}, where?: { url: string }): Promise<ModelTalk> {
  const folder = freshFolder();
  const clock = testClock();
  const fake = await startOpenAi();
  const config = testConfig({ DATA_DIR: folder.path, LLM_URL: fake.url, LLM_MODEL: "besar", LLM_TIMEOUT_SECONDS: "20", LLM_TRY_SECONDS: "10", ...settings });
  const app = await openApp({ config, log: silentLog, clock: clock.now, shipped: "sync", ...(where && { where }) });
  const terms = { processor: "PT Contoh Model", country: "Indonesia", basis: "perjanjian 12/2026" };
  await turnSwitch(app.db, { cell: 1, agencyId: kendari }, terms, null, clock.now());
  let count = 0;

  async function person(chat: string, { name, model = "yes", voice = null, nip }: Somebody): Promise<number> {
    const at = clock.now().toString();
    const { id } = await app.db.one(
      z.object({ id: z.coerce.number() }),
      sql`insert into person (cell, agency_id, name, nip, status, added_at, changed_at) values (1, ${kendari}, ${name}, ${nip ?? null}, 'PNS', ${at}, ${at}) returning id`,
    );
    await app.db.run(sql`
      insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
      values (1, ${kendari}, ${id}, 'telegram', ${chat}, ${JSON.stringify({ channel: "telegram", account: "bot", chat })}, 'code', ${at}, ${at}, ${at})`);
    for (const [purpose, answer] of [["model", model] as const, ["voice", voice] as const])
      if (answer)
        await giveConsent(
          app.db,
          { cell: 1, agencyId: kendari, personId: id },
          { purpose, answer, version: useVersion(purpose), channel: "telegram" },
          clock.now(),
        );
    return id;
  }

  async function sends(chat: string, body: InboundBody, bytes?: Uint8Array): Promise<Letter[]> {
    count += 1;
    const to = { channel: "telegram" as const, account: "bot", chat };
    const message = { dedupe: `m${count}`, at: clock.now().toString(), late: false, from: { id: chat }, to, body };
    const plan = await app.engine.understand(message, bytes && (async () => bytes));
    return app.db.transaction((tx) => app.engine.act(tx, [{ message, plan }], clock.now()));
  }
  const turn = (chat: string, text: string) => sends(chat, { type: "text", text });
  const first = ([letter]: Letter[]): Reply => {
    if (!letter) throw new Error("no answer");
    return letter.reply;
  };

  return {
    app,
    fake,
    clock,
    person,
    turn,
    says: async (chat, text) => first(await turn(chat, text)),
    sendsPhoto: async (chat, bytes, caption = "") =>
      first(await sends(chat, { type: "media", media: { kind: "image", ref: "f", mime: "image/jpeg" }, caption }, bytes)),
    async writtenBy() {
      const row = await app.db.maybe(z.object({ by: z.string().nullable() }), sql`select written_by as "by" from knowledge_answer order by id desc limit 1`);
      return row?.by ?? null;
    },
    async close() {
      await app.close();
      await fake.stop();
      folder.remove();
    },
  };
}
