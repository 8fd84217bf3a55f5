import { expect } from "vitest";
import { z } from "zod";
import { createEngine } from "../../../src/bot/engine.ts";
import { helpCapabilities } from "../../../src/bot/help.ts";
import { type Capability, capability, type Outcome } from "../../../src/core/capability.ts";
import type { ChannelId, InboundBody, Letter } from "../../../src/core/channel.ts";
import { perform } from "../../../src/core/perform.ts";
import type { Role } from "../../../src/core/person.ts";
import type { Subject } from "../../../src/core/personal-data.ts";
import type { Call } from "../../../src/core/reply.ts";
import { sql } from "../../../src/db/database.ts";
import { competencyCapabilities } from "../../../src/features/competency/capabilities.ts";
import { dictionaryFiles, syncDictionary } from "../../../src/features/competency/dictionary/shipped.ts";
import { addEvidence, type NewEvidence } from "../../../src/features/competency/gap/evidence-store.ts";
import { agenciesOf } from "../../../src/features/people/agencies.ts";
import { chooseCity } from "../../../src/features/people/choose-city.ts";
import { identify } from "../../../src/features/people/identity.ts";
import { type TestDatabase, testClock } from "../../world.ts";

export const cell = 1;
/** Kendari and Pontianak, as the migrations number them. */
export const kendari = 2;
export const pontianak = 4;

export const shippedFiles = () => dictionaryFiles();

const stub = (id: string, command: string, roles: Capability["roles"], text: string): Capability =>
  capability({
    id,
    about: `${text}.`,
    command,
    phrases: [],
    roles,
    input: z.object({ question: z.string().optional() }),
    handle: async () => ({ reply: { text } }),
  });

/** Stands for the rest of the product: a policy answer, linking, recommending. */
const others = [
  capability({
    id: "ask_policy",
    about: "Menjawab.",
    command: "tanya",
    phrases: [],
    roles: ["guest"],
    input: z.object({ question: z.string() }),
    handle: async (_, { question }) => ({ reply: { text: `Jawaban: ${question}` } }),
  }),
  stub("link_chat", "tautkan", ["guest"], "Tautkan"),
  stub("recommend", "rekomendasi", ["guest", "asn"], "Rekomendasi"),
];

export interface Post {
  name: string;
  title: string;
  family: "jpt" | "administrator" | "pengawas" | "pelaksana" | "fungsional" | "lain";
  level?: string;
  agency?: number;
  duty?: string;
}

/** A talk of somebody; `says` and `taps` give the text of the last letter that came. */
export interface Talk {
  says(text: string): Promise<string>;
  taps(label: string | RegExp): Promise<string>;
  /** Taps once more a button of an older letter. */
  tapsOn(letter: Letter, label: string | RegExp): Promise<string>;
  readonly last: Letter;
  /** All letters of the last answer. */
  readonly answer: Letter[];
  /** Letters to others that came of it. */
  readonly notices: Letter[];
}

export type StaffWorld = Awaited<ReturnType<typeof openStaffWorld>>;

