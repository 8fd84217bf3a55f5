import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sql } from "../../src/db/database.ts";
import { migrate, schemaVersion } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { freshFolder, freshPostgres } from "../world.ts";
import { kawan, type Program, ready, said, startMain, stop } from "./process.ts";

let folder: ReturnType<typeof freshFolder>;
let running: Program[];
const begin = (settings: Record<string, string> = {}, under: string[] = []) => {
  const program = startMain({ cwd: folder.path, settings, under });
  running.push(program);
  return program;
};

beforeEach(() => {
  folder = freshFolder();
  running = [];
});
afterEach(async () => {
  for (const it of running) it.child.kill("SIGKILL");
  await Promise.all(running.map((it) => it.ended));
  folder.remove();
});

describe("the service on the embedded database", { timeout: 120_000 }, () => {
  it("says what is on and off, answers, stops with 0 on SIGTERM, and leaves private files", async () => {
    const service = begin();
    const url = await ready(service);
    expect(service.out()).toMatch(/knowledge +\d+ documents, \d+ passages\n/);
    expect(service.out()).toMatch(/database +embedded, in \.\/data \(one process; survives a crash of the program, not a power loss/);
    expect(service.out()).toMatch(
      /Telegram +off; TELEGRAM_TOKEN turns it on\n +WhatsApp +off; WHATSAPP_NUMBER_ID turns it on\n +linked WA +off; WHATSAPP_WEB_NUMBER turns it on\n +model +off; LLM_URL and LLM_MODEL turn it on\n/,
    );
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: "ok" });
    // The embedded database has one session: while a job has it, the answer may be "not now".
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await stop(service)).toBe(0);
    for (const name of ["secret", "service.lock", "service.holder"]) expect(statSync(join(folder.path, "data", name)).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder.path, "data")).mode & 0o777).toBe(0o700);
    expect(existsSync(join(folder.path, "data", "control.sock"))).toBe(false);
  });

  it("refuses a second one on its folder, also from another network and process namespace, and starts at once after kill -9", async () => {
    const first = begin();
    await ready(first);
    for (const under of [[], secondNamespace()]) {
      const second = begin({}, under);
      expect(await second.ended).toBe(1);
      expect(second.err()).toMatch(/^Kawan ASN cannot start: the data folder .*data is in use by another process \(pid \d+ on .*\): stop that one first/);
    }
    first.child.kill("SIGKILL");
    await first.ended;
    const from = performance.now();
    const third = begin();
    await ready(third);
    expect(performance.now() - from).toBeLessThan(20_000);
    expect(await stop(third)).toBe(0);
  });

  it("ends at once on a second signal", async () => {
    const service = begin({ LOG_LEVEL: "info" });
    const { hostname, port } = new URL(await ready(service));
    // A request that never becomes whole: the first stop waits some seconds for it.
    const request = connect(Number(port), hostname, () =>
      request.write("POST /pesan HTTP/1.1\r\nHost: kawan\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"),
    );
    request.on("error", () => {});
    await new Promise((resolve) => request.once("data", resolve)); // "100 Continue": the server has it in hand
    service.child.kill("SIGINT");
    await said(service, () => service.err().includes('"stopping"'));
    service.child.kill("SIGTERM");
    expect(await service.ended).toBe(1);
    request.destroy();
  });

  it("refuses a port that is in use, and frees the folder", async () => {
    const first = begin();
    const port = new URL(await ready(first)).port;
    const second = begin({ PORT: port, DATA_DIR: "./other" });
    expect(await second.ended).toBe(1);
    expect(second.err()).toBe(`Kawan ASN cannot start: port ${port} on 127.0.0.1 is in use: stop the program that holds it, or set PORT to another one\n`);
    expect((await kawan({ cwd: folder.path, settings: { DATA_DIR: "./other" } }, "knowledge", "list", "--json")).code).toBe(0);
  });
});

