import { expect } from "vitest";
import { z } from "zod";
import { peekConversation } from "../../../src/bot/conversation.ts";
import { createEngine } from "../../../src/bot/engine.ts";
import { helpCapabilities } from "../../../src/bot/help.ts";
import { type Capability, capability, type Outcome } from "../../../src/core/capability.ts";
import { conversationOf, type Inbound, type InboundBody, type Letter } from "../../../src/core/channel.ts";
import { Fault } from "../../../src/core/fault.ts";
import { keepNoticeMenus } from "../../../src/core/notice-menu.ts";
import { perform } from "../../../src/core/perform.ts";
import type { Role } from "../../../src/core/person.ts";
import type { Subject } from "../../../src/core/personal-data.ts";
import type { Call } from "../../../src/core/reply.ts";
import { sql } from "../../../src/db/database.ts";
import { dictionaryFiles, syncDictionary } from "../../../src/features/competency/dictionary/shipped.ts";
import { enrolmentCapabilities } from "../../../src/features/enrolment/capabilities.ts";
import { agenciesOf } from "../../../src/features/people/agencies.ts";
import { chooseCity } from "../../../src/features/people/choose-city.ts";
import { proveFactor } from "../../../src/features/people/factor/prove-factor.ts";
import { requestFactor } from "../../../src/features/people/factor/request-factor.ts";
import { identify, knownRoles } from "../../../src/features/people/identity.ts";
import { type TestDatabase, testClock } from "../../world.ts";

export const cell = 1;
/** Kendari, as the migrations number it. */
export const kendari = 2;
export const tenant = { cell, agencyId: kendari };

const stub = (id: string, roles: Capability["roles"], text: string): Capability =>
  capability({ id, about: `${text}.`, phrases: [], roles, input: z.object({ question: z.string().optional() }), handle: async () => ({ reply: { text } }) });

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
  stub("recommend", ["guest", "asn"], "Rekomendasi"),
  stub("ask_officer", ["guest"], "Dicatat"),
];

export interface ClassFacts {
  name?: string;
  seats?: number | null;
  entry?: "terbuka" | "kuota" | "usulan" | "ditunjuk";
  approval?: "atasan" | "petugas" | "tanpa";
  status?: string;
  /** Sessions as local times in Kendari, `2026-12-07T08:00/2026-12-07T16:00`. */
  sessions?: string[];
  registerUntil?: string | null;
  cancelUntil?: string | null;
  form?: string;
  statuses?: string[];
  requirement?: string | null;
  code?: string;
  selfPaced?: boolean;
}

/** A talk of somebody: what was said to them, answers and notices alike. */
export interface Talk {
  says(text: string): Promise<string>;
  /** The message alone, for `together`. */
  writes(text: string): Inbound;
  taps(label: string | RegExp): Promise<string>;
  /** A photo, or a document; null = the network does not give it out. */
  sendsFile(bytes: Uint8Array | null, caption?: string, kind?: "image" | "document"): Promise<string>;
  /** All letters that came, oldest first. */
  readonly heard: Letter[];
  readonly last: Letter;
}

export type EnrolmentWorld = Awaited<ReturnType<typeof openEnrolmentWorld>>;

