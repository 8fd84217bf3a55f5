import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Letter } from "../../../src/core/channel.ts";
import { keepNoticeMenus } from "../../../src/core/notice-menu.ts";
import { type Database, sql } from "../../../src/db/database.ts";
import { putLetters } from "../../../src/delivery/outbox.ts";
import { drawn, promptOrganisers } from "../../../src/features/completion/attendance/prompts.ts";
import { testDatabases } from "../../world.ts";
import { type CompletionWorld, cell, openCompletionWorld } from "./completion-world.ts";

describe.each(testDatabases())("prompts of a webinar on $name", (database) => {
  let world: CompletionWorld;
  beforeAll(async () => {
    world = await openCompletionWorld(database);
  });
  afterEach(() => world.afresh());
  afterAll(() => world.close());

  async function round(): Promise<Letter[]> {
    const letters: Letter[] = [];
    await promptOrganisers({ db: world.db, cell, now: world.clock.now(), put: async (_, more) => void letters.push(...more) });
    await keepNoticeMenus(world.db, cell, letters, world.clock.now());
    world.deliver(letters);
    return letters;
  }

  it("come twice a day at moments drawn by lot, once each, and lead straight to the code", async () => {
    await world.cityClass("Webinar SPBE", { mode: "daring", sessions: ["2026-12-07T09:00/2026-12-07T12:00"] });
    await world.cityClass("Kelas Tatap Muka", { sessions: ["2026-12-07T09:00/2026-12-07T12:00"] });
    const desk = await world.officer();
    world.comes("2026-12-07T08:50");
    expect(await round()).toEqual([]);
    const planned = z.object({ moment: z.string(), minute: z.number() });
    const all = await world.db.many(
      planned,
      sql`select moment, (extract(epoch from at - '2026-12-07T01:00:00Z'::timestamptz) / 60)::int as minute from attendance_prompt order by at`,
    );
    expect(all.map((it) => it.moment)).toEqual(["masuk", "keluar"]);
    expect(all[0]?.minute).toBeGreaterThanOrEqual(17);
    expect(all[1]?.minute).toBeLessThanOrEqual(163);
    const heard: string[] = [];
    for (let at = 0; at < 40; at++) {
      world.clock.pass({ minutes: 5 });
      heard.push(...(await round()).map((it) => it.reply.text));
      expect(await round()).toEqual([]);
    }
    expect(heard).toEqual([
      "Sekarang waktunya menampilkan *kode pertama* di *Webinar SPBE*. Saatnya diundi, jadi peserta tidak dapat menduganya.",
      "Sekarang waktunya menampilkan *kode kedua* di *Webinar SPBE*. Saatnya diundi, jadi peserta tidak dapat menduganya.",
    ]);
    expect(await desk.talk.taps("Tampilkan kode")).toMatch(/^Kode hadir \*Webinar SPBE\* \(kode kedua\)/);
  });

  it("reach every officer of the city through the outbox", async () => {
    await world.cityClass("Webinar SPBE", { mode: "daring", sessions: ["2026-12-07T09:00/2026-12-07T12:00"] });
    const officers = [await world.officer("Petugas Satu"), await world.officer("Petugas Dua")];
    world.comes("2026-12-07T09:01");
    await round();
    await world.db.run(sql`update attendance_prompt set at = ${world.clock.now().toString()} where moment = 'masuk'`);
    const render = (it: Letter) => [{ key: it.key, native: it.reply.text }];
    const put = (tx: Database, letters: Letter[]) => putLetters({ db: tx, cell }, render, letters, world.clock.now());
    expect(await promptOrganisers({ db: world.db, cell, now: world.clock.now(), put })).toBe(2);
    const planned = await world.db.many(z.object({ chat: z.string() }), sql`select address->>'chat' as chat from outbox order by 1`);
    await world.db.run(sql`delete from outbox`);
    const handles = await world.db.many(
      z.object({ chat: z.string() }),
      sql`select address->>'chat' as chat from handle where person_id = any(${officers.map((it) => it.who.personId)}::bigint[]) order by 1`,
    );
    expect(planned).toEqual(handles);
    expect(planned.length).toBe(2);
  });

  it("go to the officer who shows the codes of this class, and not long after their time", async () => {
    const { id } = await world.cityClass("Webinar SPBE", { mode: "daring", sessions: ["2026-12-07T09:00/2026-12-07T12:00"] });
    const [one] = [await world.officer("Petugas Satu"), await world.officer("Petugas Dua")];
    world.comes("2026-12-07T09:01");
    await one.talk.says("/kode");
    await round();
    await world.db.run(sql`update attendance_prompt set at = ${world.clock.now().toString()} where moment = 'masuk'`);
    const letters = await round();
    expect(letters.map((it) => it.to.chat)).toEqual([one.talk.last.to.chat]);
    await world.db.run(sql`update attendance_prompt set at = ${world.clock.now().subtract({ minutes: 30 }).toString()}, told_at = null where class_id = ${id}`);
    expect(await round()).toEqual([]);
  });
});

describe("a moment by lot", () => {
  it("lies in its own half of the day, away from its ends", () => {
    fc.assert(
      fc.property(fc.integer({ min: 600, max: 40_000 }), fc.constantFrom("masuk" as const, "keluar" as const), (span, moment) => {
        const at = drawn([1_000, 1_000 + span], moment) - 1_000;
        const [least, most] = moment === "masuk" ? [0.1, 0.45] : [0.55, 0.9];
        expect(at).toBeGreaterThanOrEqual(Math.floor(span * least) - 1);
        expect(at).toBeLessThanOrEqual(Math.ceil(span * most) + 1);
      }),
    );
  });
});
