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
  input: z.object({}),
  confirm: () => "Yakin menghapus?",
  handle: async () => {
    handled++;
    return { reply: { text: "Terhapus." } };
  },
});
const catalog: Capability[] = [greet, erase];

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
        person: roles.length > 0 ? { id: 7, agencyId: 1, roles } : null,
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

  it("judges the role again at the yes, and forgets an old question", async () => {
    await call(["officer"], "erase");
    await expect(call([], consentCalls.yes)).rejects.toMatchObject({ code: "forbidden" });
    await call(["officer"], "erase");
    clock.pass({ minutes: 11 });
    await expect(call(["officer"], consentCalls.yes)).rejects.toMatchObject({ code: "not_found" });
    expect(handled).toBe(0);
  });
});
