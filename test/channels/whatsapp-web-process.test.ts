import { type ChildProcess, fork } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { BufferJSON, initAuthCreds } from "@whiskeysockets/baileys";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { account } from "../../src/channels/whatsapp-web/child/account.ts";
import { libraryLog } from "../../src/channels/whatsapp-web/child/library-log.ts";
import { startChild } from "../../src/channels/whatsapp-web/child-process.ts";
import { type Line, openLine } from "../../src/channels/whatsapp-web/line.ts";
import type { Opening, ProcessCalls, ServiceCalls } from "../../src/channels/whatsapp-web/protocol.ts";
import { sealingWith } from "../../src/channels/whatsapp-web/sealing.ts";
import { credsOf, readKeys, writeKeys } from "../../src/channels/whatsapp-web/store.ts";
import { type Database, sql } from "../../src/db/database.ts";
import { fenceOf, takeAccount } from "../../src/delivery/accounts.ts";
import { loopbackCertificate } from "../fakes/whatsapp-web/certificate.ts";
import { fakeWhatsAppWeb } from "../fakes/whatsapp-web/fake-whatsapp-web.ts";
import { freshFolder, type TestDatabase, testDatabases } from "../world.ts";
import { cell, childrenOf, endpointOf, keepCreds, openWebWorld, secret } from "./whatsapp-web-world.ts";

const [embedded] = testDatabases() as [TestDatabase];
const slowly = { timeout: 60_000, interval: 20 };
const source = (name: string) => new URL(`../../src/channels/whatsapp-web/child/${name}`, import.meta.url).href;

/** All key material of a number, as somebody would search for it in an output. */
async function keyMaterial(db: Database, phone: string): Promise<string[]> {
  const sealing = sealingWith(secret, phone);
  const row = z.object({ id: z.string(), value: z.instanceof(Uint8Array) });
  const rows = await db.many(row, sql`select id, value from wa_key union all select 'creds', creds from wa_account where creds is not null`);
  const found = new Set<Buffer>();
  const collect = (value: unknown): void => {
    if (value instanceof Uint8Array && value.length >= 16) found.add(Buffer.from(value));
    else if (typeof value === "string" && /^[A-Za-z0-9+/]{43,}=*$/.test(value)) found.add(Buffer.from(value, "base64"));
    else if (typeof value === "object" && value !== null) for (const [key, it] of Object.entries(value)) [collect(key), collect(it)];
  };
  for (const { id, value } of rows) {
    const text = Buffer.from(sealing.open(id, value)).toString();
    const parsed = JSON.parse(text, BufferJSON.reviver);
    // A session is a JSON text inside of bytes.
    collect(parsed instanceof Uint8Array && parsed[0] === 0x7b ? JSON.parse(Buffer.from(parsed).toString()) : parsed);
  }
  return [...found].flatMap((it) => [
    it.toString("base64").slice(0, 20),
    it.toString("hex").slice(0, 24),
    [...it.subarray(0, 8)].map((one) => one.toString(16).padStart(2, "0")).join(" "),
  ]);
}

/** Runs a program as the process of a number, its output open, through traffic in which the library prints sessions. */
async function outputOf(program: string): Promise<{ output: string; material: string[] }> {
  const base = await embedded.open();
  const { db } = base;
  const whatsapp = await fakeWhatsAppWeb();
  const bot = whatsapp.account({ phone: "6281100000001" });
  await keepCreds(db, bot.phone, bot.linkedDevice());
  const of = { id: "wa-web", account: bot.phone } as const;
  const now = Temporal.Now.instant();
  const epoch = (await takeAccount({ db, cell }, of, "test", now, 60_000)) ?? 0;
  const rows = { db, cell, account: bot.phone };
  const child: ChildProcess = fork(program, [], { stdio: ["ignore", "pipe", "pipe", "ipc"], serialization: "advanced", execArgv: [], env: {} });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (piece: Buffer) => (output += piece.toString()));
  const news: string[] = [];
  const own: ServiceCalls = {
    load: () => credsOf(rows),
    read: (ids) => readKeys(rows, ids),
    write: (change) => writeKeys(rows, { fence: fenceOf({ cell }, of, epoch) }, change, now),
    heard: async () => {},
    seen: async () => {},
    stored: async () => null,
    keep: async () => {},
    news: async (it) => void news.push(JSON.stringify(it)),
  };
  const line = openLine<ProcessCalls>({ send: (it) => void child.send(it as object, () => {}), hear: (listener) => void child.on("message", listener) }, own);
  try {
    await line.call("begin", { account: bot.phone, secret, typingMs: [0, 0], ackWithinMs: 5_000, polls: false, testing: endpointOf(whatsapp) });
    void line.call("connect", null).catch(() => {}); // ends with the process
    await bot.online(slowly);
    const person = whatsapp.person({});
    await person.says("rahasia satu").delivered(slowly);
    const said = (id: string) => ({ id, jid: person.lid, ephemeral: 0, content: { kind: "text" as const, text: "Jawaban" } });
    await line.call("post", said("3EB000000000000000000A"));
    // Sessions are closed and opened anew: that is when keys are printed.
    person.reinstalls();
    await person.says("rahasia dua").delivered(slowly);
    person.losesSession();
    await person.says("rahasia tiga").delivered(slowly);
    await line.call("post", said("3EB000000000000000000B"));
    const material = await keyMaterial(db, bot.phone);
    return { output: output + news.join("\n"), material };
  } finally {
    child.kill("SIGKILL");
    await whatsapp.stop();
    await base.close();
  }
}

