import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Database, rawSql, sql } from "../../src/db/database.ts";
import { ownTables } from "../../src/db/migrate.ts";
import type { OpenDatabase } from "../../src/db/open.ts";
import { referenceTables, registerTables } from "../../src/service/kept-tables.ts";
import { deleteExpired, retentions } from "../../src/service/retention.ts";
import { silentLog, testConfig, testDatabases } from "../world.ts";

const now = Temporal.Instant.from("2026-11-22T02:00:00Z");
const daysAgo = (days: number) => now.subtract({ hours: 24 * days }).toString();
const cell = 1;
/** Different, so that a table under the wrong setting is found out. */
const config = testConfig({ CHAT_RETENTION_DAYS: "10", ANSWER_RETENTION_DAYS: "20", AUDIT_RETENTION_DAYS: "30" });
const limits = { CHAT_RETENTION_DAYS: 10, ANSWER_RETENTION_DAYS: 20, AUDIT_RETENTION_DAYS: 30 };

describe("retention", () => {
  it("names every table once: as growing, as reference, or as the city's register", () => {
    const named = [...retentions.flatMap((it) => it.tables), ...referenceTables, ...registerTables];
    expect(named.toSorted()).toEqual([...ownTables(), "migration"].toSorted());
  });
});

describe.each(testDatabases())("the daily round on $name", ({ open }) => {
  let base: OpenDatabase;
  beforeAll(async () => {
    base = await open();
    const { db } = base;
    for (const [name, days] of [
      ["old", 1],
      ["young", -1],
    ] as const)
      await fill(db, name, days);
    await documents(db);
    await deleteExpired({ db, cell, config, log: silentLog }, now);
  });
  afterAll(() => base.close());

  it.each([
    "inbox",
    "outbox",
    "mailbox",
    "job",
    "pending",
    "blob",
    "conversation",
    "web_message",
    "web_chat",
    "knowledge_answer",
    "handoff_question",
    "knowledge_vector",
    "audit",
  ])("keeps of %s only what is young", async (table) => {
    expect(await marks(base.db, table)).toEqual(["young"]);
  });

  it("forgets what was said in a talk after hours, and keeps the talk", async () => {
    const { db } = base;
    const turn = (hours: number) => JSON.stringify({ thread: { summary: "", turns: [], at: now.subtract({ hours }).toString() }, cityAsked: true });
    for (const hours of [5, 7])
      await db.run(
        sql`insert into conversation (cell, id, state, started_at, seen_at) values (${cell}, ${`said ${hours}`}, ${turn(hours)}::jsonb, ${now.toString()}, ${now.toString()})`,
      );
    await deleteExpired({ db, cell, config, log: silentLog }, now);
    const rows = await db.many(
      z.object({ id: z.string(), kept: z.boolean(), asked: z.boolean() }),
      sql`select id, jsonb_typeof(state->'thread') = 'object' as kept, (state->>'cityAsked')::boolean as asked from conversation where id like 'said %' order by id`,
    );
    await db.run(sql`delete from conversation where id like 'said %'`);
    expect(rows).toEqual([
      { id: "said 5", kept: true, asked: true },
      { id: "said 7", kept: false, asked: true },
    ]);
  });

  it("forgets whose an old answer, question or audit row was, and keeps the row", async () => {
    const { db } = base;
    const at = daysAgo(15);
    await db.run(
      sql`insert into audit (cell, at, conversation, capability, outcome, detail) values (${cell}, ${at}, 'wa-cloud|1|628', 'linked', 'done', '{}')`,
    );
    await db.run(sql`insert into handoff_question (cell, conversation, asked_at, question, outcome) values (${cell}, 'wa-cloud|1|628', ${at}, 'linked', 'x')`);
    await db.run(sql`
      insert into knowledge_answer (cell, conversation, asked_at, question, as_of, outcome, answer, passages, sources, ms)
      values (${cell}, 'wa-cloud|1|628', ${at}, 'linked', '2026-11-22', 'answered', '', '[]', '[]', 1)`);
    await deleteExpired({ db, cell, config, log: silentLog }, now);
    const rows = await db.many(
      z.object({ conversation: z.string().nullable() }),
      sql`
      select conversation from audit where capability = 'linked'
      union all select conversation from knowledge_answer where question = 'linked'
      union all select conversation from handoff_question where question = 'linked'`,
    );
    expect(rows).toHaveLength(3);
    expect(rows.some((it) => it.conversation?.includes("628"))).toBe(false);
    for (const statement of [
      sql`delete from audit where capability = 'linked'`,
      sql`delete from knowledge_answer where question = 'linked'`,
      sql`delete from handoff_question where question = 'linked'`,
    ])
      await db.run(statement);
  });

  it("keeps what is still waiting, however old", async () => {
    const { db } = base;
    await db.run(
      sql`insert into inbox (cell, conversation, channel, external_id, message, received_at) values (${cell}, 'waiting', 'web', 'waiting', '{}', ${daysAgo(99)})`,
    );
    await db.run(sql`insert into mailbox (cell, conversation, ready_at, tail) values (${cell}, 'waiting', ${daysAgo(99)}, 1)`);
    await deleteExpired({ db, cell, config, log: silentLog }, now);
    expect(await marks(db, "inbox")).toEqual(["waiting", "young"]);
    expect(await marks(db, "mailbox")).toEqual(["waiting", "young"]);
  });

  it("takes letters that nobody can send any more, as those of a bot that was turned off", async () => {
    const { db } = base;
    const letter = (key: string, days: number) => sql`
      insert into outbox (cell, key, part, conversation, channel, address, native, intent, created_at, due_at, expires_at)
      values (${cell}, ${key}, 0, 'x', 'telegram', '{"account": "off"}', '{}', 'reply', ${daysAgo(99)}, ${daysAgo(99)}, ${daysAgo(days)})`;
    await db.run(letter("stranded", 11));
    await db.run(letter("hopeful", 9));
    await deleteExpired({ db, cell, config, log: silentLog }, now);
    const keys = await db.many(z.object({ key: z.string() }), sql`select key from outbox where status = 'waiting'`);
    expect(keys).toEqual([{ key: "hopeful" }]);
    await db.run(sql`delete from outbox where key = 'hopeful'`);
  });

  it("keeps former passages while a kept answer rests on them, and current ones always", async () => {
    const left = await base.db.many(
      z.object({ passage: z.string() }),
      sql`select document_key || ' v' || version || ' ' || anchor as passage from knowledge_passage order by 1`,
    );
    expect(left.map((it) => it.passage)).toEqual(["added/a v1 cited", "added/a v2 cited", "added/a v2 other", "added/new v1 cited", "added/new v2 cited"]);
  });

  it("deletes more than one batch in a round", async () => {
    const { db } = base;
    await db.run(sql`
      insert into audit (cell, at, capability, outcome, detail)
      select ${cell}, ${daysAgo(99)}::timestamptz, 'x', 'done', '{}' from generate_series(1, 4500)`);
    await deleteExpired({ db, cell, config, log: silentLog }, now);
    expect(await marks(db, "audit")).toEqual(["young"]);
  });
});

