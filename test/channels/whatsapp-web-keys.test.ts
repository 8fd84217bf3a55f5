import * as baileys from "@whiskeysockets/baileys";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Desk } from "../../src/channels/whatsapp-web/child/desk.ts";
import { keysOf, loadCreds } from "../../src/channels/whatsapp-web/child/keys.ts";
import { type Line, openLine } from "../../src/channels/whatsapp-web/line.ts";
import type { ServiceCalls } from "../../src/channels/whatsapp-web/protocol.ts";
import { sealingWith, Unsealable } from "../../src/channels/whatsapp-web/sealing.ts";
import { accountRow, credsOf, Fenced, forgetSession, readKeys, stillHeld, writeKeys } from "../../src/channels/whatsapp-web/store.ts";
import type { Hold } from "../../src/core/channel.ts";
import { type Database, rawSql, sql } from "../../src/db/database.ts";
import type { OpenDatabase } from "../../src/db/open.ts";
import { fenceOf, leaveAccount, takeAccount } from "../../src/delivery/accounts.ts";
import { testDatabases } from "../world.ts";
import { cell, secret } from "./whatsapp-web-world.ts";

const account = { id: "wa-web", account: "6281100000001" } as const;
const now = Temporal.Instant.from("2026-11-22T02:00:00Z");
const later = now.add({ minutes: 1 });

/** Two ends of one wire, as between two processes: what goes over is copied. */
function wires() {
  const hearers: ((message: unknown) => void)[] = [];
  const end = (own: number) => ({
    send: (message: unknown) => void setImmediate((it) => hearers[1 - own]?.(it), structuredClone(message)),
    hear: (listener: (message: unknown) => void) => {
      hearers[own] = listener;
    },
  });
  return [end(0), end(1)] as const;
}

async function holdOf(db: Database, at = now): Promise<{ hold: Hold; epoch: number }> {
  const epoch = await takeAccount({ db, cell }, account, `owner ${at}`, at, 15_000);
  if (epoch === undefined) throw new Error("somebody else holds it");
  return { hold: { fence: fenceOf({ cell }, account, epoch) }, epoch };
}

/** The other process's end of it, over the base. */
function childOver(db: Database, hold: Hold, { key = secret } = {}) {
  const rows = { db, cell, account: account.account };
  const [service, child] = wires();
  const writes: number[] = [];
  const fatal: string[] = [];
  openLine(service, {
    load: () => credsOf(rows),
    read: (ids: string[]) => readKeys(rows, ids),
    async write(change: Parameters<typeof writeKeys>[2]) {
      writes.push(change.put.length + change.gone.length);
      await writeKeys(rows, hold, change, now);
    },
  });
  const line = openLine(child, {}) as Line<ServiceCalls>;
  const sealing = sealingWith(key, account.account);
  const opening = { account: account.account, secret: key, typingMs: [0, 0], ackWithinMs: 1, polls: false } as const;
  const desk: Desk = { baileys, opening, sealing, line, retries: new Map(), fatal: (words) => void fatal.push(words) };
  const keys = keysOf(desk, () => false);
  return { rows, desk, keys, writes, fatal };
}

const bytes = (length: number) => Buffer.from(crypto.getRandomValues(new Uint8Array(length)));
const pair = () => ({ public: bytes(32), private: bytes(32) });

/** One of each of the ten kinds. */
const all = () => ({
  "pre-key": { "1": pair(), "2": pair() },
  session: { "81281200000001_1.0": bytes(300) },
  "sender-key": { "120363000000000001@g.us::81281200000001_1::0": bytes(120) },
  "sender-key-memory": { "120363000000000001@g.us": { "81281200000001@lid": true } },
  "app-state-sync-key": { AAAAA: baileys.proto.Message.AppStateSyncKeyData.fromObject({ keyData: bytes(32), timestamp: 7 }) },
  "app-state-sync-version": { regular: { version: 3, hash: bytes(128), indexValueMap: { "abc=": { valueMac: bytes(32) } } } },
  "lid-mapping": { "6281200000001": "81281200000001", "81281200000001_reverse": "6281200000001" },
  "device-list": { "6281200000001": ["0", "12"] },
  tctoken: { "81281200000001@lid": { token: bytes(16), timestamp: "1795000000", senderTimestamp: 1_795_000_000 } },
  "identity-key": { "81281200000001_1.0": bytes(33) },
});