describe("the service on a server", { timeout: 120_000 }, () => {
  it("runs as two replicas that share one cookie secret, and a talk of one is answered whoever takes it", async () => {
    const { url, drop } = await freshPostgres();
    const replicas = [begin({ DATABASE_URL: url, BACKUP_KEEP: "0" }), begin({ DATABASE_URL: url, BACKUP_KEEP: "0" })];
    const [one = "", other = ""] = await Promise.all(replicas.map(ready));
    const cookie = (await fetch(one)).headers.get("set-cookie")?.split(";")[0] ?? "";
    const say = (text: string) =>
      fetch(`${one}/pesan`, {
        method: "POST",
        headers: { cookie, origin: one, "content-type": "application/json" },
        body: JSON.stringify({ id: crypto.randomUUID(), text }),
      });
    expect((await say("/bantuan")).status).toBe(202);
    await expect
      .poll(async () => JSON.stringify(await (await fetch(`${other}/pesan`, { headers: { cookie } })).json()), { timeout: 60_000 })
      .toContain("Yang bisa dilakukan");
    expect(await Promise.all(replicas.map(stop))).toEqual([0, 0]);
    expect(existsSync(join(folder.path, "data", "secret"))).toBe(false);
    await drop();
  });

  it("refuses a schema of a newer program", async () => {
    const { url, drop } = await freshPostgres();
    const base = await openDatabase({ url });
    await migrate(base.db);
    await base.db.run(sql`insert into migration (id, checksum, applied_at) values (${schemaVersion() + 1}, 'x', ${"2026-11-22T00:00:00Z"})`);
    await base.close();
    const service = begin({ DATABASE_URL: url });
    expect(await service.ended).toBe(1);
    expect(service.err()).toMatch(/^Kawan ASN cannot start: the database has schema \d+, this program knows \d+: start the newer program/);
    await drop();
  });

  it("says that the server cannot be reached", async () => {
    const service = begin({ DATABASE_URL: "postgres://kawan:rahasia@127.0.0.1:9/kawan" });
    expect(await service.ended).toBe(1);
    expect(service.err()).toMatch(/^Kawan ASN cannot start: The database cannot be reached \(.*127\.0\.0\.1:9\)\. Check DATABASE_URL/);
    expect(service.err()).not.toContain("rahasia");
  });
});

describe("settings", { timeout: 120_000 }, () => {
  it("are read from .env, and every wrong one gets its line", async () => {
    writeFileSync(join(folder.path, ".env"), "LOG_LEVEL=keras\nBACKUP_KEEP=banyak\n");
    const service = startMain({ cwd: folder.path, settings: { PORT: "70000", LOG_LEVEL: "", PUBLIC_URL: "ftp://asn.go.id" } });
    expect(await service.ended).toBe(1);
    const lines = service.err().trimEnd().split("\n");
    expect(lines.map((it) => it.split(":")[0])).toEqual(["PORT", "PUBLIC_URL", "BACKUP_KEEP"]);
    expect(lines[0]).toContain('"70000" is not possible');
    expect(existsSync(join(folder.path, "data"))).toBe(false);
  });

  it("are all listed by --help, which touches nothing", async () => {
    const help = startMain({ cwd: folder.path, settings: { PORT: "70000" } }, "--help");
    expect(await help.ended).toBe(0);
    for (const name of ["PORT", "DATABASE_URL", "DATA_DIR", "COOKIE_SECRET", "BACKUP_KEEP", "CHAT_RETENTION_DAYS"]) expect(help.out()).toContain(name);
    expect(existsSync(join(folder.path, "data"))).toBe(false);
  });

  it("refuse an own file of examples with a slip in it, by its name", async () => {
    mkdirSync(join(folder.path, "aturan"));
    writeFileSync(join(folder.path, "aturan", "permintaan.yaml"), "kemampuan: [satu, dua\n");
    const service = begin({ KNOWLEDGE_DIR: "./aturan" });
    expect(await service.ended).toBe(1);
    expect(service.err()).toMatch(/^Kawan ASN cannot start: permintaan\.yaml: Flow sequence .* at line 2/);
  });

  it("name a folder that cannot be used", async () => {
    mkdirSync(join(folder.path, "x"));
    writeFileSync(join(folder.path, "x", "berkas"), "");
    const service = begin({ DATA_DIR: "./x/berkas" });
    expect(await service.ended).toBe(1);
    expect(service.err()).toMatch(/^Kawan ASN cannot start: .*berkas'?\. Check the folder \(DATA_DIR\)/);
  });
});

/** Runs what follows in other network and process namespaces, as in a second container on the same volume. */
function secondNamespace(): string[] {
  const under = process.getuid?.() === 0 ? ["unshare", "-n", "-p", "-f"] : ["unshare", "-r", "-n", "-p", "-f"];
  try {
    execFileSync(under[0] ?? "", [...under.slice(1), "true"], { stdio: "pipe" });
  } catch (cause) {
    throw new Error("This test needs `unshare` (util-linux) and leave to make namespaces: run it as root, or allow user namespaces.", { cause });
  }
  return under;
}