/** A row in every table, `beyond` days past its limit. */
async function fill(db: Database, mark: string, beyond: number): Promise<void> {
  const chat = daysAgo(limits.CHAT_RETENTION_DAYS + beyond);
  const answer = daysAgo(limits.ANSWER_RETENTION_DAYS + beyond);
  const audit = daysAgo(limits.AUDIT_RETENTION_DAYS + beyond);
  for (const statement of [
    sql`insert into inbox (cell, conversation, channel, external_id, message, received_at, status, finished_at) values (${cell}, ${mark}, 'web', ${mark}, '{}', ${chat}, 'done', ${chat})`,
    sql`insert into mailbox (cell, conversation, tail, done) values (${cell}, ${mark}, 1, 1)`,
    sql`insert into outbox (cell, key, part, conversation, channel, address, native, intent, status, created_at, expires_at, finished_at)
        values (${cell}, ${mark}, 0, ${mark}, 'web', '{}', '{}', 'reply', 'sent', ${chat}, ${chat}, ${chat})`,
    sql`insert into job (cell, kind, key, payload, run_at, status, finished_at) values (${cell}, 'x', ${mark}, '{}', ${chat}, 'done', ${chat})`,
    sql`insert into blob (cell, id, conversation, name, mime, bytes, made_at) values (${cell}, ${mark}, ${mark}, 'x', 'x', '\\x00', ${chat})`,
    sql`insert into pending (cell, conversation, capability, input, asked_at, expires_at) values (${cell}, ${mark}, 'x', '{}', ${chat}, ${chat})`,
    sql`insert into conversation (cell, id, state, started_at, seen_at) values (${cell}, ${mark}, '{}', ${chat}, ${chat})`,
    sql`insert into web_chat (cell, chat, started_at, seen_at) values (${cell}, ${mark}, ${chat}, ${chat})`,
    sql`insert into web_message (cell, chat, key, author, body, at) values (${cell}, ${mark}, ${mark}, 'person', '{}', ${chat})`,
    sql`insert into knowledge_answer (cell, asked_at, question, as_of, outcome, answer, passages, sources, ms) values (${cell}, ${answer}, ${mark}, '2026-11-22', 'answered', '', '[]', '[]', 1)`,
    sql`insert into handoff_question (cell, conversation, asked_at, question, outcome) values (${cell}, ${mark}, ${answer}, ${mark}, 'no_source')`,
    sql`insert into knowledge_vector (model, digest, made_at, vector) values ('m', ${mark}, ${chat}, ${[0.5]}::real[])`,
    sql`insert into audit (cell, at, conversation, capability, outcome, detail) values (${cell}, ${audit}, ${mark}, ${mark}, 'done', '{}')`,
  ]) {
    await db.run(statement);
  }
}

