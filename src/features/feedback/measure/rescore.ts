import type { Database } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { scoresOf } from "./propensity.ts";
import { type BlockStratum, blockRounds, blockStrata, type RescoredTotal, type ScorePart, setScores } from "./rescore-store.ts";
import { askedPeople, type KnownPerson } from "./settle-store.ts";

/** Askings that a rescoring looks back on. */
const most = 60_000;

/**
 * Who answers is learnt anew from all that a year has shown: early classes were settled when little was known of people's and units' habits. Only
 * the scores beside the totals change, which rest on no answer.
 */
export async function rescore(tx: Database, tenant: Tenant, part: ScorePart): Promise<void> {
  const rounds = await blockRounds(tx, tenant, part);
  const people = await askedPeople(tx, tenant, "peserta", [...new Set([...rounds.values()].flat())], most);
  await setScores(tx, tenant, rescored(people, rounds, await blockStrata(tx, tenant, part)));
}

/** Scores of these strata as all of `people` together teach them; `rounds`: which each block was made of. */
export function rescored(people: KnownPerson[], rounds: Map<number, number[]>, strata: BlockStratum[]): RescoredTotal[] {
  const scores = scoresOf(people);
  const byRound = Map.groupBy(
    people.map((it, at) => ({ ...it, score: scores[at] ?? 0 })),
    (it) => it.round,
  );
  const byRequest = new Map(people.map((it, at) => [it.request, scores[at] ?? 0]));
  return strata.flatMap(({ block, stratum, requests }): RescoredTotal[] => {
    const asked = (rounds.get(block) ?? []).flatMap((it) => (byRound.get(it) ?? []).map((one) => one.score));
    const known = requests.flatMap((it) => byRequest.get(it) ?? []);
    // Told only where nearly everybody is still known: who took the link back has no score any more.
    return asked.length > 0 && known.length * 2 > requests.length ? [{ block, stratum, scoreAsked: mean(asked), scoreAnswered: mean(known) }] : [];
  });
}

const mean = (list: number[]): number => list.reduce((all, it) => all + it, 0) / list.length;
