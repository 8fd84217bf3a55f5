import type { Person } from "../../../core/person.ts";
import { localDate } from "../../../core/time.ts";
import type { Database } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { leadingOf } from "../ask/leading.ts";
import { raterFor } from "../ask/rater.ts";
import { standingOf } from "../ask/request-plan-store.ts";
import { chatConfirmed, type SurveyRequest } from "./request-store.ts";

/** `other`: not this person's to answer (any more); `gone`: whom it is about is not at work any more; `unconfirmed`: nobody has said whose chat it is. */
export type MayAnswer = "yes" | "other" | "gone" | "unconfirmed";

/**
 * Whether somebody may answer a request, judged at every tap and not when it was sent (F7): the own one, while in service; about
 * others only whom it is asked of, and as leader only who supervised at least half of the period that is asked of.
 */
export async function mayAnswer(db: Database, tenant: Tenant, person: Person, request: SurveyRequest): Promise<MayAnswer> {
  const { capacity, respondentId, aboutId } = request;
  if (respondentId !== person.id) return "other";
  const about = aboutId ?? respondentId;
  const { gone } = await standingOf(db, tenant, [respondentId, about]);
  if (gone.has(respondentId)) return "other";
  if (capacity === "peserta") return about === respondentId ? "yes" : "other";
  if (about === respondentId) return "other";
  if (gone.has(about)) return "gone";
  if (!(await chatConfirmed(db, tenant, person.handleId))) return "unconfirmed";
  if (capacity === "rekan") return "yes";
  return raterFor(await leadingOf(db, tenant, [about]), about, periodOf(request, person.agency.zone)) === respondentId ? "yes" : "other";
}

/** Those of these requests that may be answered, and how many wait only for a word on whose chat this is. */
export async function mayOpen(db: Database, tenant: Tenant, person: Person, requests: SurveyRequest[]): Promise<{ open: SurveyRequest[]; hidden: number }> {
  const open: SurveyRequest[] = [];
  let hidden = 0;
  for (const it of requests) {
    const may = it.capacity === "peserta" ? "yes" : await mayAnswer(db, tenant, person, it);
    if (may === "yes") open.push(it);
    if (may === "unconfirmed") hidden++;
  }
  return { open, hidden };
}

function periodOf({ dueAt, round }: SurveyRequest, zone: string): { since: string; until: string } {
  const until = localDate(Temporal.Instant.fromEpochMilliseconds(dueAt * 1_000), zone);
  return { since: Temporal.PlainDate.from(until).subtract({ days: round.afterDays }).toString(), until };
}
