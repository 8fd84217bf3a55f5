import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import type { CommandHost } from "../../src/command/command-host.ts";
import type { CommandIo } from "../../src/command/io.ts";
import { runProgram } from "../../src/command/program.ts";
import { sealAudit } from "../../src/core/audit-seal.ts";
import type { Address } from "../../src/core/channel.ts";
import type { Subject } from "../../src/core/personal-data.ts";
import { rawSql, sql } from "../../src/db/database.ts";
import { issueCode } from "../../src/features/people/link/code.ts";
import { openRequest } from "../../src/features/people/privacy/rights-store.ts";
import { freshPostgres, silentLog, testClock, testConfig } from "../world.ts";

const bases = [
  { name: "embedded", make: async () => ({ where: { folder: null }, drop: async () => {} }) },
  { name: "postgres", make: async () => freshPostgres().then(({ url, drop }) => ({ where: { url }, drop })) },
];
const nips = { officer: "198001012005011001", leader: "198502022010012002", staff: "199003032015011003" };

describe.each(bases)("kawan people confirm, rights and audit on $name", ({ make }) => {
  const config = testConfig();
  const clock = testClock();
  let app: App;
  let drop: () => Promise<void>;
  const people: Record<keyof typeof nips, Subject> = {} as never;
  let messages = 0;
  beforeAll(async () => {
    const made = await make();
    drop = made.drop;
    app = await openApp({ config, log: silentLog, where: made.where, shipped: "none", clock: clock.now });
    for (const [who, nip] of Object.entries(nips)) {
      const { id } = await app.db.one(
        z.object({ id: z.coerce.number() }),
        sql`
        insert into person (cell, agency_id, nip, name, status, added_at, changed_at)
        values (1, 2, ${nip}, ${`Nama ${who}`}, 'PNS', ${clock.now().toString()}, ${clock.now().toString()}) returning id`,
      );
      people[who as keyof typeof nips] = { cell: 1, agencyId: 2, personId: id };
    }
    await app.db.run(sql`
      insert into reporting_line (cell, agency_id, person_id, supervisor_id, since) values (1, 2, ${people.staff.personId}, ${people.leader.personId}, '2025-01-01')`);
  });
  afterAll(async () => {
    await app.close();
    await drop();
  });

  async function kawan(...argv: string[]): Promise<{ code: number; text: string }> {
    let text = "";
    const out = (it: string) => {
      text += it;
    };
    const io = { cwd: "/", signal: new AbortController().signal, out, err: out, drained: async () => {} };
    const host = { io: io as unknown as CommandIo, inService: false, config, open: async () => app } as unknown as CommandHost;
    return { code: await runProgram(argv, host), text };
  }
  async function says(chat: string, text: string): Promise<string> {
    messages += 1;
    const to: Address = { channel: "telegram", account: "bot", chat };
    const message = { dedupe: `m${messages}`, at: clock.now().toString(), late: false, from: { id: chat }, to, body: { type: "text" as const, text } };
    const [letter] = await app.db.transaction((tx) => app.engine.act(tx, [{ message }], clock.now()));
    return letter?.reply.text ?? "";
  }
  const link = async (chat: string, subject: Subject) => {
    await says(chat, (await app.db.transaction((tx) => issueCode(tx, subject, { purpose: "link", issuedBy: null, now: clock.now() }))).code);
    return says(chat, "ya");
  };
  const told = async (chat: string) =>
    (
      await app.db.many(
        z.object({ native: z.string() }),
        sql`select native::text as native from outbox where conversation = ${`telegram|bot|${chat}`} order by id`,
      )
    )
      .map((it) => it.native)
      .join("\n");

  it("opens the rights of a leader's chat from the server, where no officer can be asked in a chat", async () => {
    const answer = await link("lurah", people.leader);
    const number = /nomor tautan \*(\d+)\*/.exec(answer)?.[1] ?? "";
    expect(await kawan("people", "confirm", "--city", "kendari")).toEqual({
      code: 0,
      text: `${number.padStart(6)}  Nama leader (••••••••2010••••02); Telegram, sejak 22 November 2026\n1 chat menunggu dipastikan\n`,
    });
    expect((await kawan("people", "confirm", "999999", "--city", "kendari")).text).toContain("Tidak ada chat tertaut dengan nomor itu");
    expect((await kawan("people", "confirm", number, "--city", "pontianak")).code).toBe(1);
    expect(await kawan("people", "confirm", number, "--city", "kendari")).toEqual({
      code: 0,
      text: `Chat nomor ${number} dipastikan milik Nama leader (••••••••2010••••02).\n`,
    });
    expect(await told("lurah")).toContain("Menu sesuai hak jabatan Anda sekarang terbuka");
    expect((await kawan("people", "confirm", number, "--city", "kendari")).text).toContain("sudah dipastikan sebelumnya");
    expect((await kawan("people", "confirm", "--city", "kendari")).text).toBe("Tidak ada chat yang menunggu dipastikan.\n");
  });

  it("wants the second person's name once there are officers, and never the owner's own", async () => {
    await app.db.run(sql`
      insert into person_role (cell, agency_id, person_id, role, granted_at, expires_at)
      values (1, 2, ${people.officer.personId}, 'officer', ${clock.now().toString()}, '2027-01-01T00:00:00Z')`);
    await link("petugas", people.officer);
    const waiting = (by: string) => kawan("people", "confirm", "--city", "kendari", "--by", by);
    const looks = async () =>
      (
        await app.db.many(
          z.object({ actor: z.number(), subject: z.number() }),
          sql`select actor_id::int as actor, subject_id::int as subject from ledger where kind = 'look' and action = 'list_chats' and actor_id is not null order by number`,
        )
      ).map((it) => [it.actor, it.subject]);
    expect(await kawan("people", "confirm", "--city", "kendari")).toEqual({ code: 1, text: expect.stringMatching(/^(?!.*Nama).*--by NIP/s) });
    expect((await waiting(nips.staff)).text).toContain("harus petugas BKPSDM");
    expect(await looks()).toEqual([]);
    const own = /(\d+) {2}Nama officer/.exec((await waiting(nips.officer)).text)?.[1] ?? "";
    expect(await looks()).toEqual([[people.officer.personId, people.officer.personId]]);
    expect((await kawan("people", "confirm", own, "--city", "kendari", "--by", nips.officer)).text).toContain("oleh petugas lain");
    expect((await kawan("people", "confirm", own, "--city", "kendari")).code).toBe(0); // nobody else is there: the console's word
    await says("lurah", "/lepas");
    await says("lurah", "ya");
    await link("lurah-2", people.leader);
    const number = /(\d+) {2}Nama leader/.exec((await waiting(nips.officer)).text)?.[1] ?? "";
    expect((await looks()).at(-1)).toEqual([people.officer.personId, people.leader.personId]);
    expect((await kawan("people", "confirm", number, "--city", "kendari")).text).toContain("--by NIP");
    expect((await kawan("people", "confirm", number, "--city", "kendari", "--by", nips.staff)).text).toContain("harus petugas BKPSDM");
    expect((await kawan("people", "confirm", number, "--city", "kendari", "--by", nips.officer)).code).toBe(0);
  });

  it("lists and ends somebody's chats, and the person can see that it was looked", async () => {
    await link("staf", people.staff);
    await link("staf-2", people.staff);
    const { text } = await kawan("people", "chats", nips.staff, "--city", "kendari", "--by", nips.officer);
    expect(text).toMatch(/^ +\d+ {2}Telegram, sejak 22 November 2026, terakhir dipakai 22 November 2026\n +\d+ .*\n2 chat\n$/);
    expect(text).not.toContain("staf");
    const second = /\n +(\d+)/.exec(text)?.[1] ?? "";
    expect((await kawan("people", "unlink", second, "--city", "kendari", "--by", nips.officer)).text).toBe(`Chat nomor ${second} sudah dilepas.\n`);
    expect(await told("staf")).toContain("memutus chat Telegram");
    const held = await says("staf", "/dataku");
    expect(held).toContain("Nama officer, melihat daftar chat Anda");
    expect(held).toContain("percakapan sejak 22 November 2026");
    expect(held).toMatch(/\d+ pesan, 22 November 2026/);
    expect(held).not.toMatch(/\d{4}-\d{2}-\d{2}/);
    expect(await says("staf-2", "/dataku")).toContain("Tautkan dulu");
  });

  it("shows requests by their deadline, marks the late ones, and tells the person the answer once", async () => {
    const first = await openRequest(app.db, people.staff, { kind: "correction", subject: 'jabatan "saya" keliru' }, clock.now());
    expect((await kawan("rights", "list", "--city", "kendari")).text).toBe(
      `${String(first.id).padStart(6)}  Koreksi data; Nama staff; tenggat 25 November 2026 10.00 WITA\n        ${JSON.stringify('jabatan "saya" keliru')}\n1 permohonan\n`,
    );
    clock.pass({ hours: 73 });
    expect((await kawan("rights", "list", "--city", "kendari")).text).toContain("TERLAMBAT, tenggat 25 November 2026");
    expect((await kawan("rights", "list", "--city", "pontianak")).text).toBe("Tidak ada permohonan.\n");
    const settle = (...more: string[]) => kawan("rights", "settle", String(first.id), "--city", "kendari", ...more);
    expect((await settle("--by", nips.officer)).text).toContain("Jawabannya apa?");
    expect((await settle("--done", "Sudah dibetulkan.")).text).toContain("--by NIP");
    expect((await settle("--done", "Sudah dibetulkan menjadi Arsiparis.", "--by", nips.officer)).code).toBe(0);
    expect(await told("staf")).toContain("Sudah dibetulkan menjadi Arsiparis.");
    expect((await settle("--refused", "lagi", "--by", nips.officer)).text).toContain("Tidak ada permohonan terbuka");
    expect((await kawan("rights", "list", "--city", "kendari")).text).toBe("Tidak ada permohonan.\n");
    expect((await kawan("rights", "list", "--all", "--city", "kendari")).text).toContain("; done\n");
  });

  it("verifies the record, and says so with exit code 1 when somebody has edited it", async () => {
    const before = await kawan("audit", "verify");
    expect(before.text).toMatch(
      /^audit {6}nothing is sealed yet[\s\S]*ledger {5}kendari: \d+ lines\n {11}newest line [0-9a-f]{64}\nThe record is as it was written\.\n$/,
    );
    await sealAudit(app.db, 1, clock.now(), clock.now());
    const sealed = await kawan("audit", "verify");
    expect(sealed).toMatchObject({ code: 0, text: expect.stringMatching(/audit {6}\d+ rows under 1 seals until/) });
    const noted = [...sealed.text.matchAll(/newest \w+ ([0-9a-f]{64})/g)].map((it) => it[1] ?? "");
    expect(noted).toHaveLength(2);
    expect((await kawan("audit", "verify", "--noted", ...noted)).code).toBe(0);
    expect((await kawan("audit", "verify", "--noted", "0".repeat(64))).code).toBe(1);
    await app.db.run(rawSql("update audit set outcome = 'edited' where id = (select min(id) from audit)"));
    await app.db.run(rawSql("update ledger set actor_id = 1 where number = 1"));
    const after = await kawan("audit", "verify");
    expect(after.code).toBe(1);
    expect(after.text).toMatch(/a row under seal 1 .* was changed[\s\S]*kendari: line 1 was changed[\s\S]*NOT as it was written: 2 faults/);
  });
});
