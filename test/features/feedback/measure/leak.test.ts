import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Database, sql } from "../../../../src/db/database.ts";
import { commentsIn } from "../../../../src/features/feedback/measure/comment-store.ts";
import type { Group } from "../../../../src/features/feedback/measure/fact-store.ts";
import { factsOf } from "../../../../src/features/feedback/measure/facts.ts";
import { settleUnits } from "../../../../src/features/feedback/measure/settle-units.ts";
import { cellsOf, type Given, pairUp } from "../../../../src/features/feedback/measure/totals.ts";
import { type UnitAnswer, unitBlocks } from "../../../../src/features/feedback/measure/unit-blocks.ts";
import { measures } from "../../../../src/features/feedback/measure/values.ts";
import { answerTables } from "../../../../src/features/feedback/report/answer-table.ts";
import { testDatabases } from "../../../world.ts";
import { now, openCity, tenant } from "./feedback-world.ts";

/*
 * Set algebra over who really answered, kept by the test: what a query tells of is a set of answers, found from the blocks
 * that the group is made of, worked out anew here; the queries themselves are asked whether they tell of just these.
 */

const providers = ["BKPSDM", "Mitra"];
const speakers = ["Ratnadewi Contohwati", "Hartanto Contohnya", null];
const years = [null, 2025, 2026] as const;
const [most, leaders] = [36, 9];

const worlds = fc.record({
  /** Each class: of which training and year, by which speaker, and who answers (some leave the second item out). */
  classes: fc.array(
    fc.record({
      training: fc.nat({ max: 2 }),
      speaker: fc.nat({ max: 2 }),
      day: fc.constantFrom("2025-03-03", "2026-03-02"),
      people: fc.uniqueArray(fc.nat({ max: most - 1 }), { minLength: 1, maxLength: 30 }),
      skips: fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
      /** What they say; 0 = all of the class say the same. */
      marks: fc.oneof(
        { weight: 1, arbitrary: fc.constant(null) },
        { weight: 3, arbitrary: fc.array(fc.integer({ min: 2, max: 4 }), { minLength: 30, maxLength: 30 }) },
      ),
      /** Who is asked about behaviour too, and whose leader answers; null = nobody is. */
      work: fc.option(fc.array(fc.constantFrom("self", "leader", "both", "both", "both", "both", "both", "none"), { minLength: 30, maxLength: 30 })),
      /** What happens afterwards: units are put together, somebody takes the link back. */
      after: fc.constantFrom("nothing", "nothing", "units", "erase"),
    }),
    { minLength: 3, maxLength: 9 },
  ),
});

/** A form that was handed in, as the test keeps it. */
interface Form {
  round: number;
  respondent: number;
  about: number;
  capacity: string;
  answers: Record<string, unknown>;
}

/** What some query tells of at some time. `key`: the measure, where two that share answers share it. */
interface Seen {
  name: string;
  key: string;
  requests: Set<number>;
  last: boolean;
}

