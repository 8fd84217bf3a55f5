import { unzipSync } from "fflate";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { sql } from "../../../src/db/database.ts";
import { completionFiles } from "../../../src/features/organise/files/completion-files.ts";
import { organiserFileRoutes } from "../../../src/features/organise/files/file-routes.ts";
import { testDatabases } from "../../world.ts";
import { base, type CompletionWorld, cell, openCompletionWorld } from "./completion-world.ts";
import { jpeg } from "./pictures.ts";
import { firstPage, qrIn } from "./raster.ts";

const day = "2026-12-07";

describe.each(testDatabases())("files about others, from the completion room, on $name", (database) => {
  let world: CompletionWorld;
  beforeAll(async () => {
    world = await openCompletionWorld(database, completionFiles(base));
  });
  afterEach(() => world.afresh());
  afterAll(() => world.close());

  const fetches = async (said: string) => {
    const path = /\/ambil\/[A-Za-z0-9_-]+/.exec(said)?.[0] ?? "";
    const routes = organiserFileRoutes({ db: world.db, cell, clock: world.clock.now });
    return routes.request(path, { method: "POST" });
  };

  it("let a checker see what was handed in, once and never in the chat, and keep the look", async () => {
    const who = await world.person("Ani Contoh");
    const talk = await world.talk(who);
    const desk = await world.officer();
    await talk.sendsFile(jpeg(1, "LOKASI"));
    for (const part of ["Analisis Kebijakan", "LAN", "1/LAN", "7/10/2026", "8"]) await talk.says(part);
    await talk.taps("Bimtek");
    await talk.says("ya");
    await desk.talk.says("/periksa");
    const said = await desk.talk.taps("Lihat berkas");
    expect(said).toMatch(/^Berkas yang diserahkan siap diunduh:\nhttps:\/\/kawan\.contoh\.invalid\/ambil\//);
    expect(desk.talk.last.reply.files).toBeUndefined();
    const file = await fetches(said);
    expect([file.status, file.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
    expect(Buffer.from(await file.arrayBuffer()).toString("latin1")).not.toContain("LOKASI");
    expect((await fetches(said)).status).toBe(404);
    const looks = await world.db.many(z.object({ subject: z.number() }), sql`select subject_id::int as subject from ledger where action = 'fetch_proof'`);
    expect(looks).toEqual([{ subject: who.personId }]);
    expect(await desk.talk.taps("Kembali memeriksa")).toMatch(/Analisis Kebijakan/);
  });

  it("do not let somebody see a superior's file", async () => {
    const boss = await world.officer("Kepala Contoh");
    const desk = await world.officer("Petugas Bawahan");
    await world.leads(boss.who, desk.who);
    await boss.talk.sendsFile(jpeg(1, "x"));
    for (const part of ["Analisis Kebijakan", "LAN", "1/LAN", "7/10/2026", "8"]) await boss.talk.says(part);
    await boss.talk.taps("Bimtek");
    await boss.talk.says("ya");
    const { id } = await world.db.one(z.object({ id: z.number() }), sql`select id::int as id from learning_record`);
    await expect(world.performs(desk.who, { capability: "proof_file", input: { record: id } }, ["officer"])).rejects.toThrow(/atasan Anda/);
  });

  it("give out the certificates that wait for their signature, with the address that people use", async () => {
    const { id } = await world.cityClass("Dasar SPBE");
    const desk = await world.officer();
    const ani = await world.participant(id, "Ani Contoh");
    await world.attends(desk, [ani], day);
    await world.performs(desk.who, { capability: "confirm_attendance", input: { class: id, day } }, ["officer"]);
    world.comes("2026-12-08T09:00");
    await world.performs(desk.who, { capability: "class_results", input: { class: id, declare: true } }, ["officer"]);
    await world.setting();
    await desk.talk.says("/terbitkan");
    await desk.talk.says("ya");
    const file = await fetches(await desk.talk.taps("Unduh berkas"));
    expect(file.headers.get("content-type")).toBe("application/zip");
    const [bytes = new Uint8Array()] = Object.values(unzipSync(new Uint8Array(await file.arrayBuffer())));
    expect(qrIn(await firstPage(bytes))).toMatch(/^https:\/\/kawan\.contoh\.invalid\/sertifikat\/[A-Za-z0-9_-]{22}$/);
  });
});
