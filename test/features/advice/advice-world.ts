import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { z } from "zod";
import { createEngine } from "../../../src/bot/engine.ts";
import { helpCapabilities } from "../../../src/bot/help.ts";
import { type Capability, capability, type Outcome } from "../../../src/core/capability.ts";
import type { InboundBody, Letter } from "../../../src/core/channel.ts";
import { perform } from "../../../src/core/perform.ts";
import type { Role } from "../../../src/core/person.ts";
import type { Subject } from "../../../src/core/personal-data.ts";
import type { Call } from "../../../src/core/reply.ts";
import { sql } from "../../../src/db/database.ts";
import { adviceCapabilities } from "../../../src/features/advice/capabilities.ts";
import { dictionaryFiles, syncDictionary } from "../../../src/features/competency/dictionary/shipped.ts";
import { addEvidence } from "../../../src/features/competency/gap/evidence-store.ts";
import { competenciesOf } from "../../../src/features/competency/gap/gap.ts";
import { agenciesOf } from "../../../src/features/people/agencies.ts";
import { chooseCity } from "../../../src/features/people/choose-city.ts";
import { identify } from "../../../src/features/people/identity.ts";
import { applyCatalogue, type CataloguePlan, planCatalogue } from "../../../src/features/training/import/import-catalogue.ts";
import { parseTrainingMapping } from "../../../src/features/training/import/mapping.ts";
import { readTrainingFile } from "../../../src/features/training/import/read-file.ts";
import { type RecordDraft, saveRecords } from "../../../src/features/training/record-store.ts";
import { type TestDatabase, testClock } from "../../world.ts";

export const cell = 1;
/** Kendari and Pontianak, as the migrations number them. */
export const kendari = 2;
export const pontianak = 4;
const zones: Record<number, string> = { 1: "Asia/Jakarta", 2: "Asia/Makassar", 3: "Asia/Jakarta", 4: "Asia/Pontianak" };

export const shippedMapping = () => parseTrainingMapping(readFileSync(new URL("../../../knowledge/impor/pelatihan.yaml", import.meta.url), "utf8"));
export const shippedCatalogue = (city: string) => readFileSync(new URL(`../../../knowledge/katalog/${city}.csv`, import.meta.url));

const stub = (id: string, roles: Capability["roles"], text: string): Capability =>
  capability({ id, about: `${text}.`, phrases: [], roles, input: z.object({ question: z.string().optional() }), handle: async () => ({ reply: { text } }) });

/** Stands for the rest of the product. */
const others = [
  capability({
    id: "ask_policy",
    about: "Menjawab.",
    phrases: [],
    roles: ["guest"],
    input: z.object({ question: z.string() }),
    handle: async (_, { question }) => ({ reply: { text: `Jawaban: ${question}` } }),
  }),
  stub("link_chat", ["guest"], "Tautkan"),
  stub("assess", ["asn"], "Asesmen"),
  stub("ask_officer", ["guest"], "Dicatat"),
];

export interface Staff {
  name: string;
  title?: string;
  family?: string;
  level?: string;
  agency?: number;
  status?: string;
  duty?: string;
  nip?: string;
  contract?: [string, string | null];
  leave?: [string, string];
  city?: string;
}

/** A talk of somebody; `says` and `taps` give the text of the last letter that came. */
export interface Talk {
  says(text: string): Promise<string>;
  taps(label: string | RegExp): Promise<string>;
  readonly last: Letter;
}

export type AdviceWorld = Awaited<ReturnType<typeof openAdviceWorld>>;

