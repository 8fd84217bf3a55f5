import type { Database } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { putBlock } from "./block-store.ts";
import { rescore } from "./rescore.ts";
import { lockCity, surveysById } from "./settle-store.ts";
import { totalsOf } from "./totals.ts";
import { type UnitAnswer, unitBlocks } from "./unit-blocks.ts";
import { answersIn, askedByUnit, blocksIn, isFirstOfMonth, type UnitPart, waitingParts } from "./unit-store.ts";
import { measures, type Value, valuesOf } from "./values.ts";

/** Behaviour is told by class alone: beside the pairs with leaders, a unit's level could single somebody out. */
const notByUnit = new Set<string>([measures.level]);

/** Before the first block of a month is made: what came in until then is put together by unit, where that reveals nothing. */
export async function settleUnitsMonthly(tx: Database, tenant: Tenant, now: Temporal.Instant): Promise<void> {
  if (await isFirstOfMonth(tx, tenant, now)) await settleUnits(tx, tenant, now);
}

/** Makes the blocks of units that may be made now, and scores anew who answers; the rest waits for more answers. Returns how many blocks. */
export async function settleUnits(tx: Database, tenant: Tenant, now: Temporal.Instant): Promise<number> {
  await lockCity(tx, tenant);
  let made = 0;
  for (const part of await waitingParts(tx, tenant)) {
    await rescore(tx, tenant, part);
    made += await settlePart(tx, tenant, part, now);
  }
  return made;
}

interface Answered extends UnitAnswer {
  values: Map<string, Value>;
  classId: number;
}

async function settlePart(tx: Database, tenant: Tenant, part: UnitPart, now: Temporal.Instant): Promise<number> {
  const rows = await answersIn(tx, tenant, part);
  const surveys = await surveysById(tx, tenant, [...new Set(rows.map((it) => it.surveyId))]);
  const told = await blocksIn(tx, tenant, part);
  const measuresOf = new Map(told.map((it) => [it.block, new Set(it.measures)]));
  const answers = new Map(
    rows.map((it) => {
      const survey = surveys.get(it.surveyId);
      const values = survey ? valuesOf(survey, it.answers, part.step === "belajar" ? it : undefined) : new Map<string, Value>();
      const answer: Answered = { ...it, about: it.respondent, values, has: new Set(values.keys()), told: measuresOf.get(it.block) ?? new Set() };
      return [it.request, answer];
    }),
  );
  const names = [...new Set(told.flatMap((it) => it.measures))].filter((it) => !notByUnit.has(it));
  const found = unitBlocks([...answers.values()], names);
  const askedOf = Map.groupBy(found.length === 0 ? [] : await askedByUnit(tx, tenant, [...new Set(rows.map((it) => it.round))]), (it) => it.unit);
  for (const block of found) {
    const given = block.members
      .flatMap((it) => answers.get(it.request) ?? [])
      .map((it) => ({ ...it, score: 0, stratum: 0, levels: new Map<string, number>() }));
    const rounds = new Set(given.map((it) => it.round));
    const asked = (askedOf.get(block.unit) ?? []).filter((it) => rounds.has(it.round)).reduce((all, it) => all + it.asked, 0);
    const behind = Array.from({ length: Math.max(asked, given.length) }, () => ({ score: 0, stratum: 0 }));
    await putBlock(
      tx,
      tenant,
      {
        family: "unit",
        of: block.unit,
        ...part,
        capacity: "peserta",
        asked: behind.length,
        members: given.map((it) => ({ request: it.request, stratum: 0 })),
        classes: [],
        totals: totalsOf(given, behind, new Set(names.filter((it) => !block.measures.includes(it)).concat([...notByUnit]))),
        comments: [],
      },
      now,
    );
  }
  return found.length;
}
