import type { Database } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { type NewBlock, putBlock } from "./block-store.ts";
import { rescore } from "./rescore.ts";
import { lockCity, surveysById } from "./settle-store.ts";
import { totalsOf } from "./totals.ts";
import { type UnitAnswer, unitBlocks } from "./unit-blocks.ts";
import { answersIn, askedByUnit, blocksIn, stillWaiting, type UnitPart, waitingParts } from "./unit-store.ts";
import { measures, type Value, valuesOf } from "./values.ts";

/** Behaviour is told by class alone: beside the pairs with leaders, a unit's level could single somebody out. */
const notByUnit = new Set<string>([measures.level]);

/**
 * Makes the blocks of units that may be made now, and scores anew who answers; the rest waits for more answers. Once a month, at night: what it
 * reads and reckons is no transaction, so that nobody waits for it; each block is written in one of its own. Class blocks that are made meanwhile
 * change nothing, since none shares an answer with those read. Returns how many blocks.
 */
export async function settleUnits(db: Database, tenant: Tenant, now: Temporal.Instant): Promise<number> {
  let made = 0;
  for (const part of await waitingParts(db, tenant)) {
    await rescore(db, tenant, part);
    made += await settlePart(db, tenant, part, now);
  }
  return made;
}

/** Lets whoever writes now have their turn: tens of thousands of answers are seconds of reckoning. */
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const textsOf = (values: Map<string, Value>): Map<string, string> => new Map([...values].map(([measure, it]) => [measure, `${it.value} ${it.choices.join()}`]));

interface Answered extends UnitAnswer {
  values: Map<string, Value>;
  classId: number;
}

async function settlePart(db: Database, tenant: Tenant, part: UnitPart, now: Temporal.Instant): Promise<number> {
  const rows = await answersIn(db, tenant, part);
  const surveys = await surveysById(db, tenant, [...new Set(rows.map((it) => it.surveyId))]);
  const told = await blocksIn(db, tenant, part);
  const measuresOf = new Map(told.map((it) => [it.block, new Set(it.measures)]));
  const answers = new Map(
    rows.map((it) => {
      const survey = surveys.get(it.surveyId);
      const values = survey ? valuesOf(survey, it.answers, part.step === "belajar" ? it : undefined) : new Map<string, Value>();
      const answer: Answered = { ...it, about: it.respondent, values, has: textsOf(values), told: measuresOf.get(it.block) ?? new Set() };
      return [it.request, answer];
    }),
  );
  const names = [...new Set(told.flatMap((it) => it.measures))].filter((it) => !notByUnit.has(it));
  const found = await unitBlocks([...answers.values()], names, breath);
  const askedOf = Map.groupBy(found.length === 0 ? [] : await askedByUnit(db, tenant, [...new Set(rows.map((it) => it.round))]), (it) => it.unit);
  let made = 0;
  for (const block of found) {
    const given = block.members
      .flatMap((it) => answers.get(it.request) ?? [])
      .map((it) => ({ ...it, score: 0, stratum: 0, levels: new Map<string, number>() }));
    const rounds = new Set(given.map((it) => it.round));
    const asked = (askedOf.get(block.unit) ?? []).filter((it) => rounds.has(it.round)).reduce((all, it) => all + it.asked, 0);
    const behind = Array.from({ length: Math.max(asked, given.length) }, () => ({ score: 0, stratum: 0 }));
    const ready: NewBlock = {
      family: "unit",
      of: block.unit,
      ...part,
      capacity: "peserta",
      asked: behind.length,
      members: given.map((it) => ({ request: it.request, stratum: 0 })),
      classes: [],
      totals: totalsOf(given, behind, new Set(names.filter((it) => !block.measures.includes(it)).concat([...notByUnit]))),
      comments: [],
    };
    // What follows was judged beside this block: if somebody has taken the link back since it was read, all of it waits for the next month.
    if (!(await putUnitBlock(db, tenant, ready, now))) break;
    made++;
  }
  return made;
}

/** False = an answer in it is somebody's no more, or stands in a block of a unit already. */
async function putUnitBlock(db: Database, tenant: Tenant, block: NewBlock, now: Temporal.Instant): Promise<boolean> {
  return db.transaction(async (tx) => {
    await lockCity(tx, tenant);
    const requests = block.members.map((it) => it.request);
    if ((await stillWaiting(tx, tenant, requests)) < requests.length) return false;
    await putBlock(tx, tenant, block, now);
    return true;
  });
}
