import type { Database } from "../db/database.ts";
import { gapProfiles } from "../features/competency/gap/gap.ts";
import { decideNeed, type NeedState, proposeNeed } from "../features/competency/need-store.ts";
import { planOf } from "../features/organise/classes/class-store.ts";
import { type PlanLine, savePlan } from "../features/organise/plan/plan-store.ts";
import type { PersonRecord } from "../features/people/person-store.ts";
import { allClasses, type Training, type TrainingClass, trainingsOf } from "../features/training/store.ts";

const mark = "(contoh)";
const texts = {
  target: `pegawai yang jabatannya meminta kompetensi itu ${mark}`,
  curriculum: `disusun kota ${mark}`,
  source: `APBD Kota Contoh ${mark}`,
  schedule: (from: string | null) => (from === null ? "sepanjang tahun" : `mulai ${from}`),
  deferred: `menunggu anggaran perubahan ${mark}`,
  refused: `sudah tercakup pada pelatihan yang sedang diikuti ${mark}`,
  by: "data contoh",
};

interface Place {
  cell: number;
  agencyId: number;
}

/** What the classes of the made-up city follow from (F12): a plan that has their lines, and needs in every state. */
export async function addPlanAndNeeds(tx: Database, tenant: Place, people: PersonRecord[], day: string, now: Temporal.Instant): Promise<void> {
  const classes = await allClasses(tx, tenant);
  const trainings = new Map((await trainingsOf(tx, tenant)).map((it) => [it.id, it]));
  const lines = new Map<string, PlanLine>();
  for (const it of classes) {
    const [training, { planLine: code }] = [trainings.get(it.trainingId), await planOf(tx, tenant, it.id)];
    if (!training || code === null) continue;
    const line = lineOf(it, training, code, day);
    const before = lines.get(`${line.year} ${code}`);
    lines.set(`${line.year} ${code}`, before ? { ...before, targetCount: before.targetCount + line.targetCount, budget: before.budget + line.budget } : line);
  }
  await savePlan(tx, tenant, [...lines.values()], now);
  await addNeeds(tx, tenant, people, day, now);
}

/** Rupiah for a seat that costs nobody else anything. */
const seatCost = 350_000;
/** Where a class takes whoever comes. */
const openSeats = 100;

function lineOf(it: TrainingClass, training: Training, code: string, day: string): PlanLine {
  const seats = it.seats ?? openSeats;
  return {
    year: Number((it.startsOn ?? day).slice(0, 4)),
    code,
    name: `${training.name} ${mark}`,
    competencies: training.targets.map((one) => one.competency),
    target: texts.target,
    targetCount: seats,
    form: training.form,
    provider: training.provider,
    schedule: texts.schedule(it.startsOn),
    curriculum: texts.curriculum,
    budget: seats * (training.cost > 0 ? training.cost : seatCost),
    budgetSource: texts.source,
  };
}

/** One after the other for whom a newcomer can be first, so that each of them meets another state. */
const states: { state: NeedState; as: "person" | "supervisor"; reason: string | null }[] = [
  { state: "deferred", as: "person", reason: texts.deferred },
  { state: "proposed", as: "supervisor", reason: null },
  { state: "proposed", as: "person", reason: null },
  { state: "verified", as: "person", reason: null },
  { state: "planned", as: "supervisor", reason: null },
  { state: "refused", as: "person", reason: texts.refused },
  { state: "planned", as: "person", reason: null },
  { state: "proposed", as: "supervisor", reason: null },
];

/** Whom a newcomer can be and who has gaps to show, then others who hold the same office. */
const office = "Pranata Komputer Ahli Pertama";

async function addNeeds(tx: Database, tenant: { cell: number; agencyId: number }, people: PersonRecord[], day: string, now: Temporal.Instant): Promise<void> {
  const first = people.filter((it) => it.status === "PNS" && it.positions[0]?.title === office);
  const order = [...first, ...people.filter((it) => it.status === "PNS" && !first.includes(it))].slice(0, 4 * states.length);
  const profiles = await gapProfiles(tx, tenant, order, { day });
  const left = [...states];
  for (const [at, person] of order.entries()) {
    const item = profiles[at]?.items.find((it) => it.gap > 0 && it.held !== null);
    const proposerId = left[0]?.as === "supervisor" ? (person.supervisor?.id ?? null) : person.id;
    if (!item || proposerId === null) continue;
    const next = left.shift();
    if (!next) return;
    const { competency, required, held, official } = item;
    const need = { personId: person.id, competency: competency.id, required, held, official, proposedAs: next.as, proposerId };
    const id = await proposeNeed(tx, tenant, need, now.subtract({ hours: 24 * (3 + left.length) }));
    if (id !== undefined && next.state !== "proposed") await decideNeed(tx, tenant, id, { state: next.state, reason: next.reason, by: texts.by }, now);
  }
}