/** Document `a` was replaced long ago, `new` just now, `gone` was removed long ago; one kept answer cites `a` as it was. */
async function documents(db: Database): Promise<void> {
  const put = async (key: string, version: number, addedAt: string, removedAt: string | null) => {
    await db.run(sql`
      insert into knowledge_document (key, origin, slug, scope, file_name, checksum, meta, version, revision, added_at, removed_at, removed_why)
      values (${key}, 'added', ${key}, 'nasional', 'x', 'x', '{}', ${version}, 1, ${addedAt}, ${removedAt}, ${removedAt === null ? null : "officer"})`);
  };
  const body = { path: [], aliases: [], claims: [], article: "", title: "", text: "" };
  const passage = (key: string, version: number, anchor: string, position: number) =>
    db.run(
      sql`insert into knowledge_passage (document_key, version, position, anchor, body) values (${key}, ${version}, ${position}, ${anchor}, ${JSON.stringify(body)})`,
    );
  await put("added/a", 2, daysAgo(11), null);
  await put("added/new", 2, daysAgo(9), null);
  await put("added/gone", 1, daysAgo(99), daysAgo(11));
  for (const version of [1, 2]) for (const [at, anchor] of ["cited", "other"].entries()) await passage("added/a", version, anchor, at);
  for (const version of [1, 2]) await passage("added/new", version, "cited", 0);
  await passage("added/gone", 1, "other", 0);
  const cited = JSON.stringify([{ key: "added/a", version: 1, anchor: "cited" }]);
  await db.run(sql`
    insert into knowledge_answer (cell, asked_at, question, as_of, outcome, answer, passages, sources, ms)
    values (${cell}, ${daysAgo(15)}, 'young', '2026-11-22', 'answered', '', ${cited}, '[]', 1)`);
}

const markColumn: Record<string, string> = {
  audit: "capability",
  outbox: "key",
  job: "key",
  knowledge_vector: "digest",
  conversation: "id",
  web_chat: "chat",
  web_message: "chat",
  knowledge_answer: "question",
  handoff_question: "question",
};

/** What is left of the rows that `fill` made. */
async function marks(db: Database, table: string): Promise<string[]> {
  const column = markColumn[table] ?? "conversation";
  const rows = await db.many(z.object({ mark: z.string() }), rawSql(`select distinct ${column} as mark from ${table} order by 1`));
  return rows.map((it) => it.mark);
}