describe.each(testDatabases())("no query and no pair of queries tells of fewer than five, $name", (database) => {
  it("whatever classes, years, leaders, units, speakers and erasures there are, at any time", { timeout: 300_000 }, async () => {
    const told = { sets: 0, units: 0, pairs: 0, comments: 0 };
    const opened = await database.open();
    await fc.assert(
      fc.asyncProperty(worlds, async ({ classes }) => {
        await opened.db.run(sql`truncate person, unit, training, survey cascade`);
        const city = await openCity(opened.db, { people: most + leaders, units: 2 });
        const trainings = [await city.training(providers[0]), await city.training(providers[0]), await city.training(providers[1])];
        const forms = new Map<number, Form>();
        const seen: Seen[] = [];
        /** In which settlement each block was made. */
        const made = new Map<number, number>();
        const groups: Group[] = [
          { kind: "kota" },
          ...trainings.map((id): Group => ({ kind: "pelatihan", id })),
          ...providers.map((name): Group => ({ kind: "penyelenggara", name })),
          ...speakers.flatMap((name): Group[] => (name ? [{ kind: "pemateri", name }] : [])),
          ...city.units.map((id): Group => ({ kind: "unit", id })),
        ];
        const asked = database.name === "embedded" ? [null] : [null, 2026];
        const look = (last: boolean) => lookAt(opened.db, { groups, forms, made, seen, last, asked: last ? asked : [] });
        for (const { training, speaker, day, people, skips, marks, work, after } of classes) {
          const id = await city.class(trainings[training] ?? 0, speakers[speaker] ?? null, day);
          groups.push({ kind: "kelas", id });
          const mark = (at: number) => marks?.[at] ?? 4;
          const reaction = people.map((it, at) => ({
            respondent: city.people[it] ?? 0,
            answers: {
              ...(skips[at] && at % 3 === 0 ? { materi: mark(at), nps: 7 } : { materi: mark(at), sarana: mark(29 - at), nps: 9 }),
              // Some write a comment that nobody else writes.
              ...(at % 3 < 2 && { saran: `usul ${lettersOf(id)} ${lettersOf(it)}` }),
            },
          }));
          const rounds = [await city.round(id, "reaksi", reaction, day)];
          if (work) {
            const both = people.flatMap((it, at) => {
              const [about, leader] = [city.people[it] ?? 0, city.people[most + (it % leaders)] ?? 0];
              const self = { respondent: about, answers: { terap: mark(at), ...(!(skips[at] && at % 4 === 0) && { "perilaku.a": mark(29 - at) }) } };
              const other = { respondent: leader, about, capacity: "atasan" as const, answers: { tampak: 3, "perilaku.a": mark(at) } };
              const who = work[at] ?? "none";
              return [...(who === "self" || who === "both" ? [self] : []), ...(who === "leader" || who === "both" ? [other] : [])];
            });
            rounds.push(await city.round(id, "perilaku", both, day));
          }
          for (const it of await opened.db.many(
            Made,
            sql`
            select id::int as id, round_id::int as round, respondent_id::int as respondent, about_id::int as about, capacity, answers
              from survey_request where round_id = any(${rounds}::bigint[])`,
          ))
            forms.set(it.id, it);
          for (const round of rounds) {
            await city.settle(round);
            await look(false);
          }
          if (after === "units") await settleUnits(opened.db, tenant, now);
          if (after === "erase") await city.erase(city.people[people[0] ?? 0] ?? 0);
          if (after !== "nothing") await look(false);
        }
        await settleUnits(opened.db, tenant, now);
        await look(true);
        const sets = [...new Map(seen.map((it) => [`${it.key} ${isUnit(it)} ${[...it.requests].sort().join()}`, it])).values()];
        told.sets += sets.length;
        told.units += sets.filter(isUnit).length;
        told.pairs += sets.filter((it) => it.key === "level by self" && it.name.includes(measures.pairSelf)).length;
        told.comments += sets.filter((it) => it.key === "comments").length;
        for (const own of Map.groupBy(sets, (it) => it.key).values()) {
          const pieces = own.filter((it) => it.name.startsWith("stratum"));
          for (const one of own) {
            expect(fewestIn(one.requests, forms), one.name).toBeGreaterThanOrEqual(5);
            for (const other of own) {
              if (isUnit(one) !== isUnit(other)) continue;
              const rest = one.requests.difference(other.requests);
              expect(rest.size === 0 || fewestIn(rest, forms) >= 5, `${one.name} without ${other.name}: ${rest.size}`).toBe(true);
            }
            if (isUnit(one)) expect(fewestLeft(one, pieces, forms), `${one.name} beside classes`).not.toBeLessThan(5);
          }
          const all = own.filter((it) => it.last && it.name.startsWith("unit all")).reduce((sum, it) => sum.union(it.requests), new Set<number>());
          expect(fewestLeft({ ...(own[0] as Seen), requests: all }, pieces, forms), "all units together beside classes").not.toBeLessThan(5);
        }
      }),
      { numRuns: database.name === "embedded" ? 4 : 10, seed: 20_261_122, endOnFailure: true },
    );
    await opened.close();
    expect(told.sets).toBeGreaterThan(100);
    expect(told.units).toBeGreaterThan(0);
    expect(told.pairs).toBeGreaterThan(0);
    expect(told.comments).toBeGreaterThan(0);
  });
});

