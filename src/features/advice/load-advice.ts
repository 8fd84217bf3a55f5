import type { Context } from "../../core/capability.ts";
import type { Agency } from "../../core/person.ts";
import { localDate } from "../../core/time.ts";
import { aimOf } from "../competency/aim-store.ts";
import type { Standard } from "../competency/dictionary/dictionary.ts";
import { openDictionary } from "../competency/dictionary/open-dictionary.ts";
import { gapProfiles } from "../competency/gap/gap.ts";
import { loadClasses } from "../enrolment/class-of.ts";
import { enteredClasses } from "../enrolment/enrolment-store.ts";
import { type Quality, qualityOf } from "../feedback/measure/quality.ts";
import { findPerson, type PersonRecord } from "../people/person-store.ts";
import { type Busy, leaveAsBusy } from "../training/busy.ts";
import { factsOf } from "../training/eligibility.ts";
import type { JpRule } from "../training/jp-rules.ts";
import { openCatalogue } from "../training/open-catalogue.ts";
import type { LearningRecord } from "../training/record-store.ts";
import { rulesOf } from "../training/rule-store.ts";
import type { Tenant, Training } from "../training/store.ts";
import { matchTopic } from "../training/topic.ts";
import { type JpAccount, loadAccount } from "./jp/jp-account.ts";
import { elapsedShare } from "./jp/jp-frame.ts";
import { type Candidate, candidatesOf, type LeftOut } from "./recommend/candidate.ts";
import { type Gap, type Step, stepsOf, withAim } from "./recommend/gap-steps.ts";
import type { Situation, Wishes } from "./recommend/score.ts";
import { type Preference, preferencesOf } from "./wishes/preference-store.ts";

/** All that advice rests on, for one person or for a guest. */
export interface Advice {
  agency: Agency;
  /** ISO date in the agency's zone. */
  today: string;
  /** The person's own record; null = a guest. */
  person: PersonRecord | null;
  /** Title of the standard that the gaps are against; null = none. */
  standard: string | null;
  gaps: Gap[];
  steps: Step[];
  /** Title of the position aimed for; null = none. */
  aim: string | null;
  /** The JP account; null for guests and who is no civil servant. */
  account: JpAccount | null;
  /** What was learnt and recognised, and the table by which it counts. */
  records: LearningRecord[];
  rules: JpRule[];
  /** Codes of trainings done. */
  done: Set<string>;
  preferences: Preference[];
  situation: Situation;
  /** What participants' answers say of trainings, by id; only where five and more say it. */
  quality: Map<number, Quality>;
  trainings: Training[];
  candidates: Candidate[];
  /** What is open to those appointed only, and would fit. */
  appointed: Candidate[];
  leftOut: LeftOut;
  /** Competency names by id. */
  names: Map<string, string>;
}

/** Trainings done within these days need not be done again now. */
const latelyDays = 365;

/** Loads what advice needs for who is asking; a standard may be given instead of the held position's. Throws nothing for empty catalogues. */
export async function loadAdvice(context: Context, agency: Agency, standard?: Standard): Promise<Advice> {
  const { db, cell, now, person: caller } = context;
  const tenant = { cell, agencyId: agency.id };
  const today = localDate(now, agency.zone);
  const subject = caller && { ...tenant, personId: caller.id };
  const person = subject ? ((await findPerson(db, subject, today)) ?? null) : null;
  const profile = person ? (await gapProfiles(db, tenant, [person], { day: today, target: standard?.id }))[0] : undefined;
  const aim = subject && person && !standard ? await aimOf(db, subject) : undefined;
  const aimed = person && aim ? (await gapProfiles(db, tenant, [person], { day: today, target: aim.standardId }))[0] : undefined;
  const { names } = await openDictionary(db, tenant);
  const gaps = profile ? withAim(profile.items, aimed?.items ?? []) : (standard?.requirements ?? []).map((it) => guestGap(it, names));
  const loaded = subject && person ? await loadAccount(db, subject, person, today) : null;
  const preferences = subject ? await preferencesOf(db, subject) : [];
  const { trainings, classes } = await openCatalogue(db, tenant, now, today);
  const records = (loaded?.records ?? []).filter((it) => it.state === "diakui");
  const rules = loaded?.rules ?? (await rulesOf(db, tenant));
  const done = new Set(records.flatMap((it) => it.trainingCode ?? []));
  const since = Temporal.PlainDate.from(today).subtract({ days: latelyDays }).toString();
  const steps = stepsOf(gaps);
  const found = candidatesOf({
    trainings,
    classes,
    rules,
    steps,
    who: person && factsOf(person),
    done,
    lately: new Set(records.filter((it) => it.until >= since).flatMap((it) => it.trainingCode ?? [])),
    busy: person ? await busyOf(db, tenant, person, agency.zone) : [],
    today,
  });
  const account = loaded?.account ?? null;
  const quality = await qualityOf(db, tenant);
  const held = { agency, today, person, account, preferences, trainings, names, records, rules, done, gaps, steps };
  const city = person ? (person.positions[0]?.unit?.city ?? agency.name) : null;
  return {
    ...held,
    standard: profile ? (profile.standard?.title ?? null) : (standard?.title ?? null),
    aim: aim?.title ?? null,
    situation: { ...situationOf({ ...held, city }), quality: (id) => quality.get(id)?.mark },
    quality,
    ...found,
  };
}

/** Leave, and the classes that somebody is in or asks for; in order. */
async function busyOf(db: Context["db"], tenant: Tenant, person: PersonRecord, zone: string): Promise<Busy[]> {
  const entered = await loadClasses(db, tenant, await enteredClasses(db, tenant, person.id));
  const taught = [...entered.values()].flatMap((it) => it.class.sessions);
  return [...leaveAsBusy(person.leaveFrom, person.leaveUntil, zone), ...taught].sort((a, b) => a[0] - b[0]);
}

const guestGap = ({ competency, required, weight }: Standard["requirements"][number], names: Map<string, string>): Gap => ({
  competency: { id: competency, name: names.get(competency) ?? competency },
  required,
  weight,
  held: null,
  certainty: 0,
});

interface Known extends Pick<Advice, "preferences" | "trainings" | "names" | "account" | "today"> {
  city: string | null;
}

function situationOf({ preferences, trainings, names, account, today, city }: Known): Situation {
  const values = (kind: Preference["kind"]) => preferences.filter((it) => it.kind === kind).map((it) => it.value);
  const mode = values("mode")[0];
  const fits = (subjects: string[]) => {
    const best = new Map<string, number>();
    for (const subject of subjects) {
      for (const { training, fit } of matchTopic(subject, trainings, names)) best.set(training.code, Math.max(fit, best.get(training.code) ?? 0));
    }
    return best;
  };
  const wishes: Wishes = {
    mode: mode === "daring" || mode === "tatap_muka" ? mode : null,
    interest: fits(values("interest")),
    less: values("less").flatMap((code) => trainings.find((it) => it.code === code) ?? []),
    lessTopics: fits(values("less_topic")),
    free: values("cost").length > 0,
    local: values("place").length > 0,
  };
  return {
    wishes,
    jpNeeded: account?.needed ?? 0,
    elapsed: account ? elapsedShare(account.frame, today) : 0,
    until: account?.frame.until ?? null,
    city,
  };
}
