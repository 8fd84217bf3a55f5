import { z } from "zod";
import type { Letter } from "../../src/core/channel.ts";
import { sql } from "../../src/db/database.ts";
import type { AskWorld } from "../features/feedback/ask/ask-world.ts";
import { type CityIds, classNameOf, nameOf, tenant } from "./build-city.ts";
import type { CityPlan } from "./city-plan.ts";
import type { Talks } from "./enter-city.ts";
import { allHanded, type Handed, keyOf } from "./handed.ts";

/** A letter as it came. */
export interface Sent {
  /** Local, to the minute. */
  at: string;
  person: number;
  letter: Letter;
}

/** What somebody who answers needs of a talk. */
export type Talk = Pick<Awaited<ReturnType<AskWorld["talk"]>>, "says" | "taps" | "last" | "heard">;

/** Days on which something can happen: around the ends of classes and a month and three months after. */
const stretches = [0, 30, 90];
const stretch = 16;
/**
 * Every day in a good hour, and when classes end, which is then the own hour of many; on every fifth day also at night, at dawn and late, and on
 * every Friday in the prayer.
 */
const daily = ["09:45", "16:05"];
const quiet = ["02:00", "06:40", "19:30"];
/** Days after which who has something left to say writes about anything. */
const chatEvery = 45;

const prayer = "12:15";
const isFriday = (day: string): boolean => Temporal.PlainDate.from(day).dayOfWeek === 5;

const timesOf = (at: number, day: string): string[] => [...daily, ...(at % 5 === 0 ? quiet : []), ...(isFriday(day) ? [prayer] : [])].sort();

/**
 * The year as people live it: the regular jobs look in every day, letters come to chats, and who answers does it by /survei, buttons and typed
 * words; a third of them only when reminded. Returns every letter.
 */
export async function fullYear(
  world: AskWorld,
  plan: CityPlan,
  { ids, talks }: { ids: CityIds; talks: Talks },
  progress: (day: string, letters: number) => void = () => {},
): Promise<Sent[]> {
  for (const { n } of plan.citizens) await world.agrees({ who: { ...tenant, personId: ids.people[n] ?? 0 } });
  const chats = await world.db.many(
    z.object({ person: z.number(), chat: z.string() }),
    sql`select person_id::int as person, sender as chat from handle where cell = 1 and agency_id = 2`,
  );
  const numbers = new Map(ids.people.map((id, n) => [id, n]));
  const byChat = new Map(chats.map((it) => [it.chat, numbers.get(it.person) ?? -1]));
  const waiting = new Map(allHanded(plan).map((it) => [keyOf(it), it]));
  const sent: Sent[] = [];
  const days = daysOf(plan);
  for (const [at, day] of days.entries()) {
    // A messenger that is silent for 90 days is nobody's chat any more: who has something left to say writes about anything now and then.
    if (days[at - 1] !== dayBefore(day) || at % chatEvery === 0) {
      world.comes(`${day}T00:30`);
      for (const person of new Set([...waiting.values()].map((it) => it.respondent))) await talks.get(person)?.says("halo");
    }
    for (const time of timesOf(at, day)) {
      world.comes(`${day}T${time}`);
      const letters = await world.tick();
      for (const letter of letters) sent.push({ at: `${day}T${time}`, person: byChat.get(letter.to.chat) ?? -1, letter });
      for (const person of new Set(letters.map((it) => byChat.get(it.to.chat) ?? -1))) {
        const talk = talks.get(person);
        if (talk) await sitDown(world, { talk, person, plan, ids }, waiting);
      }
    }
    progress(day, sent.length);
  }
  return sent;
}

const dayBefore = (day: string): string => Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();

function daysOf(plan: CityPlan): string[] {
  const [first, last] = [plan.classes[0]?.ends, plan.classes.at(-1)?.ends];
  if (!first || !last) return [];
  const days = new Set<string>();
  for (const after of stretches) {
    const end = Temporal.PlainDate.from(last).add({ days: after + stretch });
    for (let it = Temporal.PlainDate.from(first).add({ days: after }); Temporal.PlainDate.compare(it, end) <= 0; it = it.add({ days: 1 }))
      days.add(it.toString());
  }
  return [...days].sort();
}

const Open = z.object({
  class: z.number(),
  step: z.enum(["reaksi", "belajar", "perilaku"]),
  days: z.number(),
  capacity: z.enum(["peserta", "atasan"]),
  about: z.number(),
  reminded: z.number(),
});