/** Real engine, gate and base with the shipped dictionary; Sunday, 22 November 2026, 10.00 WITA. */
export async function openEnrolmentWorld(database: TestDatabase, more: Capability[] = []) {
  const base = await database.open();
  const { db } = base;
  const clock = testClock();
  // The clock begins on a Sunday; here people are at work on it, so that leaders are asked at once.
  await db.run(sql`
    insert into work_time (cell, agency_id, kind, since, until, about, noted_at)
    values (${cell}, ${kendari}, 'kerja', '2026-11-22', '2026-11-22', 'hari kerja pengganti', ${clock.now().toString()})`);
  await syncDictionary(db, cell, dictionaryFiles(), clock.now());
  const catalog: Capability[] = [...others, chooseCity, proveFactor, requestFactor, ...enrolmentCapabilities, ...more];
  catalog.push(...helpCapabilities(() => catalog));
  const engine = createEngine({
    catalog,
    agencies: await agenciesOf(db, []),
    cell,
    identify: (tx, messages, now) => identify(tx, cell, messages, now),
    known: async (message) => (await knownRoles(db, cell, [message], clock.now()))[0] ?? null,
    awaited: async (message) => (await peekConversation(db, cell, conversationOf(message.to))).state.asking?.capability,
    fallback: "ask_policy",
  });
  const talks = new Map<string, Letter[]>();
  let count = 0;

  /** As the delivery does it: once by key, to whoever it is for. */
  const seen = new Set<string>();
  function deliver(letters: Letter[]): void {
    for (const it of letters) {
      const once = `${it.to.chat} ${it.key}`;
      if (seen.has(once)) continue;
      seen.add(once);
      talks.get(it.to.chat)?.push(it);
    }
  }

  async function person(
    name: string,
    { leader, unit, status = "PNS", duty = "aktif", leave }: { leader?: Subject; unit?: number; status?: string; duty?: string; leave?: [string, string] } = {},
  ): Promise<Subject> {
    const now = clock.now().toString();
    const { id } = await db.one(
      z.object({ id: z.coerce.number() }),
      sql`
      insert into person (cell, agency_id, name, status, duty, leave_from, leave_until, added_at, changed_at)
      values (${cell}, ${kendari}, ${name}, ${status}, ${duty}, ${leave?.[0] ?? null}, ${leave?.[1] ?? null}, ${now}, ${now}) returning id`,
    );
    await db.run(sql`
      insert into person_position (cell, agency_id, person_id, unit_id, title, family, level, since)
      values (${cell}, ${kendari}, ${id}, ${unit ?? null}, 'Petugas Pelayanan', 'pelaksana', null, '2024-01-01')`);
    if (leader) await leads(leader, { ...tenant, personId: id });
    return { ...tenant, personId: id };
  }

  const leads = (leader: Subject, who: Subject, since = "2025-01-01") =>
    db.run(sql`
      insert into reporting_line (cell, agency_id, person_id, supervisor_id, since) values (${cell}, ${kendari}, ${who.personId}, ${leader.personId}, ${since})`);

  const unit = async (name: string): Promise<number> =>
    (await db.one(z.object({ id: z.coerce.number() }), sql`insert into unit (cell, agency_id, name) values (${cell}, ${kendari}, ${name}) returning id`)).id;

  async function training(name: string, { form = "pelatihan_teknis", statuses = [], requirement = null, selfPaced = false }: ClassFacts = {}): Promise<number> {
    const now = clock.now().toString();
    const { id } = await db.one(
      z.object({ id: z.coerce.number() }),
      sql`
      insert into training (cell, agency_id, code, name, route, form, mode, jp, provider, payer, statuses, requirement, self_paced, added_at, changed_at)
      values (${cell}, ${kendari}, ${`T-${++count}`}, ${name}, 'klasikal', ${form}, 'tatap_muka', 8, 'BKPSDM', 'kota', ${statuses}, ${requirement}, ${selfPaced}, ${now}, ${now}) returning id`,
    );
    await db.run(sql`
      insert into training_target (cell, agency_id, training_id, competency, from_level, to_level) values (${cell}, ${kendari}, ${id}, 'pelayanan-publik', 1, 3)`);
    return id;
  }

  async function classOf(trainingId: number, facts: ClassFacts = {}): Promise<number> {
    const { name = null, seats = 2, entry = "terbuka", approval = "atasan", status = "dibuka", sessions = ["2026-12-07T08:00/2026-12-07T16:00"] } = facts;
    const now = clock.now().toString();
    const first = sessions[0]?.slice(0, 10) ?? null;
    const { id } = await db.one(
      z.object({ id: z.coerce.number() }),
      sql`
      insert into training_class (cell, agency_id, training_id, code, name, starts_on, ends_on, zone, place, seats, entry, approval, status, plan_line, schedule,
                                  register_until, cancel_until, added_at, changed_at)
      values (${cell}, ${kendari}, ${trainingId}, ${facts.code ?? `K-${++count}`}, ${name}, ${first}, ${sessions.at(-1)?.slice(0, 10) ?? null}, 'Asia/Makassar', 'Aula BKPSDM', ${seats}, ${entry},
              ${approval}, ${status}, 'R-1', '', ${facts.registerUntil ?? null}, ${facts.cancelUntil ?? null}, ${now}, ${now}) returning id`,
    );
    for (const it of sessions) {
      const [from, until] = it.split("/").map((text) => Temporal.PlainDateTime.from(text).toZonedDateTime("Asia/Makassar").toInstant().toString());
      await db.run(sql`
        insert into training_session (cell, agency_id, class_id, starts_at, ends_at) values (${cell}, ${kendari}, ${id}, ${from}, ${until})`);
    }
    return id;
  }

  async function talk(who: Subject | null): Promise<Talk> {
    const sender = `s${++count}`;
    const to = { channel: "telegram" as const, account: "bot", chat: sender };
    const heard: Letter[] = [];
    talks.set(sender, heard);
    if (who) {
      const now = clock.now().toString();
      await db.run(sql`
        insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
        values (${cell}, ${who.agencyId}, ${who.personId}, 'telegram', ${sender}, ${JSON.stringify(to)}, 'code', ${now}, ${now}, ${now})`);
    }
    const last = (): Letter => {
      const it = heard.at(-1);
      if (!it) throw new Error("nothing was said yet");
      return it;
    };
    const writes = (body: InboundBody): Inbound => ({ dedupe: `m${++count}`, at: clock.now().toString(), late: false, from: { id: sender }, to, body });
    async function sends(body: InboundBody, bytes: Uint8Array | null = null): Promise<string> {
      const message = writes(body);
      const plan = await engine.understand(message, async () => {
        if (bytes) return bytes;
        throw new Fault("unavailable", "Berkas belum dapat diambil.");
      });
      const letters = await db.transaction(async (tx) => {
        const all = await engine.act(tx, [{ message, plan }], clock.now());
        await keepNoticeMenus(tx, cell, all, clock.now());
        return all;
      });
      deliver(letters);
      return last().reply.text;
    }
    return {
      heard,
      says: (text) => sends({ type: "text", text }),
      writes: (text) => writes({ type: "text", text }),
      sendsFile: (bytes, caption = "", kind = "image") => sends({ type: "media", media: { kind, ref: "f", mime: "image/jpeg" }, caption }, bytes),
      taps(label) {
        const fits = (text: string | undefined) => text !== undefined && (typeof label === "string" ? text === label : label.test(text));
        const buttons = last().reply.buttons ?? [];
        const choice = buttons.findIndex((it) => fits(it.label) || fits(it.full));
        expect(choice, `a button ${label} among: ${buttons.map((it) => it.full ?? it.label).join(" | ")}`).toBeGreaterThanOrEqual(0);
        return sends({ type: "choice", menu: last().key, choice, label: buttons[choice]?.label ?? "" });
      },
      get last() {
        return last();
      },
    };
  }

  /** In all talks of this person the second factor has just been proven, and that never gets old. */
  const proves = (who: Subject) =>
    db.run(sql`
      insert into factor_pass (cell, agency_id, handle_id, used_at)
      select cell, agency_id, id, '2100-01-01' from handle where person_id = ${who.personId} on conflict do nothing`);

  /** Messages of different talks in one transaction, as the delivery joins them under load. */
  async function together(messages: Inbound[]): Promise<void> {
    deliver(
      await db.transaction((tx) =>
        engine.act(
          tx,
          messages.map((message) => ({ message })),
          clock.now(),
        ),
      ),
    );
  }

  /** Nobody, nothing to learn, and the clock where it began. */
  const begun = clock.now();
  async function afresh(): Promise<void> {
    clock.pass(clock.now().until(begun));
    talks.clear();
    seen.clear();
    for (const table of [
      sql`enrolment`,
      sql`training_interest`,
      sql`learning_record`,
      sql`handle`,
      sql`person`,
      sql`training_class`,
      sql`training`,
      sql`unit`,
    ]) {
      await db.run(sql`delete from ${table}`);
    }
  }

  /** Seats as counted in the class, and as held by its enrolments: they have to agree. */
  async function seatsOf(classId: number): Promise<{ taken: number; held: number }> {
    return db.one(
      z.object({ taken: z.number(), held: z.coerce.number() }),
      sql`
      select c.taken, (select count(*) from enrolment e where e.class_id = c.id
                         and e.state in ('menunggu_petugas', 'menunggu_atasan', 'ditawari', 'dipanggil', 'terdaftar', 'selesai', 'tidak_selesai', 'tidak_hadir')) as held
        from training_class c where c.id = ${classId}`,
    );
  }

  /** A call as it comes from a button and its yes, through the gate. */
  async function performs(who: Subject, call: Call, roles: Role[] = ["asn"]): Promise<Outcome> {
    const agency = { id: kendari, slug: "kendari", name: "Kendari", zone: "Asia/Makassar" };
    const handle = await db.maybe(z.object({ id: z.coerce.number() }), sql`select id from handle where person_id = ${who.personId} order by id limit 1`);
    const person = { id: who.personId, agency, roles, handleId: handle?.id ?? 1 };
    return db.transaction((tx) =>
      perform(catalog, { db: tx, cell, now: clock.now(), agency, agencies: [agency], person, conversation: null, memory: {} }, call),
    );
  }

  return { ...base, together, performs, proves, clock, catalog, deliver, person, leads, unit, training, classOf, talk, afresh, seatsOf };
}
