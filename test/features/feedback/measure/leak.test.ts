import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Database, sql } from "../../../../src/db/database.ts";
import type { Group } from "../../../../src/features/feedback/measure/fact-store.ts";
import { factsOf } from "../../../../src/features/feedback/measure/facts.ts";
import { settleUnits } from "../../../../src/features/feedback/measure/settle-units.ts";
import { cellsOf, type Given, pairUp } from "../../../../src/features/feedback/measure/totals.ts";
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

const worlds = fc.record({
  /** Each class: of which training, by which speaker, and who answers (some leave the second item out). */
  classes: fc.array(
    fc.record({
      training: fc.nat({ max: 2 }),
      speaker: fc.nat({ max: 2 }),
      people: fc.uniqueArray(fc.nat({ max: 35 }), { minLength: 1, maxLength: 30 }),
      skips: fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
      /** What happens afterwards: units are put together, somebody takes the link back. */
      after: fc.constantFrom("nothing", "nothing", "units", "erase"),
    }),
    { minLength: 3, maxLength: 9 },
  ),
});

describe.each(testDatabases())("no query and no pair of queries tells of fewer than five, $name", (database) => {
  it("whatever classes, units, speakers and erasures there are, at any time", { timeout: 300_000 }, async () => {
    let told = 0;
    let units = 0;
    const opened = await database.open();
    await fc.assert(
      fc.asyncProperty(worlds, async ({ classes }) => {
        {
          await opened.db.run(sql`truncate person, unit, training, survey cascade`);
          const city = await openCity(opened.db, { people: 36, units: 2 });
          const trainings = [await city.training(providers[0]), await city.training(providers[0]), await city.training(providers[1])];
          /** Whose answers each request holds; true for ever. */
          const owner = new Map<number, number>();
          const skipped = new Set<number>();
          const seen: { name: string; measure: string; requests: Set<number> }[] = [];
          const groups: Group[] = [
            { kind: "kota" },
            ...trainings.map((id): Group => ({ kind: "pelatihan", id })),
            ...providers.map((name): Group => ({ kind: "penyelenggara", name })),
            ...speakers.flatMap((name): Group[] => (name ? [{ kind: "pemateri", name }] : [])),
            ...city.units.map((id): Group => ({ kind: "unit", id })),
          ];
          for (const { training, speaker, people, skips, after } of classes) {
            const id = await city.class(trainings[training] ?? 0, speakers[speaker] ?? null);
            groups.push({ kind: "kelas", id });
            const replies = people.map((it, at) => ({
              respondent: city.people[it] ?? 0,
              answers: skips[at] && at % 3 === 0 ? { materi: 3, nps: 7 } : { materi: 4, sarana: 2, nps: 9 },
            }));
            const round = await city.round(id, "reaksi", replies);
            for (const it of await opened.db.many(
              Made,
              sql`select id::int as id, respondent_id::int as person, answers from survey_request where round_id = ${round}`,
            )) {
              owner.set(it.id, it.person);
              if (it.answers.sarana === undefined) skipped.add(it.id);
            }
            await city.settle(round);
            await look(opened.db, groups, skipped, seen, false);
            if (after === "units") await settleUnits(opened.db, tenant, now);
            if (after === "erase") await city.erase(city.people[people[0] ?? 0] ?? 0);
            await look(opened.db, groups, skipped, seen, false);
          }
          await settleUnits(opened.db, tenant, now);
          await look(opened.db, groups, skipped, seen, true);
          const sets = [...new Map(seen.map((it) => [`${it.measure} ${[...it.requests].sort().join()}`, it])).values()];
          told += sets.length;
          units += sets.filter((it) => it.name.startsWith("unit")).length;
          for (const one of sets) {
            expect(peopleIn(one.requests, owner), one.name).toBeGreaterThanOrEqual(5);
            for (const other of sets) {
              if (other.measure !== one.measure || isUnit(one) !== isUnit(other)) continue;
              const rest = peopleIn(one.requests.difference(other.requests), owner);
              expect(rest === 0 || rest >= 5, `${one.name} without ${other.name}: ${rest}`).toBe(true);
            }
            if (!isUnit(one)) continue;
            const pieces = sets.filter((it) => it.measure === one.measure && it.name.startsWith("stratum")).map((it) => it.requests);
            const fewest = fewestLeft(one.requests, pieces, owner);
            expect(fewest === 0 || fewest >= 5, `${one.name} beside classes: ${fewest}`).toBe(true);
          }
        }
      }),
      { numRuns: database.name === "embedded" ? 5 : 10, seed: 20_261_122 },
    );
    await opened.close();
    expect(told).toBeGreaterThan(20);
    expect(units).toBeGreaterThan(0);
  });
});

