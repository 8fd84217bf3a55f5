import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Capability, type Context, capability } from "../../src/core/capability.ts";
import { Fault } from "../../src/core/fault.ts";
import { consentCalls, perform } from "../../src/core/perform.ts";
import type { Role } from "../../src/core/person.ts";
import { type Database, sql } from "../../src/db/database.ts";
import type { OpenDatabase } from "../../src/db/open.ts";
import { testClock, testDatabases } from "../world.ts";

const greet = capability({
  id: "greet",
  about: "Menyapa.",
  phrases: [],
  roles: ["guest"],
  input: z.object({ name: z.string().min(2, "Tulis nama paling sedikit dua huruf.") }),
  handle: async (_, { name }) => ({ reply: { text: `Halo ${name}` } }),
});
let handled = 0;
const erase = capability({
  id: "erase",
  about: "Menghapus.",
  phrases: [],
  roles: ["officer"],
  secondFactor: false,
  input: z.object({}),
  confirm: () => "Yakin menghapus?",
  handle: async () => {
    handled++;
    return { reply: { text: "Terhapus." } };
  },
});
/** Finds out by itself whether a yes is needed, and from whose data it is. */
const lend = capability({
  id: "lend",
  about: "Meminjamkan.",
  phrases: [],
  roles: ["asn"],
  input: z.object({ what: z.string() }),
  async handle({ confirmed }, { what }) {
    if (!confirmed) return { reply: { text: "" }, ask: { question: `Pinjamkan ${what}?`, input: { what: `${what} itu` } } };
    return { reply: { text: `Dipinjamkan: ${what}` }, looked: [7, 9, 9], ledger: [{ kind: "right", subjectId: 9, outcome: "lent" }] };
  },
});
const lead = capability({
  id: "lead",
  about: "Memimpin.",
  phrases: [],
  roles: ["supervisor"],
  input: z.object({}),
  handle: async () => ({ reply: { text: "Pimpin." } }),
});
const catalog: Capability[] = [greet, erase, lend, lead];

describe.each(testDatabases())("the gate on $name", ({ open }) => {
  let base: OpenDatabase;
  const clock = testClock();
  beforeAll(async () => {
    base = await open();
  });
  afterAll(() => base.close());

  const inside = <T>(roles: Role[], work: (context: Context) => Promise<T>): Promise<T> =>
    base.db.transaction((db) =>
      work({
        db,
        cell: 1,
        now: clock.now(),
        agency: null,
        agencies: [],
        person: roles.length > 0 ? { id: 7, handleId: 1, roles, agency: { id: 2, slug: "kendari", name: "Kendari", zone: "Asia/Makassar" } } : null,
        conversation: "test|a|b",
        memory: {},
      }),
    );
  const call = (roles: Role[], id: string, input = {}) => inside(roles, (context) => perform(catalog, context, { capability: id, input }));
  const audit = (db: Database) => db.many(z.object({ capability: z.string(), outcome: z.string() }), sql`select capability, outcome from audit order by id`);

  it("handles what is allowed and writes it down", async () => {
    await expect(call([], "greet", { name: "Kawan" })).resolves.toMatchObject({ reply: { text: "Halo Kawan" } });
    expect(await audit(base.db)).toContainEqual({ capability: "greet", outcome: "done" });
  });

  it("refuses an unknown call, a forbidden role and bad input with a sentence", async () => {
    await expect(call([], "nothing")).rejects.toThrow(Fault);
    await expect(call([], "erase")).rejects.toMatchObject({ code: "forbidden" });
    await expect(call([], "greet", { name: "x" })).rejects.toMatchObject({ code: "bad_input", say: "Tulis nama paling sedikit dua huruf." });
  });

  it("asks before it changes anything, and executes a yes once", async () => {
    const asked = await call(["officer"], "erase");
    expect([asked.reply.text, handled]).toEqual(["Yakin menghapus?", 0]);
    await call(["officer"], consentCalls.yes);
    await expect(call(["officer"], consentCalls.yes)).rejects.toMatchObject({ code: "not_found" });
    expect(handled).toBe(1);
    handled = 0;
  });

  it("asks also where a handler finds that a yes is needed, and hands it what it asked about", async () => {
    const asked = await call(["asn"], "lend", { what: "buku" });
    expect(asked.reply).toMatchObject({ text: "Pinjamkan buku?", buttons: [{ label: "Ya, lanjutkan" }, { label: "Tidak jadi" }] });
    await expect(call(["asn"], consentCalls.yes)).resolves.toMatchObject({ reply: { text: "Dipinjamkan: buku itu" } });
    await expect(call(["asn"], consentCalls.yes)).rejects.toMatchObject({ code: "not_found" });
    // No call but a yes is confirmed, whatever its input says.
    const forged = await call(["asn"], "lend", { what: "buku", confirmed: true });
    expect(forged.reply.text).toBe("Pinjamkan buku?");
  });

  it("writes each look at another person's data into the ledger once, and none at one's own", async () => {
    await base.db.run(sql`delete from ledger`);
    await call(["asn"], "lend", { what: "pena" });
    await call(["asn"], consentCalls.yes);
    const rows = await base.db.many(
      z.object({ kind: z.string(), actor: z.number(), subject: z.number(), action: z.string(), outcome: z.string() }),
      sql`select kind, actor_id::int as actor, subject_id::int as subject, action, outcome from ledger order by number`,
    );
    expect(rows).toEqual([
      { kind: "look", actor: 7, subject: 9, action: "lend", outcome: "seen" },
      { kind: "right", actor: 7, subject: 9, action: "lend", outcome: "lent" },
    ]);
  });

  it("shows a guest the way in, and somebody whose talk is too young what is missing", async () => {
    for (const id of ["lend", "lead"]) {
      const outcome = await call([], id, { what: "x" });
      expect(outcome).toMatchObject({ code: "unlinked", reply: { buttons: [{ call: { capability: "link_chat" } }] } });
    }
    const young = await inside(["asn"], (context) => {
      const person = context.person && { ...context.person, waiting: ["supervisor" as const] };
      return perform(catalog, { ...context, person }, { capability: "lead", input: {} });
    });
    expect(young).toMatchObject({ code: "unconfirmed", reply: { buttons: [{ call: { capability: "link_chat", input: { wish: "confirmation" } } }] } });
    await expect(call(["asn"], "lead")).rejects.toMatchObject({ code: "forbidden" });
  });

  it("judges the role again at the yes, and forgets an old question", async () => {
    await call(["officer"], "erase");
    await expect(call([], consentCalls.yes)).rejects.toMatchObject({ code: "forbidden" });
    await call(["officer"], "erase");
    clock.pass({ minutes: 11 });
    await expect(call(["officer"], consentCalls.yes)).rejects.toMatchObject({ code: "not_found" });
    expect(handled).toBe(0);
  });
});
