import { type Busy, clashes } from "../../training/busy.ts";
import { type Eligibility, eligibility, type Facts } from "../../training/eligibility.ts";
import { type Activity, creditsOf, roundJp } from "../../training/jp-credit.ts";
import { type JpRule, ruleFor } from "../../training/jp-rules.ts";
import { type OpenClass, seatsLeft, type Training } from "../../training/store.ts";
import { datesOf } from "../../training/when.ts";
import { climbed, type Step, worthOf } from "./gap-steps.ts";

/** A class that might be advised, with all that speaks for it. */
export interface Candidate {
  training: Training;
  class: OpenClass;
  /** JP that it brings alone, by the conversion table. */
  jp: number;
  /** Places of the steps that it climbs. */
  steps: number[];
  /** Their worth, thousandths of a point. */
  gap: number;
  eligibility: Eligibility;
}

export interface CandidateBase {
  trainings: Training[];
  classes: OpenClass[];
  rules: JpRule[];
  steps: Step[];
  who: Facts | null;
  /** Codes of trainings done, ever; and of those lately, which need not be repeated now. */
  done: Set<string>;
  lately: Set<string>;
  /** Leave and classes already entered. */
  busy: Busy[];
  /** ISO date in the agency's zone. */
  today: string;
}

/** Why open classes are not among the candidates, counted. */
export interface LeftOut {
  clash: number;
  full: number;
  ineligible: number;
  appointed: number;
  lately: number;
}

/** Open classes that somebody could enter by asking for it; the rest is counted by its reason. */
export function candidatesOf(base: CandidateBase): { candidates: Candidate[]; appointed: Candidate[]; leftOut: LeftOut } {
  const leftOut: LeftOut = { clash: 0, full: 0, ineligible: 0, appointed: 0, lately: 0 };
  const table = JSON.stringify(base.rules);
  const known = new Map(base.trainings.map((it) => [it.id, aboutOf(it, base)]));
  const candidates: Candidate[] = [];
  const appointed: Candidate[] = [];
  for (const it of base.classes) {
    const about = known.get(it.trainingId);
    if (!about) continue;
    const { training, steps } = about;
    const why = reasonAgainst(it, about, base);
    if (why !== null) leftOut[why]++;
    if (why !== null && why !== "appointed") continue;
    const jp = about.jp ?? rememberedJp(training, it, base, table);
    const candidate = { training, class: it, jp, steps, gap: worthOf(steps, base.steps), eligibility: about.eligible };
    (why === null ? candidates : appointed).push(candidate);
  }
  return { candidates, appointed, leftOut };
}

/** What holds for all classes of a training. */
function aboutOf(training: Training, base: CandidateBase) {
  return {
    training,
    eligible: eligibility(training, base.who, base.done, base.trainings),
    steps: climbed(training.targets, base.steps),
    jp: programJp(training, base),
  };
}

function reasonAgainst(it: OpenClass, { training, eligible }: { training: Training; eligible: Eligibility }, base: CandidateBase): keyof LeftOut | null {
  if (eligible.verdict === "tidak") return "ineligible";
  if (it.entry === "ditunjuk") return "appointed";
  if (base.lately.has(training.code)) return "lately";
  if (seatsLeft(it) === 0) return "full";
  return clashes(it, base.busy) ? "clash" : null;
}

/** JP once worked out for a class, by table and day; a class that changes is another object (`openCatalogue`). */
const jpByClass = new WeakMap<OpenClass, { table: string; today: string; jp: number }>();

/** Of a thousand classes this is most of what advice costs, and the same for everybody on a day. */
function rememberedJp(training: Training, it: OpenClass, base: CandidateBase, table: string): number {
  const { today } = base;
  const known = jpByClass.get(it);
  if (known?.table === table && known.today === today) return known.jp;
  const jp = expectedJp(training, it, base);
  jpByClass.set(it, { table, today, jp });
  return jp;
}

/** JP of a class attended whole, by the conversion table. */
export const expectedJp = (training: Training, it: OpenClass, { rules, today }: Pick<CandidateBase, "rules" | "today">): number =>
  creditsOf([activityOf(training, it, today)], rules)[0]?.credited ?? 0;

/** The same for all classes of a training whose row counts the programme's own JP without a cap; null = it depends on the class. */
function programJp({ form, abroad, jp }: Training, { rules, today }: CandidateBase): number | null {
  const rule = ruleFor(rules, form, today);
  const rate = abroad ? rule?.abroad : rule?.home;
  const changes = rules.some((it) => it.forms.includes(form) && it !== rule);
  return rule?.unit === "program" && rate && rate.dayCap === null && rate.monthTimes === null && !changes && rule.until === null
    ? roundJp((jp ?? 0) * rate.rate)
    : null;
}

/**
 * A class as if it had been attended whole: on the days of its sessions; without sessions over its span; a self-paced one on the days
 * it is meant for, from today or its first day on.
 */
export function activityOf(training: Training, it: OpenClass, today: string): Activity {
  const { form, abroad, jp } = training;
  const about = { id: it.id, form, abroad, jp, times: timesOf(training, it) };
  if (it.sessions.length > 0) {
    const days = [
      ...new Set(
        datesOf(
          it.sessions.map(([from]) => from),
          it.zone,
        ),
      ),
    ];
    return { ...about, from: days[0] as string, until: days.at(-1) as string, days };
  }
  const from = it.startsOn !== null && it.startsOn > today ? it.startsOn : today;
  if (!training.selfPaced) return { ...about, from, until: it.endsOn ?? from, days: null };
  const until = Temporal.PlainDate.from(from)
    .add({ days: (training.days ?? 1) - 1 })
    .toString();
  return { ...about, from, until, days: null };
}

/** What is counted by the time is counted by its sessions. */
const timesOf = ({ form }: Training, { sessions }: OpenClass): number => (form === "coaching" || form === "mentoring" ? Math.max(1, sessions.length) : 1);