const Made = z.object({ id: z.number(), person: z.number(), answers: z.record(z.string(), z.unknown()) });
const Member = z.object({ request: z.number(), stratum: z.number(), block: z.number(), family: z.string(), measure: z.string(), cell: z.number() });

/** Notes whose answers each measure of each group sums now, and what each stratum's total alone would tell; if wanted, asks the queries themselves. */
async function look(
  db: Database,
  groups: Group[],
  skipped: Set<number>,
  seen: { name: string; measure: string; requests: Set<number> }[],
  ask: boolean,
): Promise<void> {
  const members = await db.many(
    Member,
    sql`
    select m.request_id::int as request, m.stratum, m.block_id::int as block, k.family, o.measure, o.stratum as cell
      from survey_block_member m join survey_block k on k.id = m.block_id join survey_total o on o.block_id = m.block_id and (o.stratum = 0 or o.stratum = m.stratum + 1)`,
  );
  const counted = members.filter((it) => it.measure !== "sarana" || !skipped.has(it.request));
  for (const [name, own] of Map.groupBy(
    counted.filter((it) => it.family === "kelas"),
    (it) => `stratum ${it.block} ${it.cell} ${it.measure}`,
  ))
    seen.push({ name, measure: own[0]?.measure ?? "", requests: new Set(own.map((it) => it.request)) });
  const byGroup = await blocksByGroup(db);
  for (const group of groups) {
    const name = JSON.stringify(group);
    const blocks = new Set(byGroup(group));
    const held = Map.groupBy(
      counted.filter((it) => blocks.has(it.block)),
      (it) => it.measure,
    );
    for (const [measure, own] of held) seen.push({ name: `${group.kind} ${name}`, measure, requests: new Set(own.map((it) => it.request)) });
    if (!ask) continue;
    // What is shown is what these blocks hold, no more and no less.
    const { parts } = await factsOf(db, tenant, group, 2026, now);
    const shown = parts.flatMap((part) => part.measures.map((it) => [it.measure, it.answered] as const));
    expect(new Map(shown), name).toEqual(new Map([...held].map(([measure, own]) => [measure, own.length])));
    // The forms themselves are exported of just these blocks, and never of a unit: equal rows would tell who of a class is of it.
    const sheets = (await answerTables(db, tenant, group, 2026)).filter((it) => it.headers[0] === "Id acak");
    const behind = new Set(members.filter((it) => blocks.has(it.block)).map((it) => it.request)).size;
    expect(
      sheets.reduce((all, it) => all + it.rows.length, 0),
      name,
    ).toBe(group.kind === "unit" ? 0 : behind);
    const filled = (sheet: (typeof sheets)[number], at: number) => sheet.rows.filter((row) => row[at] !== "").length;
    for (const sheet of sheets) for (const at of sheet.headers.keys()) expect(filled(sheet, at), `${name} ${sheet.headers[at]}`).toBeGreaterThanOrEqual(5);
  }
}

/** Which blocks a group is made of, worked out anew from classes, trainings and speakers. */
async function blocksByGroup(db: Database): Promise<(group: Group) => number[]> {
  const rows = await db.many(
    z.object({
      block: z.number(),
      unit: z.number().nullable(),
      training: z.number().nullable(),
      provider: z.string().nullable(),
      classes: z.array(z.number()),
      speakers: z.array(z.string()),
    }),
    sql`
    select k.id::int as block, k.unit_id::int as unit, k.training_id::int as training, t.provider,
           array(select class_id::int from survey_block_class c where c.block_id = k.id) as classes,
           array(select coalesce(s.name, '-') from survey_block_class c left join class_speaker s on s.class_id = c.class_id where c.block_id = k.id) as speakers
      from survey_block k left join training t on t.id = k.training_id`,
  );
  return (group) =>
    rows
      .filter((it) => {
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

/** The fewest people that any sum or difference of a unit's total with totals of pieces can rest on: every choice of sides is tried. */
function fewestLeft(unit: Set<number>, pieces: Set<number>[], owner: Map<number, number>): number {
  const cut = pieces.map((it) => [it.intersection(unit), it.difference(unit)] as const).filter(([inside, outside]) => inside.size > 0 && outside.size > 0);
  const bare = [...unit].filter((it) => !pieces.some((piece) => piece.has(it)));
  let least = Number.POSITIVE_INFINITY;
  for (let choice = 0; choice < 2 ** cut.length; choice++) {
    const left = new Set([...bare, ...cut.flatMap((sides, at) => [...sides[(choice >> at) & 1 ? 1 : 0]])]);
    least = Math.min(least, peopleIn(left, owner));
  }
  return least;
}

const peopleIn = (requests: Set<number>, owner: Map<number, number>): number => new Set([...requests].map((it) => owner.get(it))).size;

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
