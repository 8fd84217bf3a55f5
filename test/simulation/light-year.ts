import { nextBlock } from "../../src/features/feedback/measure/blocks.ts";
import type { Group, TotalCell } from "../../src/features/feedback/measure/fact-store.ts";
import { estimatesOf } from "../../src/features/feedback/measure/facts.ts";
import { measureWords } from "../../src/features/feedback/measure/measure-words.ts";
import { rescored } from "../../src/features/feedback/measure/rescore.ts";
import { batchFrom, toldOf } from "../../src/features/feedback/measure/settle.ts";
import type { Handed, KnownPerson } from "../../src/features/feedback/measure/settle-store.ts";
import { pairUp, type Total } from "../../src/features/feedback/measure/totals.ts";
import { surveyFiles } from "../../src/features/feedback/survey/shipped.ts";
import type { Survey } from "../../src/features/feedback/survey/survey.ts";
import { readSurvey } from "../../src/features/feedback/survey/survey-file.ts";
import { behaviourDays, type CityPlan, classDays, type PlannedClass } from "./city-plan.ts";
import { allHanded, type Handed as Form, keyOf } from "./handed.ts";
import type { Teller, Told } from "./judge-year.ts";

/** Days that a round is open, as a city sets it unless it says otherwise. */
const openDays = 14;
/** Askings that teach who answers, as the settlement looks back (`settle-store.ts`). */
const history = 4_000;

const surveys = surveyFiles().flatMap((it) => readSurvey(it.text).survey ?? []);
const words = measureWords(surveys);
const surveyOf = (step: string): [number, Survey] => {
  const at = surveys.findIndex((it) => it.slug === step);
  return [at, surveys[at] as Survey];
};

interface LightRound {
  id: number;
  of: PlannedClass;
  step: Form["step"];
  days: number;
}

type Capacity = Form["capacity"];

interface Block {
  id: number;
  part: string;
  training: number;
  rounds: number[];
  classes: Set<number>;
  told: Total[];
  members: { request: number; stratum: number }[];
}

/**
 * A year without a base: the settlement's own functions make blocks, totals and estimates of the plan's answers; what is worked out here
 * is only which round closes when and what waits. Thousands of answers in a second; `simulated-city.test.ts` holds it against the real jobs.
 */
export function lightYear(plan: CityPlan): Teller & { cells: TotalCell[] } {
  const forms = new Map(allHanded(plan).map((it) => [keyOf(it), it]));
  const rounds = roundsOf(plan);
  const asked = { peserta: rounds.map((it) => askedIn(it, "peserta", forms)), atasan: rounds.map((it) => askedIn(it, "atasan", forms)) };
  const placed = new Set<number>();
  const blocks: Block[] = [];
  for (const round of rounds) {
    const batches = (["peserta", "atasan"] as const).flatMap((capacity) => {
      const alike = rounds.filter((it) => it.id <= round.id && it.of.training === round.of.training && it.step === round.step && it.days === round.days);
      const waiting = alike.flatMap((it) =>
        (asked[capacity][it.id] as Asking[]).flatMap((one) => (one.handed && !placed.has(one.known.request) ? [one.handed] : [])),
      );
      const handed = nextBlock(
        waiting.sort((a, b) => a.request - b.request),
        round.id,
      );
      if (!handed) return [];
      const own = new Set(handed.map((it) => it.round));
      const people = rounds.filter((it) => own.has(it.id)).flatMap((it) => asked[capacity][it.id] as Asking[]);
      const before = rounds.filter((it) => it.id < round.id && !own.has(it.id)).flatMap((it) => asked[capacity][it.id] as Asking[]);
      const all = [...before.slice(-Math.max(0, history - people.length)), ...people].map((it) => it.known);
      const [at, survey] = surveyOf(round.step);
      return [batchFrom({ step: round.step, capacity, handed, surveys: new Map([[at, survey]]) }, all)];
    });
    const [self, leaders] = [batches.find((it) => it.capacity === "peserta"), batches.find((it) => it.capacity === "atasan")];
    const pairing = self && leaders ? pairUp(self.given, self.asked, leaders.given) : null;
    for (const batch of batches) {
      for (const it of batch.handed) placed.add(it.request);
      blocks.push({
        id: blocks.length,
        part: `${round.step} ${round.days} ${batch.capacity}`,
        training: round.of.training.n,
        rounds: [...new Set(batch.handed.map((it) => it.round))],
        classes: new Set(batch.handed.map((it) => it.classId)),
        told: toldOf(batch, pairing),
        members: batch.given,
      });
    }
  }
  const cells = rescoredCells(
    blocks,
    asked.peserta.flat().map((it) => it.known),
  );
  const numbers = (all: { n: number }[]) => all.map((it) => it.n);
  return {
    cells,
    covered: coveredBy(blocks),
    told: async (group) => toldBy(group, blocks, cells),
    ids: { classes: numbers(plan.classes), trainings: numbers(plan.trainings) },
  };
}

