import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../src/app.ts";
import { openBlob } from "../src/core/blob.ts";
import type { Capability, Context, Outcome } from "../src/core/capability.ts";
import type { Address } from "../src/core/channel.ts";
import { Fault } from "../src/core/fault.ts";
import { consentCalls, perform } from "../src/core/perform.ts";
import type { Role } from "../src/core/person.ts";
import { type Database, rawSql, sql } from "../src/db/database.ts";
import { issueCode } from "../src/features/people/link/code.ts";
import { freshFolder, freshPostgres, silentLog, testClock, testConfig, testDatabases } from "./world.ts";

const cell = 1;
const own = 2;
const other = 4;
const everyRole: Role[] = ["guest", "asn", "supervisor", "unit_officer", "officer", "administrator"];
/** Stands in everything that is written about the other city's people, whichever table it is in. */
const mark = "zxrahasia";
const phone = "+6289912345678";
const nip = "198001012005011007";
const secrets = [`${mark} nama`, `${mark} jabatan`, `${mark} unit`, `${mark} permohonan`, `${mark}@contoh.id`, nip, phone, `${mark}chat`];

/*
 * The wall between cities is in every query (cell and agency first in every key, bound as parameters). PostgreSQL's row level security
 * stands not behind it: the embedded database runs as its superuser, which no policy binds, so it would be a second wall on one of two
 * databases only, and a `set` in front of every transaction on the hot path. This test is the second wall: over everything the
 * assistant can do, by somebody of one city with every role, asking for another city's people by every number and name there is.
 */
describe.each(testDatabases())("the wall between cities on $name", ({ name }) => {
  let app: App;
  let close = async () => {};
  const clock = testClock();
  let me = { personId: 0, handleId: 0 };
  let numbers: number[] = [];

  beforeAll(async () => {
    const folder = freshFolder();
    const server = name === "postgres" ? await freshPostgres() : undefined;
    const config = testConfig({ DATA_DIR: folder.path, ...(server && { DATABASE_URL: server.url }) });
    app = await openApp({ config, log: silentLog, clock: clock.now, shipped: "none" });
    close = async () => {
      await app.close();
      await server?.drop();
      folder.remove();
    };
    await seed(app.db, other, mark);
    me = await seed(app.db, own, "milik");
    numbers = await numbersOf(app.db);
  });
  afterAll(() => close());

  const to: Address = { channel: "telegram", account: "bot", chat: "saya" };

  function contextOf(db: Database, person: boolean): Context {
    const agency = app.agencies.find((it) => it.id === own) ?? null;
    return {
      db,
      cell,
      now: clock.now(),
      agency,
      agencies: agency ? [agency] : [],
      person: person && agency ? { id: me.personId, handleId: me.handleId, roles: everyRole.slice(1), agency } : null,
      conversation: "telegram|bot|saya",
      memory: {},
      origin: { from: { id: "saya", phone: { e164: phone, proof: "channel" } }, to },
    };
  }

  /** Whatever may come out: words, buttons, data, letters, the text of files, a refusal's sentence. */
  async function said(db: Database, outcome: Outcome): Promise<string> {
    const files = [outcome.reply, ...(outcome.letters ?? []).map((it) => it.reply)].flatMap((it) => it.files ?? []);
    const contents: string[] = [];
    for (const it of files) contents.push(Buffer.from((await openBlob(db, cell, it.blob))?.bytes ?? []).toString("utf8"));
    return JSON.stringify(outcome) + contents.join("\n");
  }

  async function asks(capability: Capability, input: Record<string, unknown>, person: boolean): Promise<string> {
    let answer = "";
    const rollback = new Error("rolled back: the next question begins with the same data");
    await app.db
      .transaction(async (tx) => {
        const context = contextOf(tx, person);
        try {
          answer = await said(tx, await perform(app.catalog, context, { capability: capability.id, input }));
          answer += await said(tx, await perform(app.catalog, context, { capability: consentCalls.yes, input: {} }));
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          answer += error.say;
        }
        throw rollback;
      })
      .catch((error: unknown) => {
        if (error !== rollback) throw error;
      });
    return answer;
  }

  it("lets no capability answer with another city's people, whatever it is asked", async () => {
    const code = await app.db.transaction(
      async (tx) => (await issueCode(tx, { cell, agencyId: other, personId: numbers[0] ?? 0 }, { purpose: "link", issuedBy: null, now: clock.now() })).code,
    );
    const words = [`${mark} nama`, mark, nip, phone, code, `nilai ${mark} berapa?`];
    let asked = 0;
    const leaks: string[] = [];
    for (const capability of app.catalog) {
      for (const input of inputsOf(capability, words, numbers)) {
        for (const person of [true, false]) {
          asked += 1;
          const answer = await asks(capability, input, person);
          // What somebody typed may be repeated to them; what they did not type may not come.
          const typed = JSON.stringify(input);
          for (const secret of secrets) if (!typed.includes(secret) && answer.includes(secret)) leaks.push(`${capability.id} ${typed} tells ${secret}`);
        }
      }
    }
    expect(leaks).toEqual([]);
    expect(app.catalog.length).toBeGreaterThan(10);
    expect(asked).toBeGreaterThan(100);
  });

  it("finds what it looks for: the same questions by somebody of that city bring it out", async () => {
    const agency = app.agencies.find((it) => it.id === other);
    if (!agency) throw new Error("no such city");
    const [personId] = numbers;
    const answer = await app.db.transaction(async (tx) => {
      const { handleId } = await tx.one(z.object({ handleId: z.number() }), sql`select id::int as "handleId" from handle where person_id = ${personId}`);
      const context: Context = { ...contextOf(tx, false), agency, agencies: [agency], person: { id: personId ?? 0, handleId, roles: ["asn"], agency } };
      return said(tx, await perform(app.catalog, context, { capability: "my_data", input: {} }));
    });
    for (const secret of [`${mark} nama`, `${mark} jabatan`, `${mark} unit`, `${mark} permohonan`, `${mark}@contoh.id`, nip, phone])
      expect(answer).toContain(secret);
  });
});

