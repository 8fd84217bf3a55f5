import type { Activity } from "../../training/jp-credit.ts";
import type { Advice } from "../load-advice.ts";
import { activityOf, type Candidate } from "../recommend/candidate.ts";
import { suits } from "../recommend/score.ts";
import { hundredths, type PlanItem, type PlanProblem } from "./instance.ts";

const day = 86_400;

/** What a plan for somebody is made of: the open classes that end within the year of account, in the way of learning that was wished. */
export interface OwnProblem {
  problem: PlanProblem;
  /** Candidates by the id of their class. */
  candidates: Map<number, Candidate>;
}

/** `until`: ISO date of the first day after the span; `need` in JP. */
export function ownProblem(advice: Advice, need: number, until: string, now: Temporal.Instant): OwnProblem {
  const end = Temporal.PlainDate.from(until).toZonedDateTime(advice.agency.zone).epochMilliseconds / 1_000;
  const { done, records, rules } = advice;
  const room = advice.account?.room ?? null;
  const wanted = advice.candidates.filter((it) => suits(it, advice.situation.wishes, advice.situation.city));
  const times = { done, now: now.epochMilliseconds / 1_000, end };
  const items = wanted.map((it) => itemOf(it, activityOf(it.training, it.class, advice.today), times)).filter((it) => it.end <= end);
  return {
    problem: { items, values: advice.steps.map((it) => it.value), need: hundredths(need), base: records, rules, room: room === null ? null : hundredths(room) },
    candidates: new Map(wanted.map((it) => [it.class.id, it])),
  };
}

/** A self-paced class begins as early or as late as its days allow; it clashes with nothing. */
function itemOf({ training, class: run, steps }: Candidate, activity: Activity, { done, now, end }: { done: Set<string>; now: number; end: number }): PlanItem {
  const startOfDay = (date: string) => Temporal.PlainDate.from(date).toZonedDateTime(run.zone).epochMilliseconds / 1_000;
  const lastDayOver = startOfDay(activity.until) + day;
  const first = run.sessions[0]?.[0];
  const latest = run.endsOn === null ? end : Math.min(end, startOfDay(run.endsOn) + day);
  return {
    id: run.id,
    training: training.code,
    activity,
    steps,
    cost: training.cost,
    start: first ?? (training.selfPaced ? Math.max(now, latest - (training.days ?? 1) * day) : startOfDay(activity.from)),
    end: run.sessions.reduce((last, [, until]) => Math.max(last, until), first === undefined ? lastDayOver : 0),
    busy: run.sessions,
    prerequisites: training.prerequisites.filter((code) => !done.has(code)),
  };
}
