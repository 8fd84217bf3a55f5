import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Subject } from "../../../src/core/personal-data.ts";
import { sql } from "../../../src/db/database.ts";
import { checkCode, endFactor, hasFactor, makeFactor } from "../../../src/features/people/factor/factor-store.ts";
import { seal, unseal } from "../../../src/features/people/factor/seal.ts";
import { testDatabases } from "../../world.ts";
import { type Chat, cell, type LinkWorld, openLinkWorld } from "./link-world.ts";

describe.each(testDatabases())("the second factor in a chat on $name", (database) => {
  let world: LinkWorld;
  let count = 0;
  beforeAll(async () => {
    world = await openLinkWorld(database);
  });
  afterAll(() => world.close());

  /** An officer with a confirmed chat, and a request to answer. */
  async function officer(): Promise<{ subject: Subject; chat: Chat; sender: string }> {
    count += 1;
    const subject = await world.person({ name: `Petugas Faktor${count}` });
    await world.role(subject, "officer");
    const sender = `faktor-${count}`;
    const chat = await world.linked(subject, "telegram", sender, { factor: false });
    await world.db.run(sql`update handle set confirmed_at = since where sender = ${sender}`);
    return { subject, chat, sender };
  }
  const make = async (subject: Subject) =>
    (await world.db.transaction((tx) => makeFactor(tx, subject, { label: "Petugas", by: null, now: world.clock.now() }))).secret;
  const codeOf = (secret: string, ago = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret), algorithm: "SHA1", digits: 6, period: 30 }).generate({
      timestamp: world.clock.now().epochMilliseconds - ago * 1_000,
    });
  const wrongFor = (secret: string) => (codeOf(secret) === "000000" ? "111111" : "000000");

  it("tells who has none how to get one, and shows nothing", async () => {
    const { chat } = await officer();
    expect(await chat.says("/permohonan")).toContain("Anda belum mempunyainya");
  });

  it("is asked for once, goes on with what was asked, and again after fifteen idle minutes", async () => {
    const { subject, chat } = await officer();
    const secret = await make(subject);
    expect(await chat.says("/permohonan")).toContain("ketik 6 angka");
    const answer = await chat.says(codeOf(secret));
    expect(answer).toContain("✅ Kode benar");
    expect(answer).toContain("Tidak ada permohonan data pribadi");
    world.clock.pass({ minutes: 14 });
    expect(await chat.says("/permohonan")).toMatch(/^Tidak ada permohonan/);
    world.clock.pass({ minutes: 14 }); // counted from the last use
    expect(await chat.says("/permohonan")).toMatch(/^Tidak ada permohonan/);
    world.clock.pass({ minutes: 15 });
    expect(await chat.says("/permohonan")).toContain("ketik 6 angka");
    expect(await chat.says(`/verifikasi ${codeOf(secret)}`)).toContain("✅ Kode benar");
  });

  it("takes no code twice, and none of another moment or another person", async () => {
    const { subject, chat } = await officer();
    const secret = await make(subject);
    const other = await make((await officer()).subject);
    const code = codeOf(secret);
    expect(await chat.says(`/verifikasi ${codeOf(other)}`)).toContain("tidak berlaku");
    expect(await chat.says(`/verifikasi ${codeOf(secret, 300)}`)).toContain("tidak berlaku");
    expect(await chat.says(`/verifikasi ${code.slice(0, 3)} ${code.slice(3)}`)).toContain("✅");
    expect(await chat.says(`/verifikasi ${code}`)).toContain("tidak berlaku");
    world.clock.pass({ seconds: 30 });
    expect(await chat.says(`/verifikasi ${codeOf(secret, 30)}`)).toContain("tidak berlaku");
    expect(await chat.says(`/verifikasi ${codeOf(secret)}`)).toContain("✅");
  });

  it("lets wrong codes wait, longer each time, and does not even look at a right one meanwhile", async () => {
    const { subject, chat } = await officer();
    const secret = await make(subject);
    for (let at = 0; at < 5; at += 1) expect(await chat.says(`/verifikasi ${wrongFor(secret)}`)).toContain("tidak berlaku");
    expect(await chat.says(`/verifikasi ${codeOf(secret)}`)).toContain("coba lagi setelah pukul");
    world.clock.pass({ seconds: 61 });
    expect(await chat.says(`/verifikasi ${wrongFor(secret)}`)).toContain("tidak berlaku");
    world.clock.pass({ seconds: 61 });
    expect(await chat.says(`/verifikasi ${codeOf(secret)}`)).toContain("coba lagi setelah pukul");
    world.clock.pass({ seconds: 61 });
    expect(await chat.says(`/verifikasi ${codeOf(secret)}`)).toContain("✅");
  });

  it("asks again until the code is right, then does what was asked", async () => {
    const { subject, chat } = await officer();
    const secret = await make(subject);
    await chat.says("/permohonan");
    expect(await chat.says(wrongFor(secret))).toContain("tidak berlaku");
    expect(await chat.says(codeOf(secret))).toContain("Tidak ada permohonan");
  });

  it("ends with a new one, with its removal, and with the link", async () => {
    const { subject, chat, sender } = await officer();
    await chat.says(`/verifikasi ${codeOf(await make(subject))}`);
    expect(await chat.says("/permohonan")).toMatch(/^Tidak ada/);
    const secret = await make(subject);
    expect(await chat.says("/permohonan")).toContain("ketik 6 angka");
    expect(await chat.says(codeOf(secret))).toContain("✅");
    await chat.says("/lepas");
    await chat.says("ya");
    const again = await world.linked(subject, "telegram", sender, { factor: false });
    await world.db.run(sql`update handle set confirmed_at = since where sender = ${sender} and until is null`);
    expect(await again.says("/permohonan")).toContain("ketik 6 angka");
    await world.db.transaction((tx) => endFactor(tx, subject));
    expect(await again.says("/permohonan")).toContain("Anda belum mempunyainya");
  });

  it("is judged at the yes as well, so that an old question opens nothing", async () => {
    const { subject, chat } = await officer();
    const secret = await make(subject);
    const asker = await world.linked(await world.person({ name: "Pemohon Lama" }), "telegram", `pemohon-${count}`);
    await asker.says("/koreksi jabatan saya yang benar Pengawas");
    await asker.says("ya");
    const { id } = await world.db.one(z.object({ id: z.number() }), sql`select max(id)::int as id from rights_request`);
    await chat.says(`/verifikasi ${codeOf(secret)}`);
    await chat.says(`/permohonan ${id}`);
    await chat.taps("Sudah dipenuhi");
    await chat.says("Sudah dibetulkan di data.");
    await world.db.run(sql`update factor_pass set used_at = '2026-01-01'`);
    expect(await chat.says("ya")).toContain("ketik 6 angka");
    const { status } = await world.db.one(z.object({ status: z.string() }), sql`select status from rights_request where id = ${id}`);
    expect(status).toBe("open");
    await world.db.run(sql`delete from rights_request`);
  });

  it("is nowhere to be read: sealed for its person, worthless under another key", async () => {
    const { subject, chat } = await officer();
    const secret = await make(subject);
    const { sealed } = await world.db.one(z.object({ sealed: z.string() }), sql`select sealed from second_factor where person_id = ${subject.personId}`);
    expect(sealed).not.toContain(secret);
    expect(unseal("key", subject, seal("key", subject, secret))).toBe(secret);
    expect(unseal("other", subject, seal("key", subject, secret))).toBeNull();
    expect(unseal("key", { ...subject, personId: 0 }, seal("key", subject, secret))).toBeNull();
    expect(unseal("key", subject, "kaputt")).toBeNull();
    expect(await chat.says("/dataku")).not.toContain(secret);
    await world.db.run(sql`update second_factor set sealed = ${seal("other", subject, secret)} where person_id = ${subject.personId}`);
    expect(await hasFactor(world.db, subject, world.clock.now())).toBe(false);
    expect(await chat.says("/permohonan")).toContain("Anda belum mempunyainya");
  });

  it("gives a code that two talks bring at once to one of them", async () => {
    const { subject } = await officer();
    const code = codeOf(await make(subject));
    const now = world.clock.now();
    const taken = await Promise.all([1, 2].map(() => world.db.transaction((tx) => checkCode(tx, { ...subject, cell }, code, now))));
    expect(taken.map((it) => it.kind).sort()).toEqual(["right", "wrong"]);
  });
});