/** Real engine, gate and base with the shipped dictionary; Sunday, 22 November 2026, 10.00 WITA. */
export async function openAdviceWorld(database: TestDatabase) {
  const base = await database.open();
  const { db } = base;
  const clock = testClock();
  await syncDictionary(db, cell, dictionaryFiles(), clock.now());
  const catalog: Capability[] = [...others, chooseCity, ...adviceCapabilities];
  catalog.push(...helpCapabilities(() => catalog));
  const engine = createEngine({
    catalog,
    agencies: await agenciesOf(db, []),
    cell,
    identify: (tx, messages, now) => identify(tx, cell, messages, now),
    fallback: "ask_policy",
  });
  let count = 0;

  const begun = clock.now();
  /** No catalogue, no people, and the clock where it began: opening a world takes seconds. */
  async function afresh(): Promise<void> {
    clock.pass(clock.now().until(begun));
    for (const statement of [
      sql`delete from learning_record`,
      sql`delete from handle`,
      sql`delete from person`,
      sql`delete from training`,
      sql`delete from jp_rule`,
    ]) {
      await db.run(statement);
    }
  }

  /** Imports a catalogue and expects it to be without fault, unless the test looks at the plan. */
  async function catalogue(bytes: Uint8Array, agencyId = kendari, clean = true): Promise<CataloguePlan> {
    const tenant = { cell, agencyId };
    const zone = zones[agencyId] as string;
    const mapping = shippedMapping();
    const read = await readTrainingFile(bytes, mapping, "katalog");
    const plan = await db.transaction(async (tx) => {
      const it = await planCatalogue(tx, read, { tenant, zone, competencies: await competenciesOf(tx, tenant), mapping, now: clock.now() });
      await applyCatalogue(tx, it, { tenant, now: clock.now() });
      return it;
    });
    if (clean) expect(plan.faults).toEqual([]);
    return plan;
  }

  async function person({ name, title = "Petugas Pelayanan", family = "pelaksana", agency = kendari, status = "PNS", ...more }: Staff): Promise<Subject> {
    const now = clock.now().toString();
    const { duty = "aktif", nip = null, contract, leave, level = null, city = null } = more;
    const { id } = await db.one(
      z.object({ id: z.coerce.number() }),
      sql`
      insert into person (cell, agency_id, name, nip, status, duty, contract_from, contract_until, leave_from, leave_until, added_at, changed_at)
      values (${cell}, ${agency}, ${name}, ${nip}, ${status}, ${duty}, ${contract?.[0] ?? null}, ${contract?.[1] ?? null}, ${leave?.[0] ?? null}, ${leave?.[1] ?? null},
              ${now}, ${now}) returning id`,
    );
    const unit = await db.one(
      z.object({ id: z.coerce.number() }),
      sql`insert into unit (cell, agency_id, name, city) values (${cell}, ${agency}, ${`Unit ${++count}`}, ${city}) returning id`,
    );
    await db.run(sql`
      insert into person_position (cell, agency_id, person_id, unit_id, title, family, level, since)
      values (${cell}, ${agency}, ${id}, ${unit.id}, ${title}, ${family}, ${level}, '2024-01-01')`);
    return { cell, agencyId: agency, personId: id };
  }

  /** Levels from a test, so that they are certain. */
  async function knows(who: Subject, levels: Record<string, number>): Promise<void> {
    const rows = Object.entries(levels).map(([competency, level]) => ({
      competency,
      level,
      personId: who.personId,
      kind: "assessment_center" as const,
      official: true,
      observedOn: "2026-11-01",
      raterId: null,
      source: "uji coba",
      key: `test:${++count}`,
    }));
    await addEvidence(db, who, rows, clock.now());
  }

  async function learnt(
    nip: string,
    rows: (Pick<RecordDraft, "title" | "form" | "from" | "until"> & Partial<RecordDraft>)[],
    agencyId = kendari,
  ): Promise<void> {
    const whole = rows.map((it) => ({
      nip,
      trainingCode: null,
      abroad: false,
      jp: null,
      times: 1,
      provider: null,
      number: null,
      evidence: "sertifikat" as const,
      state: "diakui" as const,
      reason: null,
      ...it,
    }));
    await db.transaction((tx) => saveRecords(tx, { cell, agencyId }, whole, clock.now()));
  }

  /** A talk of a person, or of a guest. */
  async function talk(who: Subject | null): Promise<Talk> {
    const sender = `s${++count}`;
    const to = { channel: "telegram" as const, account: "bot", chat: sender };
    if (who) {
      const now = clock.now().toString();
      await db.run(sql`
        insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
        values (${cell}, ${who.agencyId}, ${who.personId}, 'telegram', ${sender}, ${JSON.stringify(to)}, 'code', ${now}, ${now}, ${now})`);
    }
    let letter: Letter | undefined;
    const last = (): Letter => {
      if (!letter) throw new Error("nothing was said yet");
      return letter;
    };
    async function sends(body: InboundBody): Promise<string> {
      const message = { dedupe: `m${++count}`, at: clock.now().toString(), late: false, from: { id: sender }, to, body };
      letter = (await db.transaction((tx) => engine.act(tx, [{ message }], clock.now()))).at(-1);
      return last().reply.text;
    }
    return {
      says: (text) => sends({ type: "text", text }),
      taps(label) {
        const buttons = last().reply.buttons ?? [];
        const fits = (text: string | undefined) => text !== undefined && (typeof label === "string" ? text === label : label.test(text));
        const choice = buttons.findIndex((it) => fits(it.label) || fits(it.full));
        expect(choice, `a button ${label} among: ${buttons.map((it) => it.full ?? it.label).join(" | ")}`).toBeGreaterThanOrEqual(0);
        return sends({ type: "choice", menu: last().key, choice, label: buttons[choice]?.label ?? "" });
      },
      get last() {
        return last();
      },
    };
  }

  /** A call as it comes from a button, through the gate. */
  function performs(who: Subject | null, call: Call, roles: Role[] = ["asn"]): Promise<Outcome> {
    const agency = { id: who?.agencyId ?? kendari, slug: "kota", name: "Kendari", zone: zones[who?.agencyId ?? kendari] as string };
    const person = who && { id: who.personId, agency, roles, handleId: 1 };
    return db.transaction((tx) =>
      perform(catalog, { db: tx, cell, now: clock.now(), agency, agencies: [agency], person, conversation: `x${++count}`, memory: {} }, call),
    );
  }

  return { ...base, clock, catalog, afresh, catalogue, person, knows, learnt, talk, performs };
}