const Made = z.object({
  id: z.number(),
  round: z.number(),
  respondent: z.number(),
  about: z.number(),
  capacity: z.string(),
  answers: z.record(z.string(), z.unknown()),
});
const Member = z.object({
  request: z.number(),
  stratum: z.number(),
  block: z.number(),
  family: z.string(),
  part: z.string(),
  measure: z.string(),
  cell: z.number(),
});

interface Looking {
  groups: Group[];
  forms: Map<number, Form>;
  made: Map<number, number>;
  seen: Seen[];
  last: boolean;
  /** Years of which the queries and exports themselves are asked. */
  asked: readonly (number | null)[];
}

/** A number in letters: figures are taken out of comments. */
const lettersOf = (it: number): string => [...String(it)].map((digit) => "zqxvjwykfh"[Number(digit)]).join("q");

/** What somebody said to a measure; undefined = left it out. */
function said(measure: string, { answers }: Form): unknown {
  const item = { [measures.nps]: "nps", [measures.applied]: "terap", [measures.seen]: "tampak", [measures.level]: "perilaku.a" }[measure] ?? measure;
  return answers[item];
}

const isPair = (measure: string): boolean => measure === measures.pairSelf || measure === measures.pairLeader || measure === measures.pairGap;

/** What each measure of each group and year sums now, and what each stratum's total alone would tell; at last asks the queries and exports themselves. */
async function lookAt(db: Database, { groups, forms, made, seen, last, asked }: Looking): Promise<void> {
  const members = await db.many(
    Member,
    sql`
    select m.request_id::int as request, m.stratum, m.block_id::int as block, k.family, k.step || ' ' || k.after_days || ' ' || k.capacity as part, o.measure, o.stratum as cell
      from survey_block_member m join survey_block k on k.id = m.block_id join survey_total o on o.block_id = m.block_id and (o.stratum = 0 or o.stratum = m.stratum + 1)`,
  );
  const round = Math.max(0, ...made.values()) + 1;
  for (const { block } of members) if (!made.has(block)) made.set(block, round);
  /** Of a leader's form in a pair the participant's own: both with a level, put together at one time. */
  const own = new Map(members.filter((it) => it.part === "perilaku 30 peserta" && it.family === "kelas").map((it) => [it.request, it.block]));
  const partnerOf = ({ request, block }: { request: number; block: number }): number | undefined => {
    const form = forms.get(request);
    if (!form || said(measures.level, form) === undefined) return undefined;
    const fits = (other: Form | undefined) =>
      other?.capacity === "peserta" && other.round === form.round && other.about === form.about && said(measures.level, other) !== undefined;
    return [...own].find(([id, other]) => made.get(other) === made.get(block) && fits(forms.get(id)))?.[0];
  };
  const counted = members.flatMap((it) => {
    const form = forms.get(it.request);
    if (!form) return [];
    if (!isPair(it.measure)) return said(it.measure, form) === undefined ? [] : [{ ...it, key: keyOf(it) }];
    const partner = partnerOf(it);
    return partner === undefined ? [] : [{ ...it, request: it.measure === measures.pairSelf ? partner : it.request, key: keyOf(it) }];
  });
  const note = (name: string, key: string, requests: number[]) => seen.push({ name, key, requests: new Set(requests), last });
  for (const [name, some] of Map.groupBy(
    counted.filter((it) => it.family === "kelas" && !isPair(it.measure)),
    (it) => `stratum ${it.block} ${it.cell} ${it.part} ${it.measure}`,
  ))
    note(
      name,
      some[0]?.key ?? "",
      some.map((it) => it.request),
    );
  const byGroup = await blocksByGroup(db);
  for (const group of groups) {
    for (const year of years) {
      const name = `${group.kind} ${year ?? "all"} ${JSON.stringify(group)}`;
      const blocks = new Set(byGroup(group, year));
      const here = counted.filter((it) => blocks.has(it.block));
      const held = Map.groupBy(here, (it) => `${it.part} ${it.measure}`);
      for (const [measure, some] of held)
        note(
          `${name} ${measure}`,
          some[0]?.key ?? "",
          some.map((it) => it.request),
        );
      // Whole forms are exported of just these blocks, and never of a unit: equal rows would tell who of a class is of it.
      const exported = group.kind === "unit" ? [] : members.filter((it) => blocks.has(it.block));
      for (const [part, some] of Map.groupBy(exported, (it) => it.part))
        note(
          `${name} rows ${part}`,
          `rows ${part}`,
          some.map((it) => it.request),
        );
      if (year !== 2025 && group.kind !== "unit") {
        const words = (await commentsIn(db, tenant, group, year)).map((it) => it.words);
        const wrote = [...forms].filter(([, it]) => typeof it.answers.saran === "string" && words.includes(it.answers.saran)).map(([id]) => id);
        expect(wrote.length, `${name} comments`).toBe(words.length);
        if (words.length > 0) note(`${name} comments`, "comments", wrote);
      }
      if (asked.includes(year)) await asks(db, group, year, held, new Set(exported.map((it) => it.request)).size);
    }
  }
}