/** Real engine, gate and base with the shipped dictionary in every city. */
export async function openStaffWorld(database: TestDatabase) {
  const base = await database.open();
  const { db } = base;
  const clock = testClock("2026-11-20T02:00:00Z");
  await syncDictionary(db, cell, shippedFiles(), clock.now());
  const catalog: Capability[] = [...others, chooseCity, ...competencyCapabilities];
  catalog.push(...helpCapabilities(() => catalog));
  const engine = createEngine({
    catalog,
    agencies: await agenciesOf(db, []),
    cell,
    identify: (tx, messages, now) => identify(tx, cell, messages, now),
    fallback: "ask_policy",
  });
  let count = 0;

  async function person({ name, title, family, level, agency = kendari, duty = "aktif" }: Post): Promise<Subject> {
    const now = clock.now().toString();
    const { id } = await db.one(
      z.object({ id: z.coerce.number() }),
      sql`
      insert into person (cell, agency_id, name, status, duty, added_at, changed_at)
      values (${cell}, ${agency}, ${name}, 'PNS', ${duty}, ${now}, ${now}) returning id`,
    );
    await db.run(sql`
      insert into person_position (cell, agency_id, person_id, title, family, level, since)
      values (${cell}, ${agency}, ${id}, ${title}, ${family}, ${level ?? null}, '2024-01-01')`);
    return { cell, agencyId: agency, personId: id };
  }

  async function leads(leader: Subject, who: Subject, since = "2025-01-01", until: string | null = null): Promise<void> {
    await db.run(sql`
      insert into reporting_line (cell, agency_id, person_id, supervisor_id, since, until)
      values (${cell}, ${who.agencyId}, ${who.personId}, ${leader.personId}, ${since}, ${until})`);
  }

  async function knows(who: Subject, rows: (Pick<NewEvidence, "competency" | "level"> & Partial<NewEvidence>)[]): Promise<void> {
    const whole = rows.map((it) => ({
      personId: who.personId,
      kind: "supervisor" as const,
      official: false,
      observedOn: "2026-11-01",
      raterId: null,
      source: "uji coba",
      key: `test:${++count}`,
      ...it,
    }));
    await addEvidence(db, who, whole, clock.now());
  }

  /** A talk; of a person whose link a second person has confirmed, or of a guest. */
  async function talk(who: Subject | null, channel: ChannelId = "telegram"): Promise<Talk> {
    const sender = `s${++count}`;
    const to = { channel, account: "bot", chat: sender };
    if (who) {
      const now = clock.now().toString();
      await db.run(sql`
        insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
        values (${cell}, ${who.agencyId}, ${who.personId}, ${channel}, ${sender}, ${JSON.stringify(to)}, 'code', ${now}, ${now}, ${now})`);
    }
    let answer: Letter[] = [];
    let notices: Letter[] = [];
    const last = (): Letter => {
      const letter = answer.at(-1);
      if (!letter) throw new Error("nothing was said yet");
      return letter;
    };
    async function sends(body: InboundBody): Promise<string> {
      const message = { dedupe: `m${++count}`, at: clock.now().toString(), late: false, from: { id: sender }, to, body };
      const letters = await db.transaction((tx) => engine.act(tx, [{ message }], clock.now()));
      answer = letters.filter((it) => it.to.chat === sender);
      notices = letters.filter((it) => it.to.chat !== sender);
      return last().reply.text;
    }
    const tapsOn = (letter: Letter, label: string | RegExp) => {
      const buttons = letter.reply.buttons ?? [];
      const fits = (text: string | undefined) => text !== undefined && (typeof label === "string" ? text === label : label.test(text));
      const choice = buttons.findIndex((it) => fits(it.label) || fits(it.full));
      expect(choice, `a button ${label} among: ${buttons.map((it) => it.full ?? it.label).join(" | ")}`).toBeGreaterThanOrEqual(0);
      return sends({ type: "choice", menu: letter.key, choice, label: buttons[choice]?.label ?? "" });
    };
    return {
      says: (text) => sends({ type: "text", text }),
      taps: (label) => tapsOn(last(), label),
      tapsOn,
      get last() {
        return last();
      },
      get answer() {
        return answer;
      },
      get notices() {
        return notices;
      },
    };
  }

  /** A call as it comes from a tampered or long-forgotten button, through the gate. */
  function performs(who: Subject, call: Call, roles: Role[] = ["asn"]): Promise<Outcome> {
    // Of a made-up city, whose officers have no second factor.
    const agency = { id: who.agencyId, slug: "kendari", name: "Kendari", zone: "Asia/Makassar", demo: roles.includes("officer") };
    const of = { id: who.personId, agency, roles, handleId: 1 };
    return db.transaction((tx) =>
      perform(catalog, { db: tx, cell, now: clock.now(), agency, agencies: [agency], person: of, conversation: `x${++count}`, memory: {} }, call),
    );
  }

  return { ...base, clock, catalog, person, leads, knows, talk, performs };
}

export const labels = (letter: Letter): string[] => (letter.reply.buttons ?? []).map((it) => it.full ?? it.label);