const leaks = ({ output, material }: Awaited<ReturnType<typeof outputOf>>) => material.filter((it) => output.includes(it));

describe("what the process of a number prints", () => {
  test("nothing: no key, no session, no word of a talk", async () => {
    const it = await outputOf(new URL(source("main.ts")).pathname);
    expect(it.material.length).toBeGreaterThan(100);
    expect([leaks(it), it.output.includes("rahasia"), /privKey|rootKey|chainKey|Closing session/.test(it.output)]).toEqual([[], false, false]);
  });

  test("without the silence it would print keys: this test can see them", async () => {
    const folder = freshFolder();
    const noisy = join(folder.path, "noisy.mjs");
    writeFileSync(noisy, `const { serve } = await import(${JSON.stringify(source("serve.ts"))}); serve();\n`);
    const it = await outputOf(noisy);
    folder.remove();
    expect(it.output).toMatch(/Closing session/);
    expect(leaks(it).length).toBeGreaterThan(0);
  });

  test("and of what the library logs only its own sentences go further", () => {
    const said: string[] = [];
    const log = libraryLog((words) => said.push(words));
    log.error({ err: new Error("rahasia"), key: "6281200000001@s.whatsapp.net" }, "failed to decrypt message");
    log.child({ rahasia: 1 }).warn("Invalid LID-PN mapping: 81200000001@lid, 6281200000001@s.whatsapp.net");
    log.warn({ rahasia: true });
    log.info({ trace: "rahasia" }, "connection errored");
    expect(said).toEqual(["failed to decrypt message", "Invalid LID-PN mapping: … …"]);
  });
});

describe("the process of a number", () => {
  test("inherits no environment and none of the service's flags", async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    process.env.NODE_OPTIONS_PROBE = "rahasia";
    const certificate = loopbackCertificate();
    let handshakes = 0;
    const server = createServer(certificate);
    server.on("secureConnection", () => handshakes++);
    server.on("tlsClientError", () => {}); // the client refuses us: that is the point
    server.on("upgrade", (_request, socket) => socket.end("HTTP/1.1 503 No\r\n\r\n"));
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const url = `wss://127.0.0.1:${(server.address() as AddressInfo).port}/ws/chat`;
    const creds = initAuthCreds();
    const sealed = Buffer.from(
      sealingWith(secret, "6281100000001").seal(
        "creds",
        Buffer.from(JSON.stringify({ ...creds, account: {}, me: { id: "6281100000001:1@s.whatsapp.net" } }, BufferJSON.replacer)),
      ),
    );
    const own = {
      load: async () => sealed,
      read: async (ids: string[]) => ids.map(() => null),
      write: async () => {},
      news: async () => {},
    } as unknown as ServiceCalls;
    const opening: Opening = { account: "6281100000001", secret, typingMs: [0, 0], ackWithinMs: 1_000, polls: false, testing: { url } };
    const connects = async (testing: NonNullable<Opening["testing"]>) => {
      const child = startChild(own);
      await child.line.call("begin", { ...opening, testing });
      const ending = await child.line.call("connect", null);
      child.kill();
      await child.gone;
      return ending;
    };
    try {
      // The certificate is signed by nobody known: however the service is set, the process does not take it.
      expect(await connects({ url })).toMatchObject({ by: "network" });
      expect(handshakes).toBe(0);
      expect(await connects({ url, ca: certificate.cert })).toMatchObject({ by: "network", code: 503 });
      expect(handshakes).toBe(1);
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
      delete process.env.NODE_OPTIONS_PROBE;
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  });

  test("ends when the service does, and is replaced when it is killed; nothing is lost", async () => {
    const world = await openWebWorld(embedded);
    try {
      world.start();
      await world.sink.is("up");
      const person = world.whatsapp.person({});
      await person.says("rahasia 1").delivered(slowly);
      const [pid] = childrenOf(process.pid);
      if (pid === undefined) throw new Error("there is no process");
      process.kill(pid, "SIGKILL");
      const said = ["rahasia 2", "rahasia 3"].map((text) => person.says(text));
      for (const it of said) await it.delivered(slowly);
      expect([world.sink.texts(), world.bot.logins, world.bot.trouble.clientAskedAgain]).toEqual([["rahasia 1", "rahasia 2", "rahasia 3"], 2, 0]);
      expect(world.sink.told.map((it) => it.detail)).toContain("the process that speaks WhatsApp ended");
    } finally {
      await world.close();
    }
    await expect.poll(() => childrenOf(process.pid), slowly).toEqual([]);
  });

  test("that dies before it is ready is followed by another one", async () => {
    const world = await openWebWorld(embedded);
    try {
      world.start();
      await expect.poll(() => childrenOf(process.pid).length, slowly).toBe(1);
      for (const pid of childrenOf(process.pid)) process.kill(pid, "SIGKILL");
      await world.bot.online(slowly);
      await world.whatsapp.person({}).says("rahasia").delivered(slowly);
    } finally {
      await world.close();
    }
  });

  test("says when the library is missing, and nothing else breaks", async () => {
    const line = { call: async () => {}, close() {} } as unknown as Line<ServiceCalls>;
    const own = account(
      () => line,
      () => Promise.reject(new Error("Cannot find package '@whiskeysockets/baileys'")),
    );
    await expect(own.calls.begin({ account: "1", secret, typingMs: [0, 0], ackWithinMs: 1, polls: false })).rejects.toMatchObject({ name: "LibraryMissing" });
  });
});
