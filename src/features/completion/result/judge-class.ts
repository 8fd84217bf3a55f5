import { localDate } from "../../../core/time.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import type { Enrolment } from "../../enrolment/enrolment-store.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { briefsOf, fullName } from "../../people/person-store.ts";
import { marksOf } from "../attendance/attendance-store.ts";
import { dayRowsOf } from "../attendance/day-store.ts";
import { scoresOf, testDaysOf } from "../check/test-store.ts";
import { daysOf } from "../class-days.ts";
import { participantsIn } from "../participants.ts";
import { type Attendance, askedDays, attendanceOf, type Lack, type Result, resultOf } from "./measure.ts";
import { type CompletionRule, ruleOf } from "./rule-store.ts";

/** Somebody's result as the rule has it. */
export interface Judged {
  enrolment: Enrolment;
  /** Full name. */
  name: string;
  /** null = the class takes no attendance. */
  attendance: Attendance | null;
  score: number | null;
  /** Local day of the last finished test, ISO; null = none. */
  testedOn: string | null;
  result: Result;
  lacks: Lack[];
}

export interface Judgement {
  rule: CompletionRule;
  /** Days that count, ISO. */
  days: string[];
  /** Days nobody has confirmed yet; with any, nothing is declared. */
  unconfirmed: string[];
  /** Every day was left out: there is nothing to judge anybody by. */
  notHeld: boolean;
  /** Those with a result, by name. */
  people: Judged[];
  /** How many still learn by themselves and have no result yet. */
  learning: number;
}

/** What comes of a class by its rule, from what was confirmed. Reads only. */
export async function judgeClass(desk: Desk, of: ClassOf): Promise<Judgement> {
  const { db } = desk;
  const tenant = tenantOf(desk);
  const classId = of.class.id;
  const [rule, all, marks, said, scores, testDays] = [
    await ruleOf(db, tenant, of.training.id),
    await participantsIn(db, tenant, classId),
    await marksOf(db, tenant, classId),
    await dayRowsOf(db, tenant, classId),
    await scoresOf(db, tenant, classId, "akhir"),
    await testDaysOf(db, tenant, classId, "akhir", desk.agency.zone),
  ];
  const days = daysOf(of);
  const skipped = new Set([...said.values()].filter((it) => it.skipped && it.confirmed).map((it) => it.day));
  const asked = askedDays(days, skipped, marks);
  const ids = all.map((it) => it.personId);
  const names = new Map((await briefsOf(db, tenant, ids, localDate(desk.now, desk.agency.zone))).map((it) => [it.id, fullName(it)]));
  const own = Map.groupBy(marks, (it) => it.personId);
  const judged = all.map((enrolment): Judged => {
    const attendance = days.length === 0 ? null : attendanceOf(asked, own.get(enrolment.personId) ?? []);
    const score = scores.get(enrolment.personId) ?? null;
    const testedOn = testDays.get(enrolment.personId) ?? null;
    return { enrolment, name: names.get(enrolment.personId) ?? "", attendance, score, testedOn, ...resultOf(rule, attendance, score) };
  });
  const open = days.length === 0 && (of.class.endsOn === null || localDate(desk.now, of.class.zone) <= of.class.endsOn);
  const people = judged.filter((it) => !open || it.result === "selesai" || it.enrolment.state !== "terdaftar");
  return {
    rule,
    days: asked.map((it) => it.day),
    unconfirmed: days.filter((it) => said.get(it)?.confirmed !== true),
    notHeld: days.length > 0 && asked.length === 0,
    people: people.sort((a, b) => a.name.localeCompare(b.name, "id") || a.enrolment.id - b.enrolment.id),
    learning: judged.length - people.length,
  };
}
