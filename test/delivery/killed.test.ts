import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { freeMailboxes } from "../../src/delivery/mailbox.ts";
import { freshFolder, freshPostgres, testDatabases } from "../world.ts";
import { message, until, worldOver } from "./delivery-world.ts";

const script = fileURLToPath(new URL("killed-worker.ts", import.meta.url));
const deaths = 6;
/** They wait at the same time, so that they are in the same hands. */
const others = ["o1", "o2", "o3", "o4"];

/** Starts the worker and waits for its end; what it had to say if it was not killed. */
async function runKilled(where: string, aheadSeconds: number, dies: "understand" | "act"): Promise<string> {
  const child = spawn(process.execPath, [script, where, String(aheadSeconds), dies], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  return new Promise((done) => child.on("close", (code, signal) => done(signal ?? `ended with ${code}: ${said}`)));
}

/** A base that outlives its processes. */
async function lastingBase(name: "embedded" | "postgres") {
  const place =
    name === "embedded" ? folderBase() : await freshPostgres().then(({ url, drop }) => ({ where: url, open: () => openDatabase({ url }), remove: drop }));
  const first = await place.open();
  await migrate(first.db);
  return { ...place, first };
}

function folderBase() {
  const { path, remove } = freshFolder();
  return { where: path, open: () => openDatabase({ folder: path }), remove: async () => remove() };
}

describe.each(testDatabases())("a message that kills its worker, on $name", ({ name }) => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  it("is put aside after six deaths; the person gets one apology, and the next message its answer", { timeout: 120_000 }, async () => {
    const { where, open, remove, first } = await lastingBase(name);
    closing.push(remove);
    await worldOver(first).store(message("k", 1, "bom"), message("k", 2), ...others.map((chat) => message(chat, 1)));
    await first.close();
    for (let death = 1; death <= deaths; death++) {
      // On a server the lease of the dead one must run out first; the embedded base knows that nobody else can hold it.
      expect(await runKilled(where, name === "postgres" ? death * 60 : 0, death % 2 ? "understand" : "act")).toBe("SIGKILL");
    }
    const base = await open();
    closing.push(() => base.close());
    const it = worldOver(base);
    if (name === "postgres") it.jump({ minutes: deaths + 1 });
    else await freeMailboxes(it.place);
    expect(await it.count(sql`select attempts as n from inbox where external_id = 'k-1' and status = 'waiting'`)).toBe(deaths);
    const { channel } = it.work();
    closing.push(() => it.stop());
    await until(async () => (await it.keys("sent")).length === 2 + others.length, "every answer");
    await it.stop();
    const told = channel.sent.filter((sent) => sent.to.chat === "k").map((sent) => sent.native);
    expect(told).toEqual(["maaf", "re k-2"]);
    const Row = z.object({ id: z.string(), status: z.string(), error: z.string().nullable() });
    expect(await it.db.many(Row, sql`select external_id as id, status, error from inbox order by id`)).toEqual([
      { id: "k-1", status: "dead", error: "killed its worker repeatedly" },
      { id: "k-2", status: "done", error: null },
      ...others.map((chat) => ({ id: `${chat}-1`, status: "done", error: null })),
    ]);
    expect(await it.count(sql`select count(*)::int as n from outbox where key like 'sorry:%'`)).toBe(1);
    expect(await it.count(sql`select count(*)::int as n from mailbox where done <> tail or ready_at is not null`)).toBe(0);
  });
});
