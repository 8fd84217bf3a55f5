import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Letter } from "../../../src/core/channel.ts";
import type { Subject } from "../../../src/core/personal-data.ts";
import { sql } from "../../../src/db/database.ts";
import { confirmFactor } from "../../../src/features/people/factor/confirm-factor.ts";
import { factorPath, factorRoutes } from "../../../src/features/people/factor/factor-page.ts";
import { hasFactor, makeFactor } from "../../../src/features/people/factor/factor-store.ts";
import { requestFactor } from "../../../src/features/people/factor/request-factor.ts";
import { testDatabases } from "../../world.ts";
import { type Chat, cell, type LinkWorld, openLinkWorld } from "./link-world.ts";

const base = "https://asn.contoh.go.id";

describe.each(testDatabases())("a second factor for who has no console on $name", (database) => {
  let world: LinkWorld;
  let routes: ReturnType<typeof factorRoutes>;
  let put: Letter[] = [];
  let count = 0;
  beforeAll(async () => {
    world = await openLinkWorld(database, [requestFactor, confirmFactor(base)]);
    routes = factorRoutes({ db: world.db, cell, clock: world.clock.now, put: async (_tx, letters) => void put.push(...letters) });
  });
  afterAll(() => world.close());

  async function confirmed(
    name: string,
    { role, factor = true }: { role?: "officer" | "administrator"; factor?: boolean } = {},
  ): Promise<{ who: Subject; chat: Chat }> {
    const sender = `minta-${++count}`;
    const who = await world.person({ name, position: "Kepala Bidang" });
    if (role) await world.role(who, role);
    const chat = await world.linked(who, "telegram", sender, { factor });
    await world.db.run(sql`update handle set confirmed_at = since where sender = ${sender}`);
    return { who, chat };
  }

  async function leader(): Promise<{ who: Subject; chat: Chat }> {
    const it = await confirmed("Rahma Contoh", { factor: false });
    await world.leads(it.who, await world.person({ name: "Bawahan" }));
    return it;
  }

  async function fresh(): Promise<{ boss: { who: Subject; chat: Chat }; officer: { who: Subject; chat: Chat } }> {
    await world.db.run(sql`update handle set until = since, ended = 'left' where until is null`).catch(() => world.db.run(sql`delete from handle`));
    await world.db.run(sql`delete from person_role`);
    put = [];
    return { boss: await leader(), officer: await confirmed("Petugas Satu", { role: "officer" }) };
  }

  const text = (chat: Chat) => chat.last.reply.text;
  const addressIn = (chat: Chat) => /\/faktor\/[\w-]+/.exec(text(chat))?.[0] ?? "none";
  const codeIn = (said: string) => /\*(\d{6})\*/.exec(said)?.[1] ?? "none";
  const other = (code: string) => (code === "000000" ? "111111" : "000000");
  const look = (path: string) => routes.request(path);
  const opens = (path: string, code: string) =>
    routes.request(path, { method: "POST", body: new URLSearchParams({ code }), headers: { "Content-Type": "application/x-www-form-urlencoded" } });

  it("shows it once on a page, to who has the address from the chat and the code from the officer", async () => {
    const { boss, officer } = await fresh();
    expect(await boss.chat.says("/verifikasi")).toContain("Mintalah di sini");
    expect(await boss.chat.taps("Minta kode keamanan")).toContain("Permintaan sudah dikirim ke petugas");
    expect(text(officer.chat)).toMatch(/^\*Rahma Contoh\* .* meminta kode keamanan kedua/);
    const told = await officer.chat.taps("Benar, buatkan");
    const [code, path] = [codeIn(told), addressIn(boss.chat)];
    expect(told).not.toContain(path);
    expect(text(boss.chat)).not.toContain(code);
    expect(path.startsWith(`${factorPath}/`)).toBe(true);
    for (const _ of [1, 2]) expect((await look(path)).status).toBe(200);
    expect((await opens(path, other(code))).status).toBe(403);
    expect(await hasFactor(world.db, boss.who, world.clock.now())).toBe(false);
    const page = await opens(path, ` ${code.slice(0, 3)} ${code.slice(3)} `);
    expect([page.status, page.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const shown = await page.text();
    expect(shown).toContain("<svg");
    expect(shown).not.toMatch(/ style=|<script|<style/);
    const secret = /class="code">([A-Z2-7 ]+)</.exec(shown)?.[1]?.replaceAll(" ", "") ?? "";
    expect(shown).toContain(`secret=${secret}`);
    expect((await opens(path, code)).status).toBe(404);
    expect((await look(path)).status).toBe(404);
    const otp = new TOTP({ secret: Secret.fromBase32(secret), algorithm: "SHA1", digits: 6, period: 30 }).generate({
      timestamp: world.clock.now().epochMilliseconds,
    });
    expect(await boss.chat.says(`/verifikasi ${otp}`)).toContain("✅");
    expect(put.map((it) => it.reply.text)).toEqual([expect.stringContaining("baru dibuat lewat tautan sekali pakai")]);
    const heard = [...boss.chat.letters, ...officer.chat.letters].map((it) => it.reply.text).join("\n");
    expect(heard).not.toContain(secret);
    const { rows } = await world.db.one(
      z.object({ rows: z.number() }),
      sql`select count(*)::int as rows from ledger where subject_id = ${boss.who.personId} and action in ('confirm_factor', 'make_factor') and actor_id = ${officer.who.personId} and kind = 'right'`,
    );
    expect(rows).toBe(2);
  });

  it("is gone after half an hour, after five wrong codes, and with the chat that asked", async () => {
    const { boss, officer } = await fresh();
    const granted = async () => {
      await boss.chat.says("/faktor");
      const code = codeIn(await officer.chat.taps("Benar, buatkan"));
      return { code, path: addressIn(boss.chat) };
    };
    const late = await granted();
    world.clock.pass({ minutes: 31 });
    expect((await opens(late.path, late.code)).status).toBe(404);
    const tried = await granted();
    for (let at = 0; at < 4; at++) expect((await opens(tried.path, other(tried.code))).status).toBe(403);
    expect((await opens(tried.path, other(tried.code))).status).toBe(404);
    expect((await opens(tried.path, tried.code)).status).toBe(404);
    const left = await granted();
    const again = await granted();
    expect((await look(left.path)).status).toBe(404);
    await boss.chat.says("/lepas");
    await boss.chat.says("ya");
    expect((await opens(again.path, again.code)).status).toBe(404);
    expect(await hasFactor(world.db, boss.who, world.clock.now())).toBe(false);
  });

  it("takes one answer, by somebody else with the right; a no is told to all chats", async () => {
    const { boss, officer } = await fresh();
    await boss.chat.says("/faktor");
    await boss.chat.says("/faktor"); // a repeat is one request
    const asked = officer.chat.letters.filter((it) => it.reply.text.includes("meminta kode keamanan"));
    expect(new Set(asked.map((it) => it.key)).size).toBe(1);
    expect(await officer.chat.taps("Bukan, tolak")).toContain("ditolak");
    expect(text(boss.chat)).toContain("ditolak petugas BKPSDM");
    expect(await officer.chat.taps("Benar, buatkan")).toContain("sudah dijawab");
    // An officer's own request is another one's, and a new one for a lost telephone an administrator's.
    await world.db.transaction((tx) => makeFactor(tx, boss.who, { label: "x", by: null, now: world.clock.now() }));
    expect(await boss.chat.says("/faktor")).toContain("ponsel hilang");
    expect(await boss.chat.says("ya")).toContain("Belum ada petugas lain");
    const admin = await confirmed("Admin Satu", { role: "administrator" });
    await boss.chat.says("/faktor");
    await boss.chat.says("ya");
    expect(text(admin.chat)).toContain("meminta kode keamanan kedua");
    expect(await officer.chat.says("/faktor")).toContain("Permintaan sudah dikirim");
    expect(officer.chat.letters.at(-2)?.reply.text).not.toContain("Petugas Satu");
  });

  it("is for the chat that the officer was told of, within a day", async () => {
    const { boss, officer } = await fresh();
    await boss.chat.says("/faktor");
    expect(text(officer.chat)).toContain("lewat chat Telegram.");
    const old = officer.chat.last;
    const second = await world.linked(boss.who, "telegram", `minta-${++count}`, { factor: false });
    await world.db.run(sql`update handle set confirmed_at = since where person_id = ${boss.who.personId}`);
    await second.says("/faktor");
    expect(await officer.chat.sends({ type: "choice", menu: old.key, choice: 0, label: "Benar, buatkan" })).toContain("sudah dijawab");
    const states = await world.db.many(
      z.object({ open: z.boolean() }),
      sql`select decided_at is null as open from factor_request where person_id = ${boss.who.personId} order by id`,
    );
    expect(states.map((it) => it.open)).toEqual([false, true]);
    world.clock.pass({ hours: 25 });
    expect(await officer.chat.taps("Benar, buatkan")).toContain("sudah lewat sehari");
  });

  it("looks nothing up that cannot be an address, and bears only so many looks", async () => {
    const nowhere = new Proxy({} as typeof world.db, { get: () => expect.unreachable("a query") });
    const shut = factorRoutes({ db: nowhere, cell, clock: world.clock.now, put: async () => {} });
    for (const path of ["x", "a".repeat(31), "a".repeat(33), "%2e".repeat(32), "a".repeat(5_000)])
      for (const method of ["GET", "POST"]) expect((await shut.request(`${factorPath}/${path}`, { method })).status).toBe(404);
    const seen: number[] = [];
    for (let at = 0; at < 301; at++) seen.push((await look(`${factorPath}/${"a".repeat(32)}`)).status);
    expect([seen.filter((it) => it === 404).length > 250, seen.at(-1)]).toEqual([true, 429]);
    world.clock.pass({ minutes: 11 });
    expect((await look(`${factorPath}/${"a".repeat(32)}`)).status).toBe(404);
  });

  it("is nothing for who has no right to guard", async () => {
    const it = await confirmed("Pegawai Biasa", { factor: false });
    expect(await it.chat.says("/faktor")).not.toContain("Permintaan sudah dikirim");
    expect((await look(`${factorPath}/unknown`)).status).toBe(404);
  });
});