/** The participants' level stands in their own total and in that of the pairs; the leaders' likewise. */
function keyOf({ part, measure }: { part: string; measure: string }): string {
  if (measure === measures.pairSelf || (measure === measures.level && part.endsWith("peserta"))) return "level by self";
  return measure === measures.pairLeader || measure === measures.level ? "level by leader" : `${part} ${measure}`;
}

/** What is shown is what these blocks hold, no more and no less; so in the summary, so row by row. */
async function asks(db: Database, group: Group, year: number | null, held: Map<string, { request: number }[]>, rows: number): Promise<void> {
  const name = `${JSON.stringify(group)} ${year}`;
  const { parts } = await factsOf(db, tenant, group, year, now);
  const shown = parts.flatMap((part) => {
    const kind = `${part.step} ${part.afterDays} ${part.capacity}`;
    const pairs: [string, number][] = part.agreement ? [[`${kind} ${measures.pairGap}`, part.agreement.pairs]] : [];
    return [...part.measures.map((it): [string, number] => [`${kind} ${it.measure}`, it.answered]), ...pairs];
  });
  const meant = [...held].filter(([key]) => !key.endsWith(measures.pairSelf) && !key.endsWith(measures.pairLeader));
  expect(new Map(shown), name).toEqual(new Map(meant.map(([key, own]) => [key, own.length])));
  const sheets = (await answerTables(db, tenant, group, year)).filter((it) => it.headers[0] === "Id acak");
  expect(
    sheets.reduce((all, it) => all + it.rows.length, 0),
    name,
  ).toBe(rows);
  const filled = (sheet: (typeof sheets)[number], at: number) => sheet.rows.filter((row) => row[at] !== "").length;
  const answered = new Set(shown.map(([, count]) => count));
  for (const sheet of sheets)
    for (const at of sheet.headers.keys()) {
      expect(filled(sheet, at), `${name} ${sheet.headers[at]}`).toBeGreaterThanOrEqual(5);
      // A column holds as many as some summary counts: nobody can be taken off between the two.
      if (at > 0) expect(answered, `${name} ${sheet.headers[at]}`).toContain(filled(sheet, at));
    }
}