/** In the order in which they close. */
function roundsOf(plan: CityPlan): LightRound[] {
  const all = plan.classes.flatMap((of) => [
    { of, step: "reaksi" as const, days: 0, order: 0 },
    { of, step: "belajar" as const, days: 0, order: 0 },
    ...behaviourDays.map((days) => ({ of, step: "perilaku" as const, days, order: 0 })),
  ]);
  const closes = (it: (typeof all)[number]) =>
    Temporal.PlainDate.from(it.of.ends)
      .add({ days: it.days + openDays })
      .toString();
  return all.sort((a, b) => (closes(a) < closes(b) ? -1 : closes(a) > closes(b) ? 1 : a.days - b.days)).map((it, id) => ({ ...it, id }));
}

interface Asking {
  known: KnownPerson;
  handed: Handed | null;
}

const mostSeats = 1_000;

function askedIn({ id, of, step, days }: LightRound, capacity: Capacity, forms: Map<string, Form>): Asking[] {
  if (capacity === "atasan" && step !== "perilaku") return [];
  const [surveyId] = surveyOf(step);
  const longest = Math.max(...of.seats.map((it) => it.attended), 1);
  return of.seats.flatMap((seat, at): Asking[] => {
    const respondent = capacity === "peserta" ? seat.citizen.n : seat.citizen.leader;
    if (respondent === null) return [];
    const request = (id * 2 + Number(capacity === "atasan")) * mostSeats + at;
    const about = seat.citizen.n;
    const form = forms.get(keyOf({ class: of.n, step, days, capacity, respondent, about }));
    const [before, after] = [seat.testBefore, seat.testAfter];
    const shared = { request, round: id, classId: of.n };
    return [
      {
        known: {
          ...shared,
          person: about,
          unit: seat.citizen.unit,
          answered: form !== undefined,
          attendance: Math.min(seat.attended, classDays) / longest,
          before: before / 100,
          after: after / 100,
          passed: false,
        },
        handed: form ? { ...shared, year: 0, respondent, about, surveyId, answers: form.answers, before, after } : null,
      },
    ];
  });
}

/** As the last night of a month leaves them: scores learnt from the whole year. */
function rescoredCells(blocks: Block[], people: KnownPerson[]): TotalCell[] {
  const own = blocks.filter((it) => it.part.endsWith("peserta"));
  const strata = own.flatMap(({ id, members }) => [
    { block: id, stratum: 0, requests: members.map((it) => it.request) },
    ...[...Map.groupBy(members, (it) => it.stratum)].map(([stratum, some]) => ({ block: id, stratum: stratum + 1, requests: some.map((it) => it.request) })),
  ]);
  const found = new Map(rescored(people, new Map(own.map((it) => [it.id, it.rounds])), strata).map((it) => [`${it.block} ${it.stratum}`, it]));
  return blocks.flatMap(({ id, part, training, told }) =>
    told.map((it) => ({ run: id, training, part, ...it, ...(found.has(`${id} ${it.stratum}`) && scoresOnly(found.get(`${id} ${it.stratum}`))) })),
  );
}

const scoresOnly = (it: { scoreAsked: number; scoreAnswered: number } | undefined) =>
  it ? { scoreAsked: it.scoreAsked, scoreAnswered: it.scoreAnswered } : {};

/** By part and measure, the classes in whose blocks it is told. */
function coveredBy(blocks: Block[]): Map<string, Set<number>> {
  const pairs = blocks.flatMap((it) => it.told.flatMap(({ measure }) => [...it.classes].map((of) => [`${it.part} ${measure}`, of] as const)));
  return new Map([...Map.groupBy(pairs, ([key]) => key)].map(([key, own]) => [key, new Set(own.map(([, of]) => of))]));
}

/** Ids in groups are the plan's numbers. */
function toldBy(group: Group, blocks: Block[], cells: TotalCell[]): Told {
  const inside = (it: Block): boolean => {
    if (group.kind === "kelas") return it.classes.size === 1 && it.classes.has(group.id);
    return group.kind === "pelatihan" ? it.training === group.id : group.kind === "kota";
  };
  const runs = new Set(blocks.filter(inside).map((it) => it.id));
  const own = cells.filter((it) => runs.has(it.run));
  const estimates = estimatesOf(group, own, cells, words);
  return {
    parts: [...Map.groupBy(own, (it) => it.part)].map(([part, some]) => {
      const [step = "", days = "", capacity = ""] = part.split(" ");
      const measures = [...Map.groupBy(some, (it) => it.measure)].map(([measure, all]) => {
        const factor = words.get(measure)?.factor ?? 1;
        const found = estimates.get(`${part} ${measure}`);
        return {
          measure,
          factor,
          answered: all.reduce((sum, it) => sum + it.answered, 0),
          ...(found && { estimate: { low: found.low * factor, high: found.high * factor, value: found.value * factor } }),
        };
      });
      return { step, afterDays: Number(days), capacity, runs: new Set(some.map((it) => it.run)).size, measures };
    }),
  };
}
