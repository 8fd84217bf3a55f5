import type { Database } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import type { Step } from "../survey/request-store.ts";
import { type Capacity, capacities, type Survey } from "../survey/survey.ts";
import { putBlock } from "./block-store.ts";
import { nextBlock } from "./blocks.ts";
import { commentsOf } from "./comments.ts";
import { scoresOf, strataOf } from "./propensity.ts";
import {
  askedPeople,
  type Handed,
  type KnownPerson,
  lockCity,
  namesIn,
  type RoundToSettle,
  roundToSettle,
  surveysById,
  turnsOf,
  waitingAnswers,
} from "./settle-store.ts";
import { type Asked, type Given, type Pairing, pairUp, type Total, totalsOf } from "./totals.ts";
import { behaviourOf, measures, valuesOf } from "./values.ts";

/** What becomes a block: who answered, who was asked, and the words that were asked with. */
interface Batch {
  capacity: Capacity;
  given: Given[];
  asked: Asked[];
  handed: Handed[];
  surveys: Map<number, Survey>;
}

/**
 * Puts what was handed in of a closed round into blocks (README of this folder), once and for ever; too few wait for a later run. Called in
 * the transaction that closes the round. A second call finds nothing left to do.
 */
export async function settleRound(tx: Database, tenant: Tenant, roundId: number, now: Temporal.Instant): Promise<void> {
  await lockCity(tx, tenant);
  const round = await roundToSettle(tx, tenant, roundId);
  if (!round) return;
  const batches: Batch[] = [];
  for (const capacity of capacities) {
    const batch = await batchOf(tx, tenant, round, capacity);
    if (batch) batches.push(batch);
  }
  const of = (capacity: Capacity) => batches.find((it) => it.capacity === capacity);
  const [own, leaders] = [of("peserta"), of("atasan")];
  const pairing = own && leaders ? pairUp(own.given, own.asked, leaders.given) : null;
  for (const batch of batches) {
    const people = batch.handed.map((it) => it.respondent);
    const rounds = [...new Set(batch.handed.map((it) => it.round))];
    const comments = commentsOf(batch.handed, batch.surveys, await namesIn(tx, tenant, rounds), await turnsOf(tx, tenant, round, batch.capacity, people));
    await putBlock(
      tx,
      tenant,
      {
        family: "kelas",
        of: round.trainingId,
        step: round.step,
        afterDays: round.afterDays,
        capacity: batch.capacity,
        year: Math.max(...batch.handed.map((it) => it.year)),
        asked: batch.asked.length,
        members: batch.given.map((it) => ({ request: it.request, stratum: it.stratum })),
        classes: [...new Set(batch.handed.map((it) => it.classId))],
        totals: toldOf(batch, pairing),
        comments,
      },
      now,
    );
  }
}

/** All that is told of a block; the leaders' one also tells of the pairs. */
export function toldOf({ capacity, given, asked }: Batch, pairing: Pairing | null): Total[] {
  const level = new Set([measures.level]);
  if (capacity === "peserta") return totalsOf(given, asked, pairing?.self === "none" ? level : new Set(), pairing?.self === "whole" ? level : new Set());
  const own = totalsOf(given, asked, capacity === "atasan" && pairing?.leader === false ? level : new Set());
  return capacity === "atasan" && pairing
    ? [
        ...own,
        ...totalsOf(
          pairing.pairs,
          pairing.pairs.map(() => ({ score: 0, stratum: 0 })),
        ),
      ]
    : own;
}

async function batchOf(tx: Database, tenant: Tenant, round: RoundToSettle, capacity: Capacity): Promise<Batch | null> {
  const handed = nextBlock(await waitingAnswers(tx, tenant, round, capacity), round.id);
  if (!handed) return null;
  const surveys = await surveysById(tx, tenant, [...new Set(handed.map((it) => it.surveyId))]);
  const people = await askedPeople(tx, tenant, capacity, [...new Set(handed.map((it) => it.round))]);
  return batchFrom({ step: round.step, capacity, handed, surveys }, people);
}

/** `people`: everybody asked in the rounds of what was handed in, and others who teach who answers. */
export function batchFrom({ step, capacity, handed, surveys }: Omit<Batch, "given" | "asked"> & { step: Step }, people: KnownPerson[]): Batch {
  const rounds = new Set(handed.map((it) => it.round));
  const scores = scoresOf(people);
  const here = people.flatMap((it, at) => (rounds.has(it.round) ? [{ ...it, score: scores[at] ?? 0 }] : []));
  // Leaders and colleagues answer about others: how far the silent ones differ adds to the doubt, but they are too few to be told by strata.
  const strata = capacity === "peserta" ? strataOf(here) : here.map(() => 0);
  const asked = new Map(here.map((it, at) => [it.request, { score: it.score, stratum: strata[at] ?? 0 }]));
  const given = handed.map((it) => {
    const survey = surveys.get(it.surveyId) as Survey;
    const standing = asked.get(it.request) ?? { score: 0, stratum: 0 };
    return { ...it, ...standing, values: valuesOf(survey, it.answers, step === "belajar" ? it : undefined), levels: behaviourOf(survey, it.answers) };
  });
  return { capacity, given, asked: [...asked.values()], handed, surveys };
}