/** Which blocks a group is made of, worked out anew from classes, trainings, speakers and years. */
async function blocksByGroup(db: Database): Promise<(group: Group, year: number | null) => number[]> {
  const rows = await db.many(
    z.object({
      block: z.number(),
      year: z.number(),
      unit: z.number().nullable(),
      training: z.number().nullable(),
      provider: z.string().nullable(),
      classes: z.array(z.number()),
      speakers: z.array(z.string()),
    }),
    sql`
    select k.id::int as block, k.year::int as year, k.unit_id::int as unit, k.training_id::int as training, t.provider,
           array(select class_id::int from survey_block_class c where c.block_id = k.id) as classes,
           array(select coalesce(s.name, '-') from survey_block_class c left join class_speaker s on s.class_id = c.class_id where c.block_id = k.id) as speakers
      from survey_block k left join training t on t.id = k.training_id`,
  );
  return (group, year) =>
    rows
      .filter((it) => {
        if (year !== null && it.year !== year) return false;
        if (group.kind === "unit") return it.unit === group.id;
        if (it.unit !== null) return false;
        if (group.kind === "kelas") return it.classes.length === 1 && it.classes[0] === group.id;
        if (group.kind === "pelatihan") return it.training === group.id;
        if (group.kind === "penyelenggara") return it.provider === group.name;
        if (group.kind === "pemateri") return it.speakers.every((name) => name === group.name);
        return true;
      })
      .map((it) => it.block);
}

const isUnit = (it: { name: string }): boolean => it.name.startsWith("unit");

/**
 * The fewest people that any sum or difference of a unit's total with totals of pieces can rest on, where five are enough: of each piece that it
 * cuts one side stays. A piece in which all said the same is known person by person, and can be taken off in part.
 */
function fewestLeft({ key, requests }: Seen, pieces: Seen[], forms: Map<number, Form>): number {
  const measure = key.split(" ").at(-1) ?? "";
  const isKnown = ({ requests: own }: Seen) => new Set([...own].map((it) => JSON.stringify(said(measure, forms.get(it) as Form)))).size === 1;
  const mixed = pieces.filter((it) => !isKnown(it)).map((it) => it.requests);
  const unit = pieces.filter(isKnown).reduce((rest, it) => rest.difference(it.requests), requests);
  const cut = mixed.map((it) => [it.intersection(unit), it.difference(unit)] as const).filter(([inside, outside]) => inside.size > 0 && outside.size > 0);
  const bare = [...unit].filter((it) => !mixed.some((piece) => piece.has(it)));
  if (cut.length === 0 && bare.length === 0) return 5;
  const respondents = (some: Iterable<number>) => new Set([...some].map((it) => forms.get(it)?.respondent ?? 0));
  const sides = cut.map((both) => both.map(respondents));
  const least = (from: number, people: Set<number>): number => {
    if (people.size >= 5 || from === sides.length) return Math.min(5, people.size);
    return Math.min(...(sides[from] ?? []).map((side) => least(from + 1, people.union(side))));
  };
  return least(0, respondents(bare));
}

/** How many different people answered, or were answered about, whichever are fewer. */
const fewestIn = (requests: Set<number>, forms: Map<number, Form>): number =>
  Math.min(...(["respondent", "about"] as const).map((side) => new Set([...requests].map((it) => forms.get(it)?.[side])).size));

