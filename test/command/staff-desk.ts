import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { z } from "zod";
import { type App, openApp } from "../../src/app.ts";
import type { CommandHost } from "../../src/command/command-host.ts";
import { runProgram } from "../../src/command/program.ts";
import { type Sql, sql } from "../../src/db/database.ts";
import { csv, nipOf, person, type Row } from "../features/people/staff.ts";
import { freshFolder, freshPostgres, silentLog, testClock, testConfig } from "../world.ts";

export const staffBases = [
  { name: "embedded", make: async () => ({ where: { folder: null }, drop: async () => {} }) },
  { name: "postgres", make: async () => freshPostgres().then(({ url, drop }) => ({ where: { url }, drop })) },
];

/** A head and five of theirs. */
export const staff = [person(1), ...[2, 3, 4, 5, 6].map((it) => person(it, { "NIP Atasan": nipOf(1) }))];

/** The commands of an operator with an empty base, a folder for files and a clock. */
export interface StaffDesk {
  app: App;
  clock: ReturnType<typeof testClock>;
  folder: string;
  kawan(...argv: string[]): Promise<{ code: number; out: string; err: string }>;
  /** Writes a staff file into the folder; its name. */
  file(rows: Row[], name?: string): string;
  count(what: Sql): Promise<number>;
  /** Imports `staff` into Kendari. */
  load(): Promise<{ code: number; out: string; err: string }>;
  empty(): Promise<void>;
  close(): Promise<void>;
}

export async function openStaffDesk(make: (typeof staffBases)[number]["make"]): Promise<StaffDesk> {
  const { where, drop } = await make();
  const folder = freshFolder();
  const clock = testClock();
  const app = await openApp({ config: testConfig(), log: silentLog, where, shipped: "none", clock: clock.now });

  async function kawan(...argv: string[]) {
    const said = { out: "", err: "" };
    const io = {
      cwd: folder.path,
      stdin: Readable.from([]),
      isTerminal: false,
      signal: new AbortController().signal,
      out(text: string) {
        said.out += text;
      },
      err(text: string) {
        said.err += text;
      },
      drained: async () => {},
    };
    const host = { io, inService: false, config: app.config, open: async () => app } as unknown as CommandHost;
    return { code: await runProgram(argv, host), ...said };
  }
  const file = (rows: Row[], name = "staf.csv") => {
    writeFileSync(join(folder.path, name), csv(rows));
    return name;
  };
  const count = async (what: ReturnType<typeof sql>) => (await app.db.one(z.object({ n: z.number() }), sql`select count(*)::int as n from ${what}`)).n;
  const load = () => kawan("people", "import", file(staff), "--city", "kendari", "--apply");
  const empty = async () => {
    for (const table of [sql`outbox`, sql`handle`, sql`person`, sql`unit`, sql`audit`, sql`ledger`]) await app.db.run(sql`delete from ${table}`);
  };
  const close = async () => {
    await app.close();
    await drop();
    folder.remove();
  };
  return { app, clock, folder: folder.path, kawan, file, count, load, empty, close };
}
