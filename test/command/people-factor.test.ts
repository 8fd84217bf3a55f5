import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import { checkCode } from "../../src/features/people/factor/factor-store.ts";
import { nipOf } from "../features/people/staff.ts";
import { openStaffDesk, type StaffDesk, staffBases } from "./staff-desk.ts";

describe.each(staffBases)("second factors and looks at the console on $name", ({ make }) => {
  let desk: StaffDesk;
  beforeAll(async () => {
    desk = await openStaffDesk(make);
    await desk.load();
    await desk.kawan("admin", "create", "--nip", nipOf(1), "--city", "kendari");
  });
  afterAll(() => desk.close());

  const idOf = async (at: number) => (await desk.app.db.one(z.object({ id: z.number() }), sql`select id::int as id from person where nip = ${nipOf(at)}`)).id;
  const factor = (...argv: string[]) => desk.kawan("people", "factor", ...argv, "--city", "kendari");
  const secretIn = (out: string) => /Kunci untuk diketik: ([A-Z2-7 ]+)/.exec(out)?.[1]?.replaceAll(" ", "") ?? "";
  const codeOf = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: desk.clock.now().epochMilliseconds });

  it("makes the first administrator's by the console's word, and shows key and picture once", async () => {
    const { code, out } = await factor("new", nipOf(1));
    expect(code).toBe(0);
    expect(out).toMatch(/[█▀▄]{5}/);
    expect(out).not.toContain(nipOf(1));
    const subject = { cell: 1, agencyId: 2, personId: await idOf(1) };
    const checked = await desk.app.db.transaction((tx) => checkCode(tx, subject, codeOf(secretIn(out)), desk.clock.now()));
    expect(checked.kind).toBe("right");
  });

  it("makes an officer's only by an administrator with a name, never by themselves", async () => {
    await desk.kawan("people", "role", "grant", "officer", "--nip", nipOf(2), "--by", nipOf(1), "--city", "kendari");
    expect(await factor("new", nipOf(2))).toMatchObject({ code: 1, err: expect.stringContaining("--by") });
    expect(await factor("new", nipOf(2), "--by", nipOf(2))).toMatchObject({ code: 1, err: expect.stringContaining("administrator lain") });
    expect((await factor("new", nipOf(2), "--by", nipOf(1))).code).toBe(0);
    expect(await desk.count(sql`ledger where action = 'make_factor' and subject_id = ${await idOf(2)} and actor_id = ${await idOf(1)}`)).toBe(1);
  });

  it("replaces a lost one, and takes one away", async () => {
    const [first, second] = [await factor("new", nipOf(2), "--by", nipOf(1)), await factor("new", nipOf(2), "--by", nipOf(1))];
    const subject = { cell: 1, agencyId: 2, personId: await idOf(2) };
    const check = (out: string) => desk.app.db.transaction((tx) => checkCode(tx, subject, codeOf(secretIn(out)), desk.clock.now()));
    expect((await check(first.out)).kind).toBe("wrong");
    expect((await check(second.out)).kind).toBe("right");
    expect((await factor("list")).out).toMatch(/petugas BKPSDM: dibuat 22 November 2026, terakhir dipakai 22 November 2026/);
    expect((await factor("end", nipOf(2), "--by", nipOf(1))).code).toBe(0);
    expect((await factor("end", nipOf(2), "--by", nipOf(1))).code).toBe(1);
    expect((await check(second.out)).kind).toBe("none");
    expect((await factor("list")).out).toMatch(/petugas BKPSDM: belum ada/);
  });

  it.each([
    ["list_roles", ["people", "role", "list"]],
    ["list_lines", ["people", "lines", "pending"]],
    ["list_factors", ["people", "factor", "list"]],
  ])("writes %s down as the console's where nobody is named, else by name", async (action, argv) => {
    const audited = (by: number | null) => desk.count(sql`audit where capability = ${action} and person_id is not distinct from ${by}`);
    const before = await audited(null);
    expect((await desk.kawan(...argv, "--city", "kendari")).code).toBe(0);
    expect(await audited(null)).toBe(before + 1);
    expect((await desk.kawan(...argv, "--city", "kendari", "--by", nipOf(1))).code).toBe(0);
    expect(await audited(await idOf(1))).toBe(1);
    expect(await desk.kawan(...argv, "--city", "kendari", "--by", nipOf(4))).toMatchObject({ code: 1 });
  });
});
