import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { rawSql, sql } from "../../src/db/database.ts";
import { type FakeTelegram, fakeTelegram, type Person } from "../fakes/telegram/fake-telegram.ts";
import { databases, inTurn, leaks, openStage, patience, type Running, type Stage, said, stopped, telegramSettings } from "./messengers-world.ts";

const apology = "Maaf, pesan Anda tidak dapat diproses karena gangguan sistem. Silakan kirim ulang sebentar lagi.";
/** Nothing that speaks of poison can be handled while the base lacks the document "penawar". */
const poison = `
  create function poisoned() returns trigger language plpgsql as $$
  begin
    if new.question like '%beracun%' and not exists (select from knowledge_document where slug = 'penawar' and removed_at is null) then
      raise exception 'this question is poisoned';
    end if;
    return new;
  end $$;
  create trigger poisoned before insert on knowledge_answer for each row execute function poisoned()`;

const Line = z.object({
  id: z.number(),
  channel: z.string(),
  account: z.string(),
  attempts: z.number(),
  kind: z.string(),
  words: z.string(),
  error: z.string(),
});

describe.each(databases)("messages whose handling failed for good, on $name", { timeout: 120_000, concurrent: true }, ({ name }) => {
  let telegram: FakeTelegram;
  let stage: Stage;
  let service: Running;
  let people: Person[];

  beforeAll(async () => {
    telegram = await fakeTelegram({ token: "5550020:AAuji-bot-dead" });
    stage = await openStage(name, telegramSettings(telegram));
    people = ["satu", "dua", "tiga"].map((it) => telegram.person({ name: `Orang ${it}` }));
  });
  afterAll(async () => {
    await stage.close();
    await telegram.stop();
  });

  const list = async () => {
    const { code, out } = await stage.kawan("dead", "list", "--json");
    expect(code).toBe(0);
    return out
      .split("\n")
      .filter(Boolean)
      .map((it) => Line.parse(JSON.parse(it)));
  };
  /** Their numbers in the list, by person. */
  let ids: string[];

  it("are none on a fresh base", inTurn, async () => {
    expect(await stage.kawan("dead", "list")).toEqual({ code: 0, out: "No dead messages.\n", err: "" });
    await stage.base(async (db) => {
      for (const it of poison.split(/;\s*(?=create trigger)/)) await db.run(rawSql(it));
    });
  });

  it("cost the person one apology, and not the next answer; the list shows their words masked, and why", inTurn, async () => {
    service = await stage.start();
    for (const [at, person] of people.entries()) {
      person.starts("kendari");
      await person.hears("Selamat datang", patience);
      person.says(`apakah jamu nomor ${at} beracun? hubungi 0811-2222-3333 atau NIP 199001012015011001`);
      person.says("min brp JP setaun?");
    }
    for (const person of people) {
      await person.hears(apology, patience);
      await person.hears(/paling sedikit 20 JP/, patience);
    }
    const dead = await list();
    expect(dead.map((it) => [it.channel, it.account, it.attempts, it.kind])).toEqual(people.map(() => ["telegram", "5550020", 3, "text"]));
    expect(dead.map((it) => it.words).toSorted()).toEqual(people.map((_, at) => `apakah jamu nomor ${at} beracun? hubungi [nomor telepon] atau NIP [NIP]`));
    for (const it of dead) expect(it.error).toMatch(/this question is poisoned/);
    ids = people.map((_, at) => String(dead.find((it) => it.words.includes(`nomor ${at}`))?.id));
    const { out } = await stage.kawan("dead", "list");
    expect(out).toMatch(
      /^ +\d+ {2}\S+ {2}telegram {2}"apakah jamu nomor \d beracun\? hubungi \[nomor telepon\] atau NIP \[NIP\]"\n {8}.*this question is poisoned$/m,
    );
    expect(out).toMatch(/\n3 dead messages\n$/);
    expect((await stage.kawan("channels")).out).toMatch(/^ {2}dead +3 messages: kawan dead list$/m);
  });

  it("die again when nothing was mended", inTurn, async () => {
    const [id = ""] = ids;
    const deaths = () => service.err().split('"attempt":3').length - 1;
    const before = deaths();
    expect(await stage.kawan("dead", "retry", id)).toEqual({ code: 0, out: `${id} will be handled again\n`, err: "" });
    await said(service, () => deaths() > before);
  });

  it("are handled again, given up, and refused by wrong numbers", inTurn, async () => {
    const [retried = "", dropped = ""] = ids;
    writeFileSync(join(stage.folder, "penawar.md"), "# Penawar\n\nJamu beracun ada penawarnya di kantor ini.\n");
    expect((await stage.kawan("knowledge", "add", "penawar.md")).code).toBe(0);

    expect(await stage.kawan("dead", "retry", retried)).toEqual({ code: 0, out: `${retried} will be handled again\n`, err: "" });
    expect((await people[0]?.hears(() => true, patience))?.text).not.toBe(apology);
    expect(await stage.kawan("dead", "drop", dropped)).toEqual({ code: 0, out: `${dropped} dropped\n`, err: "" });
    expect((await list()).map((it) => it.words.match(/nomor (\d)/)?.[1]).toSorted()).toEqual(["2"]);

    for (const verb of ["retry", "drop"]) {
      expect(await stage.kawan("dead", verb, dropped)).toEqual({ code: 1, out: "", err: `Not among the dead messages: ${dropped}\n` });
    }
    expect(await stage.kawan("dead", "retry")).toEqual({ code: 1, out: "", err: "Which? Name numbers from `kawan dead list`, or --all.\n" });
    expect(await stage.kawan("dead", "drop", "semua")).toMatchObject({ code: 1, out: "", err: expect.stringMatching(/A number from the list\./) });
  });

  it("are all taken by --all", inTurn, async () => {
    const [, , third = ""] = ids;
    expect(await stage.kawan("dead", "retry", "--all")).toEqual({ code: 0, out: `${third} will be handled again\n`, err: "" });
    await people[2]?.hears(() => true, patience);
    expect(await stage.kawan("dead", "drop", "--all")).toEqual({ code: 0, out: "No dead messages.\n", err: "" });
    expect(await list()).toEqual([]);
  });

  it("have cost one apology each, and leave nothing waiting and no words in any line of the log", inTurn, async () => {
    await stopped(service);
    expect(telegram.violations).toEqual([]);
    for (const it of people) expect(it.received.filter(({ text }) => text === apology)).toHaveLength(1);
    const rows = await stage.base((db) =>
      db.many(z.object({ status: z.string(), n: z.number() }), sql`select status, count(*)::int as n from inbox group by 1 order by 1`),
    );
    expect(rows).toEqual([
      { status: "done", n: 8 },
      { status: "dropped", n: 1 },
    ]);
    expect(leaks(stage.log(), [telegram.token, "0811-2222", "199001012015011001", "Orang satu"])).toEqual([]);
    expect(leaks(service.err(), ["jamu", "JP setaun"])).toEqual([]);
  });
});