/** People of an agency in every table of the register and of linking; the first one's numbers. */
async function seed(db: Database, agency: number, word: string): Promise<{ personId: number; handleId: number }> {
  const now = "2026-11-22T01:00:00Z";
  const Id = z.object({ id: z.coerce.number() });
  const ids: number[] = [];
  const { id: unit } = await db.one(Id, sql`insert into unit (cell, agency_id, name) values (${cell}, ${agency}, ${`${word} unit`}) returning id`);
  for (let at = 0; at < 3; at += 1) {
    const mine = agency === other && at === 0;
    const { id } = await db.one(
      Id,
      sql`
      insert into person (cell, agency_id, nip, name, status, phone, phone_confirmed_on, email, added_at, changed_at)
      values (${cell}, ${agency}, ${mine ? nip : null}, ${`${word} nama ${at}`}, 'PNS', ${mine ? phone : null}, ${mine ? "2026-11-01" : null}, ${`${word}@contoh.id`}, ${now}, ${now})
      returning id`,
    );
    ids.push(id);
    await db.run(sql`
      insert into person_position (cell, agency_id, person_id, unit_id, title, family, since) values (${cell}, ${agency}, ${id}, ${unit}, ${`${word} jabatan`}, 'pelaksana', '2020-01-01')`);
    await db.run(sql`insert into performance (cell, agency_id, person_id, year, predicate, noted_at) values (${cell}, ${agency}, ${id}, 2025, 'baik', ${now})`);
    await db.run(sql`
      insert into rights_request (cell, agency_id, person_id, kind, subject, made_at, due_at) values (${cell}, ${agency}, ${id}, 'correction', ${`${word} permohonan`}, ${now}, ${now})`);
    await db.run(sql`
      insert into handoff_ticket (cell, agency_id, person_id, state, question, opened_at, changed_at, remind_at, escalate_at)
      values (${cell}, ${agency}, ${id}, 'menunggu', ${`${word} permohonan`}, ${now}, ${now}, ${now}, ${now})`);
    await db.run(sql`
      insert into handle (cell, agency_id, person_id, channel, sender, address, evidence, since, confirmed_at, seen_at)
      values (${cell}, ${agency}, ${id}, 'telegram', ${`${word}chat${id}`}, ${JSON.stringify({ channel: "telegram", account: "bot", chat: `${word}chat${id}` })}, 'code', ${now}, ${now}, ${now})`);
  }
  const [leader = 0, ...staff] = ids;
  for (const id of staff) {
    await db.run(
      sql`insert into reporting_line (cell, agency_id, person_id, supervisor_id, since) values (${cell}, ${agency}, ${id}, ${leader}, '2025-01-01')`,
    );
  }
  await db.run(sql`
    insert into person_role (cell, agency_id, person_id, role, granted_at, expires_at) values (${cell}, ${agency}, ${leader}, 'officer', ${now}, '2027-11-22T00:00:00Z')`);
  const { id: handleId } = await db.one(Id, sql`select id from handle where person_id = ${leader}`);
  // The second factor stands before what officers may do: it must not be what keeps the other city's people in.
  await db.run(sql`insert into factor_pass (cell, agency_id, handle_id, used_at) values (${cell}, ${agency}, ${handleId}, '2100-01-01')`);
  return { personId: leader, handleId };
}

/** The other city's numbers in every table that has some, its first person's first. */
async function numbersOf(db: Database): Promise<number[]> {
  const all: number[] = [];
  for (const table of ["person", "handle", "unit", "person_position", "rights_request", "handoff_ticket", "person_role", "reporting_line"]) {
    const rows = await db.many(z.object({ id: z.coerce.number() }), rawSql(`select id from ${table} where agency_id = ${other} order by id`));
    all.push(...rows.slice(0, 2).map((it) => it.id));
  }
  return [...new Set(all)];
}

interface Schema {
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  type?: string;
}

/** Inputs that reach for somebody: each part in turn by every name and number, the others by a plain value. */
function inputsOf(capability: Capability, words: string[], numbers: number[]): Record<string, unknown>[] {
  const schema = z.toJSONSchema(capability.input, { io: "input", unrepresentable: "any" }) as Schema;
  const parts = Object.entries(schema.properties ?? {});
  const inputs: Record<string, unknown>[] = [{}];
  for (const [name, part] of parts) {
    const rest = Object.fromEntries(parts.filter(([it]) => it !== name).map(([it, one]) => [it, valuesOf(one, words, numbers)[0]]));
    for (const value of valuesOf(part, words, numbers)) inputs.push({ [name]: value }, { ...rest, [name]: value });
  }
  return inputs;
}

function valuesOf({ anyOf, enum: options, const: only, type }: Schema, words: string[], numbers: number[]): unknown[] {
  if (anyOf) return anyOf.flatMap((it) => valuesOf(it, words, numbers));
  if (options) return options;
  if (only !== undefined) return [only];
  if (type === "integer" || type === "number") return numbers;
  if (type === "boolean") return [true];
  if (type === "array") return [numbers, words];
  return [...words, ...numbers.map(String)];
}