describe("blocks of units", () => {
  it("are told of by no measure that, with the classes' totals beside it, rests on fewer than five; also where all of a class say the same", async () => {
    let [told, known] = [0, 0];
    const someClass = fc.record({
      units: fc.array(fc.nat({ max: 2 }), { minLength: 5, maxLength: 9 }),
      marks: fc.oneof(fc.constant([4, 4, 4, 4, 4, 4, 4, 4, 4]), fc.array(fc.integer({ min: 3, max: 4 }), { minLength: 9, maxLength: 9 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(someClass, { minLength: 1, maxLength: 5 }), async (classes) => {
        const answers = classes.flatMap(({ units, marks }, block) =>
          units.map((unit, at): UnitAnswer => {
            const id = block * 10 + at;
            const value = String(marks[at]);
            return {
              request: id,
              round: block,
              respondent: id,
              about: id,
              unit,
              placed: null,
              block,
              stratum: 0,
              has: new Map([["m", value]]),
              told: new Set(["m"]),
            };
          }),
        );
        const forms = new Map(answers.map((it): [number, Form] => [it.request, { ...it, capacity: "peserta", answers: { m: it.has.get("m") } }]));
        const seen = (name: string, own: UnitAnswer[]): Seen => ({ name, key: "m", requests: new Set(own.map((it) => it.request)), last: true });
        const pieces = [...Map.groupBy(answers, (it) => it.block)].map(([block, own]) => seen(`stratum ${block}`, own));
        for (const { unit, members, measures: of } of await unitBlocks(answers, ["m"])) {
          if (of.length === 0) continue;
          told++;
          if (classes.some(({ marks }) => new Set<number>(marks).size === 1)) known++;
          expect(fewestLeft(seen(`unit ${unit}`, members), pieces, forms), JSON.stringify(classes)).not.toBeLessThan(5);
        }
      }),
      { numRuns: 2_000, seed: 20_261_123 },
    );
    expect([told > 100, known > 50]).toEqual([true, true]);
  });
});

describe("pairs of participants and leaders", () => {
  const person = (id: number, about: number, level: number | null, stratum: number): Given => ({
    request: id,
    round: 1,
    respondent: id,
    about,
    score: 0,
    stratum,
    values: new Map(level === null ? [] : [[measures.level, { value: level, choices: [] }]]),
    levels: new Map(level === null ? [] : [["perilaku.a", level]]),
  });

  it("leave nobody few beside them, in any stratum, among participants and among leaders", () => {
    let paired = 0;
    const people = fc.array(fc.record({ self: fc.boolean(), leader: fc.option(fc.nat({ max: 11 })), skips: fc.boolean(), stratum: fc.nat({ max: 1 }) }), {
      minLength: 6,
      maxLength: 40,
    });
    fc.assert(
      fc.property(people, (list) => {
        const self = list.flatMap((it, at) => (it.self ? [person(at, at, it.skips && at % 4 === 0 ? null : 3, it.stratum)] : []));
        const leaders = list.flatMap((it, at) => (it.leader === null ? [] : [{ ...person(1_000 + at, at, 2, 0), respondent: 500 + it.leader }]));
        const asked = list.map((it) => ({ score: 0, stratum: it.stratum }));
        const pairing = pairUp(self, asked, leaders);
        if (!pairing) return;
        paired += 1;
        const inPair = new Set(pairing.pairs.map((it) => it.about));
        const groups: { people: number[]; respondents: number[] }[] = [{ people: [...inPair], respondents: pairing.pairs.map((it) => it.respondent) }];
        if (pairing.self !== "none") {
          for (const { members } of cellsOf(self, asked, measures.level, pairing.self === "whole"))
            for (const side of [members.filter((it) => inPair.has(it.about)), members.filter((it) => !inPair.has(it.about))])
              groups.push({ people: side.map((it) => it.about), respondents: side.map((it) => it.respondent) });
        }
        if (pairing.leader && leaders.length > 0) {
          const rest = leaders.filter((it) => !inPair.has(it.about));
          groups.push({ people: rest.map((it) => it.about), respondents: rest.map((it) => it.respondent) });
        }
        for (const it of groups) {
          for (const list of [it.people, it.respondents]) {
            const count = new Set(list).size;
            expect(count === 0 || count >= 5).toBe(true);
          }
        }
      }),
      { numRuns: 3_000 },
    );
    expect(paired).toBeGreaterThan(100);
  });
});
