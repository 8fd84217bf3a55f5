import type { Mark, Moment } from "../attendance/attendance-store.ts";
import type { CompletionRule } from "./rule-store.ts";

/** What was asked of everybody on a day that counts. */
export interface AskedDay {
  /** ISO. */
  day: string;
  /** For which moments somebody used a code; never none. */
  moments: Moment[];
}

/** How far somebody was there. */
export interface Attendance {
  /** 0 to 1. */
  share: number;
  /** Days on which the person was there at least once, ISO. */
  days: string[];
  /** Marks by the shown code, and from the officer's list. */
  byCode: number;
  byList: number;
}

/**
 * The days that count: all but those that were not held. A moment is asked for where a code was used: one that was shown and that nobody
 * used asked nobody, and the officer's list is about the whole day. A day without any used code asks for coming.
 */
export function askedDays(days: string[], skipped: ReadonlySet<string>, marks: Mark[]): AskedDay[] {
  return days
    .filter((it) => !skipped.has(it))
    .map((day) => {
      const all = marks.filter((it) => it.day === day && it.via === "kode" && !it.struck).map((it) => it.moment);
      return { day, moments: all.length === 0 ? (["masuk"] as Moment[]) : [...new Set(all)] };
    });
}

/** Each day weighs the same; on a day with two moments each is half of it, and a mark from the list is all of it. `marks`: of one person. */
export function attendanceOf(asked: AskedDay[], marks: Mark[]): Attendance {
  const counted = marks.filter((it) => !it.struck);
  const held = asked.map(({ day, moments }) => {
    const own = counted.filter((it) => it.day === day);
    const listed = own.find((it) => it.via === "daftar");
    return { day, moments, marks: moments.flatMap((moment) => own.find((it) => it.moment === moment) ?? listed ?? []) };
  });
  const sum = held.reduce((all, it) => all + it.marks.length / it.moments.length, 0);
  const all = held.flatMap((it) => it.marks);
  return {
    share: asked.length === 0 ? 0 : sum / asked.length,
    days: held.filter((it) => it.marks.length > 0).map((it) => it.day),
    byCode: all.filter((it) => it.via === "kode").length,
    byList: all.filter((it) => it.via === "daftar").length,
  };
}

export type Result = "selesai" | "tidak_selesai" | "tidak_hadir";

/** Why somebody has not completed. */
export type Lack = "attendance" | "test" | "no_test";

/**
 * The result by the rule. `attendance` null = the class takes none (learnt alone): then the test alone decides, and without a test nobody has
 * completed by themselves. `score`: points of the post-test, null = not taken.
 */
export function resultOf(rule: CompletionRule, attendance: Attendance | null, score: number | null): { result: Result; lacks: Lack[] } {
  if (attendance !== null && attendance.share === 0) return { result: "tidak_hadir", lacks: ["attendance"] };
  const lacks: Lack[] = [];
  // A share of days comes from divisions: 4 of 5 must be 80 percent.
  if (attendance !== null && attendance.share + 1e-9 < rule.attendance) lacks.push("attendance");
  if (score === null && (rule.testLeast !== null || attendance === null)) lacks.push("no_test");
  else if (score !== null && rule.testLeast !== null && score < rule.testLeast) lacks.push("test");
  return { result: lacks.length === 0 ? "selesai" : "tidak_selesai", lacks };
}
