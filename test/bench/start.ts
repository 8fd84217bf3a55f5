import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { scratchDatabase, scratchFolder, startProgram } from "./service.ts";

/** Time from the start of the process to serving, and idle memory, on both databases. */
export async function benchStart(server: string | null, print: (line: string) => void): Promise<void> {
  print("\n— start and idle memory (shipped knowledge)");
  const folder = scratchFolder();
  const embedded = await twice({ DATA_DIR: folder.path });
  folder.remove();
  print(`embedded    fresh folder ${ms(embedded.fresh)}, prepared folder ${ms(embedded.prepared)}, idle ${embedded.memory.toFixed(0)} MB`);
  print(`            PGlite alone in the same run: ${pgliteAlone().toFixed(0)} MB`);
  if (server === null) return print("not measured: PostgreSQL");
  const database = await scratchDatabase(server);
  const other = scratchFolder();
  const postgres = await twice({ DATABASE_URL: database.url, DATA_DIR: other.path });
  other.remove();
  await database.drop();
  print(`PostgreSQL  fresh base ${ms(postgres.fresh)}, prepared base ${ms(postgres.prepared)}, idle ${postgres.memory.toFixed(0)} MB`);
}

async function twice(settings: Record<string, string>): Promise<{ fresh: number; prepared: number; memory: number }> {
  const first = await startProgram(settings);
  await first.stop();
  const second = await startProgram(settings);
  await sleep(3_000);
  const memory = second.memoryMb();
  await second.stop();
  return { fresh: first.readyMs, prepared: second.readyMs, memory };
}

/** Resident memory of a process that opens an existing PGlite folder and does nothing else. */
function pgliteAlone(): number {
  const folder = scratchFolder();
  const script = `
    const { PGlite } = await import("@electric-sql/pglite");
    const { vector } = await import("@electric-sql/pglite-pgvector");
    const { readFileSync } = await import("node:fs");
    const base = await PGlite.create({ dataDir: ${JSON.stringify(`${folder.path}/pg`)}, extensions: { vector } });
    await base.query("select 1");
    await new Promise((wake) => setTimeout(wake, 3000));
    console.log(Number(/VmRSS:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024);
    await base.close();`;
  const run = () => execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", cwd: import.meta.dirname });
  run(); // makes the folder
  const memory = Number(run());
  folder.remove();
  return memory;
}

const ms = (value: number): string => `${(value / 1000).toFixed(2)} s`;
