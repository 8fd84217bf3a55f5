import { z } from "zod";
import { sql } from "../../src/db/database.ts";
import type { AskWorld } from "../features/feedback/ask/ask-world.ts";
import { buildPeople, type CityIds, classNameOf, presence, tenant } from "./build-city.ts";
import { type CityPlan, classDays, type PlannedClass } from "./city-plan.ts";

/** Talks of the simulated people, by their number. */
export type Talks = Map<number, Awaited<ReturnType<AskWorld["talk"]>>>;

/**
 * Puts a planned city into a world with its officer's capabilities as people would: in a talk an officer makes, names and opens each class and notes who
 * speaks, who is to be in it asks for a seat, and leaders approve what waits for them. Who was there and the tests are put in past the talk.
 */
export async function enterCity(world: AskWorld, plan: CityPlan): Promise<{ ids: CityIds; talks: Talks }> {
  const ids = await buildPeople(world.db, plan);
  const talks: Talks = new Map();
  for (const { n } of plan.citizens) talks.set(n, await world.talk({ ...tenant, personId: ids.people[n] ?? 0 }));
  const { talk } = await world.officer();
  for (const it of plan.classes) ids.classes.push(await opened(world, talk, it));
  await world.db.run(sql`analyze`);
  for (const it of plan.classes) await enrolled(world, talks, it, ids.classes[it.n] ?? 0);
  for (const leader of new Set(plan.citizens.flatMap((it) => it.leader ?? []))) await approves(world, talks, leader, ids.people[leader] ?? 0);
  await mustSit(world, plan, ids);
  await presence(world.db, plan, ids);
  await world.db.run(sql`analyze`);
  return { ids, talks };
}

type Talk = Awaited<ReturnType<AskWorld["talk"]>>;

/** Says something that has to be answered so. */
async function expects(talk: Talk, text: string, answer: RegExp): Promise<void> {
  const said = await talk.says(text);
  if (!answer.test(said)) throw new Error(`${text}: ${said}`);
}

const written = (day: Temporal.PlainDate): string => `${day.day}/${day.month}/${day.year} 08.00-16.00`;

async function opened(world: AskWorld, officer: Talk, it: PlannedClass): Promise<number> {
  const days = Array.from({ length: classDays }, (_, back) => Temporal.PlainDate.from(it.ends).subtract({ days: classDays - 1 - back }));
  await officer.says("/buatkelas");
  for (const part of [`T-${it.training.n}`, days.map(written).join("; "), String(it.seats.length), "Aula", "terbuka"]) await officer.says(part);
  await expects(officer, "R", /^Buat kelas/);
  await expects(officer, "ya", /dibuat dengan kode/);
  await officer.taps("Lihat kelas");
  await officer.taps("Ubah");
  await officer.taps("Nama kelas");
  await officer.says(classNameOf(it.n));
  await officer.says("ya");
  await officer.taps("Kembali");
  await officer.taps("Pemateri");
  await officer.says(it.speaker);
  await expects(officer, "ya", /sudah dicatat/);
  await officer.taps("Kembali");
  await officer.taps("Buka pendaftaran");
  await expects(officer, "ya", /sudah dibuka/);
  return (await world.db.one(z.object({ id: z.number() }), sql`select id::int as id from training_class where cell = 1 and name = ${classNameOf(it.n)}`)).id;
}

async function enrolled(world: AskWorld, talks: Talks, { seats }: PlannedClass, classId: number): Promise<void> {
  const { code } = await world.db.one(z.object({ code: z.string() }), sql`select code from training_class where cell = 1 and id = ${classId}`);
  for (const { citizen } of seats) {
    const talk = talks.get(citizen.n) as Talk;
    await expects(talk, `/daftar ${code}`, /^Daftarkan Anda/);
    await expects(talk, "ya", /disampaikan kepada atasan|saya sampaikan kepada atasan/);
  }
}

/** All that waits for a leader: what the list shows at once, a single one by itself. */
async function approves(world: AskWorld, talks: Talks, leader: number, personId: number): Promise<void> {
  const talk = talks.get(leader) as Talk;
  await world.proves({ ...tenant, personId });
  while (!/^Tidak ada permintaan/.test(await talk.says("/persetujuan"))) {
    const all = talk.last.reply.buttons?.some((it) => it.label === "Setujui semua");
    await talk.taps(all ? "Setujui semua" : "Setujui");
    if (all) await expects(talk, "ya", /disetujui/);
    else if (!/^Disetujui/.test(talk.last.reply.text)) throw new Error(talk.last.reply.text);
  }
}

/** Just who was planned sits in each class. */
async function mustSit(world: AskWorld, plan: CityPlan, ids: CityIds): Promise<void> {
  const rows = await world.db.many(
    z.object({ class: z.number(), person: z.number() }),
    sql`select class_id::int as class, person_id::int as person from enrolment where cell = 1 and agency_id = 2 and state = 'terdaftar'`,
  );
  const sitting = new Set(rows.map((it) => `${it.class} ${it.person}`));
  const meant = plan.classes.flatMap((it) => it.seats.map(({ citizen }) => `${ids.classes[it.n]} ${ids.people[citizen.n]}`));
  const missing = meant.filter((it) => !sitting.has(it));
  if (missing.length > 0 || sitting.size !== meant.length) throw new Error(`${sitting.size} seats, ${meant.length} meant, ${missing.length} missing`);
}