describe.each(testDatabases())("the session in the base on $name", (database) => {
  let base: OpenDatabase;
  let db: Database;
  beforeAll(async () => {
    base = await database.open();
    db = base.db;
  });
  beforeEach(() => db.run(rawSql("truncate wa_account, wa_key, channel_account")));
  afterAll(() => base.close());

  test("all ten kinds of keys come back as they were written, and are gone when they are taken away", async () => {
    const { hold } = await holdOf(db);
    const { keys } = childOver(db, hold);
    const wanted = all();
    await keys.store.set(wanted);
    for (const [type, entries] of Object.entries(wanted)) {
      const found = await keys.store.get(type as keyof baileys.SignalDataTypeMap, [...Object.keys(entries), "nobody"]);
      expect([type, JSON.stringify(found, baileys.BufferJSON.replacer)]).toEqual([type, JSON.stringify(entries, baileys.BufferJSON.replacer)]);
    }
    const key = (await keys.store.get("app-state-sync-key", ["AAAAA"])).AAAAA;
    expect(key instanceof baileys.proto.Message.AppStateSyncKeyData).toBe(true);
    await keys.store.set({ session: { "81281200000001_1.0": null }, "pre-key": { "1": null, "3": pair() } });
    expect(await keys.store.get("session", ["81281200000001_1.0"])).toEqual({});
    expect(Object.keys(await keys.store.get("pre-key", ["1", "2", "3"]))).toEqual(["2", "3"]);
  });

  test("one call is one write, also of 812 keys; what comes meanwhile goes together into the next", async () => {
    const { hold } = await holdOf(db);
    const { keys, writes } = childOver(db, hold);
    const many = Object.fromEntries(Array.from({ length: 812 }, (_, at) => [String(at + 1), pair()]));
    const first = keys.store.set({ "pre-key": many, session: { "1.0": bytes(5) } });
    const next = [2, 3, 4].map((at) => keys.store.set({ session: { [`${at}.0`]: bytes(5) } }));
    await Promise.all([first, ...next]);
    expect(writes).toEqual([813, 3]);
    await keys.settled();
    expect(writes).toEqual([813, 3]);
  });

  test("of two values of one key the later one stays", async () => {
    const { hold } = await holdOf(db);
    const { keys } = childOver(db, hold);
    const values = Array.from({ length: 20 }, () => bytes(10));
    await Promise.all(values.map((it, at) => keys.store.set({ session: { one: at === 10 ? null : it } })));
    expect((await keys.store.get("session", ["one"])).one).toEqual(values.at(-1));
  });

  test("credentials come back as they were, and are written with the keys that belong to them, all or none", async () => {
    const { hold } = await holdOf(db);
    const { keys, desk, rows } = childOver(db, hold);
    const creds = { ...baileys.initAuthCreds(), me: { id: "6281100000001:7@s.whatsapp.net" }, routingInfo: bytes(9) };
    keys.saveCreds(creds);
    keys.saveCreds({ ...creds, nextPreKeyId: 31 });
    await keys.store.set({ "pre-key": { "30": pair() } });
    const before = await loadCreds(desk);
    expect(before).toMatchObject({ registrationId: creds.registrationId, nextPreKeyId: 31, routingInfo: creds.routingInfo });
    expect([Buffer.compare(Buffer.from(before?.noiseKey.private ?? []), Buffer.from(creds.noiseKey.private)), (await accountRow(rows))?.paired]).toEqual([
      0,
      true,
    ]);
    // The value does not fit its column: nothing of that write stays, not the credentials either.
    const bad = { put: [{ id: "x", type: null as unknown as string, value: bytes(3) }], gone: [], creds: desk.sealing.seal("creds", Buffer.from("{}")) };
    await expect(writeKeys(rows, hold, bad, now)).rejects.toThrow(/null/);
    expect((await loadCreds(desk))?.nextPreKeyId).toBe(31);
  });

  test("nothing of it can be read in the base: no key, no number, no name", async () => {
    const { hold } = await holdOf(db);
    const { keys } = childOver(db, hold);
    const wanted = all();
    await keys.store.set(wanted);
    keys.saveCreds({ ...baileys.initAuthCreds(), me: { id: "6281100000001:7@s.whatsapp.net", name: "Nomor Uji" } });
    await keys.settled();
    const row = z.object({ id: z.string(), type: z.string(), value: z.instanceof(Uint8Array) });
    const rows = await db.many(row, sql`select id, type, value from wa_key union all select account, 'creds', creds from wa_account`);
    expect(rows).toHaveLength(Object.values(wanted).reduce((sum, it) => sum + Object.keys(it).length, 0) + 1);
    const dump = Buffer.concat(rows.filter((it) => it.type !== "creds").flatMap((it) => [Buffer.from(it.id), Buffer.from(it.value)]));
    const secrets = [wanted.session["81281200000001_1.0"] as Buffer, wanted["pre-key"]["1"].private, "6281200000001", "81281200000001", "Nomor Uji"];
    for (const it of secrets) expect(dump.includes(it)).toBe(false);
    const creds = rows.find((it) => it.type === "creds")?.value ?? new Uint8Array();
    for (const it of ["noiseKey", "signedIdentityKey", "6281100000001:7"]) expect(Buffer.from(creds).includes(it)).toBe(false);
  });

  test("another key opens nothing, a row in another's place neither; nothing is taken for missing", async () => {
    const { hold } = await holdOf(db);
    const { keys } = childOver(db, hold);
    await keys.store.set({ session: { one: bytes(9), two: bytes(9) } });
    keys.saveCreds(baileys.initAuthCreds());
    await keys.settled();
    const stranger = childOver(db, hold, { key: "another secret of these tests, long enough" });
    await expect(loadCreds(stranger.desk)).rejects.toThrow(Unsealable);
    expect(await stranger.keys.store.get("session", ["one"])).toEqual({}); // under its key the row has another name
    await db.run(sql`update wa_key set value = (select value from wa_key other where other.id <> wa_key.id limit 1)`);
    const again = childOver(db, hold);
    await expect(again.keys.store.get("session", ["one"])).rejects.toThrow(Unsealable);
    expect(again.fatal).toEqual(["keys not read: Unsealable"]);
  });

  test("a former holder writes nothing any more: neither keys nor credentials nor the end of the session", async () => {
    const first = await holdOf(db);
    const old = childOver(db, first.hold);
    await old.keys.store.set({ session: { one: Buffer.from("alt") } });
    expect(await stillHeld(db, first.hold)).toBe(true);
    const second = await holdOf(db, later); // its lease has run out
    const current = childOver(db, second.hold);
    await current.keys.store.set({ session: { one: Buffer.from("neu") } });
    await expect(old.keys.store.set({ session: { one: Buffer.from("spaet") }, "pre-key": { "1": pair() } })).rejects.toMatchObject({ name: "Fenced" });
    expect(old.fatal).toEqual(["keys not written: Fenced"]);
    await expect(forgetSession(old.rows, first.hold, "spaet", now)).rejects.toThrow(Fenced);
    expect(await stillHeld(db, first.hold)).toBe(false);
    expect((await current.keys.store.get("session", ["one"])).one).toEqual(Buffer.from("neu"));
    expect(await current.keys.store.get("pre-key", ["1"])).toEqual({});
    await leaveAccount({ db, cell }, account, second.epoch);
    await expect(current.keys.store.set({ session: { one: Buffer.from("danach") } })).rejects.toMatchObject({ name: "Fenced" });
  });

  test("a session that is forgotten is gone whole, and only that number's", async () => {
    const { hold } = await holdOf(db);
    const { keys, desk, rows } = childOver(db, hold);
    keys.saveCreds(baileys.initAuthCreds());
    await keys.store.set(all());
    await db.run(
      sql`insert into wa_key (cell, account, id, type, value, written_at) values (${cell}, 'other', 'x', 'session', ${bytes(3)}, ${now.toString()})`,
    );
    await forgetSession(rows, hold, "the phone has removed this device", now);
    const left = await db.many(z.object({ account: z.string() }), sql`select account from wa_key`);
    expect([left, await loadCreds(desk)]).toEqual([[{ account: "other" }], null]);
    expect(await accountRow(rows)).toMatchObject({ paired: false, unpairedWhy: "the phone has removed this device" });
  });
});

describe("a read that fails", () => {
  test("ends the process: the library would take it for a person it has never heard of", async () => {
    const [service, child] = wires();
    openLine(service, {
      read: async () => {
        throw Object.assign(new Error("rahasia"), { name: "DatabaseAway", code: "57P01" });
      },
    });
    const line = openLine(child, {}) as Line<ServiceCalls>;
    const fatal: string[] = [];
    const opening = { account: account.account, secret, typingMs: [0, 0], ackWithinMs: 1, polls: false } as const;
    const desk: Desk = { baileys, opening, sealing: sealingWith(secret, account.account), line, retries: new Map(), fatal: (words) => void fatal.push(words) };
    await expect(keysOf(desk, () => false).store.get("session", ["x"])).rejects.toMatchObject({ name: "DatabaseAway", code: "57P01" });
    expect(fatal).toEqual(["keys not read: DatabaseAway"]);
  });
});
