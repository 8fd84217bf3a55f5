import type { Desk as OrganiserDesk } from "../../../enrolment/seats/promote.ts";
import { cityTitle } from "../../../people/agencies.ts";
import { notedChanges } from "../../improve/change-store.ts";
import { redesignLines } from "../../improve/list-redesign.ts";
import type { Group } from "../../measure/fact-store.ts";
import { factsOf } from "../../measure/facts.ts";
import { chartsOf } from "../chart/chart-of.ts";
import { classesNamed } from "../find-group.ts";
import { askedClasses } from "../group-store.ts";
import type { EvaluationSource } from "./evaluation-paper.ts";

/** Runs that stand beside each other in a report, the newest. */
const mostRuns = 6;
/** Changes of the city that are looked through, the newest. */
const mostChanges = 1_000;

/** What a report of a group needs, read from what may be shown. */
export async function reportSource(
  desk: OrganiserDesk,
  { title, group, year, exportNo }: { title: string; group: Group; year: number | null; exportNo: string },
): Promise<EvaluationSource> {
  const { db, cell, agency, now } = desk;
  const tenant = { cell, agencyId: agency.id };
  const facts = await factsOf(db, tenant, group, year, now);
  const asked = await askedClasses(db, tenant, now);
  const training = group.kind === "pelatihan" ? group.id : group.kind === "kelas" ? asked.find((it) => it.id === group.id)?.trainingId : undefined;
  const own = asked.filter((it) => it.trainingId === training).slice(0, mostRuns);
  const names = await classesNamed(
    { db, tenant, zone: agency.zone, now },
    own.map((it) => it.id),
  );
  const runs: EvaluationSource["runs"] = [];
  for (const it of names) runs.push({ title: it.title, facts: await factsOf(db, tenant, it.group, null, now) });
  const { evaluationPng } = await import("../chart/draw.ts");
  const charts: EvaluationSource["charts"] = [];
  for (const chart of chartsOf(title, facts)) charts.push({ chart, png: await evaluationPng(chart) });
  return {
    title,
    city: cityTitle(agency),
    zone: agency.zone,
    now,
    exportNo,
    facts,
    runs,
    changes: (await notedChanges(db, tenant, mostChanges)).filter((it) => it.trainingId === training),
    redesign: group.kind === "pelatihan" ? (await redesignLines(db, tenant)).find((it) => it.trainingId === group.id)?.why : undefined,
    charts,
  };
}