interface Sitting {
  talk: Talk;
  person: number;
  plan: CityPlan;
  ids: CityIds;
}

/** Answers all that this person means to answer now. */
async function sitDown(world: AskWorld, sitting: Sitting, waiting: Map<string, Handed>): Promise<void> {
  const { talk, person, ids } = sitting;
  const open = await world.db.many(
    Open,
    sql`
    select r.class_id::int as class, r.step, r.after_days as days, q.capacity, q.about_id::int as about, q.reminded
      from survey_request q join survey_round r on r.cell = q.cell and r.agency_id = q.agency_id and r.id = q.round_id
     where q.cell = 1 and q.agency_id = 2 and q.respondent_id = ${ids.people[person] ?? 0} and q.sent_at is not null and q.done_at is null and q.closed_note is null
     order by q.id`,
  );
  const keys = open.map((it) => ({
    reminded: it.reminded,
    key: keyOf({ ...it, class: ids.classes.indexOf(it.class), respondent: person, about: ids.people.indexOf(it.about) }),
  }));
  for (const { key, reminded } of keys) {
    const form = waiting.get(key);
    // A third answers only when reminded; what was learnt is answered with the reaction, in the same sitting.
    if (!form || form.step === "belajar" || (person % 3 === 0 && reminded === 0)) continue;
    await begin(talk, form);
    await fillIn(talk, form, person);
    waiting.delete(key);
    if (form.step !== "reaksi") continue;
    const learnt = waiting.get(keyOf({ ...form, step: "belajar" }));
    if (!/Masih ada 2 pertanyaan singkat/.test(talk.last.reply.text)) throw new Error(`no questions about what was learnt: ${talk.last.reply.text}`);
    if (learnt) {
      await fillIn(talk, learnt, person);
      waiting.delete(keyOf(learnt));
    } else await talk.says("nanti saja");
  }
}

/** By the letter's own button where there is one for it, else by the command and the list. */
export async function begin(talk: Talk, form: Handed): Promise<void> {
  const first = await talk.says("/survei");
  if (!first.startsWith("Survei mana")) return;
  const what = form.capacity === "atasan" ? `Perilaku ${nameOf(form.about)}` : form.step === "perilaku" ? `sesudah ${form.days} hari` : "Tanggapan";
  const fits = (label: string) => label.includes(what) && label.includes(classNameOf(form.class));
  const label = talk.last.reply.buttons?.map((it) => it.full ?? it.label).find(fits);
  if (label) return void (await talk.taps(label));
  // Where labels are short, the list stands in the words.
  const line = first.split("\n").find((it) => /^\d+\. /.test(it) && fits(it));
  if (!line) throw new Error(`no choice of ${what} in ${classNameOf(form.class)}: ${first}`);
  await talk.says(line.split(".")[0] ?? "");
}

/** In the order in which the form lists them. */
const obstacles = ["waktu", "alat", "atasan", "anggaran", "kesempatan", "tidak_ada"];

/** Types or taps one answer after the other, and hands in. */
export async function fillIn(talk: Talk, { answers }: Handed, person: number): Promise<void> {
  for (const [key, answer] of Object.entries(answers)) {
    if (answer === null) await talk.says(key.startsWith("perilaku.") || key === "tampak" ? "tidak tahu" : "lewati");
    else if (Array.isArray(answer)) {
      await talk.says(answer.map((it) => obstacles.indexOf(it) + 1).join(" dan "));
      if (talk.last.reply.text.includes("Sudah dipilih")) await talk.taps("Selesai");
    } else if (key === "tempo") await talk.taps({ lambat: "Terlalu lambat", pas: "Sudah pas", cepat: "Terlalu cepat" }[String(answer)] ?? "");
    else if (typeof answer === "number" && key !== "nps" && !key.startsWith("perilaku.") && person % 2 === 0)
      await talk.taps(talk.last.reply.buttons?.[answer - 1]?.full ?? "");
    else await talk.says(String(answer));
  }
  const end = talk.last.reply.buttons?.some((it) => it.label === "Kirim");
  if (!end)
    throw new Error(
      `the form is not at its end: ${JSON.stringify(answers)}\n${talk.heard
        .slice(-4)
        .map((it) => it.reply.text)
        .join("\n--\n")}`,
    );
  await talk.taps("Kirim");
}
