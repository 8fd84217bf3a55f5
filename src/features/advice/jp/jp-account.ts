import type { Subject } from "../../../core/personal-data.ts";
import type { Database } from "../../../db/database.ts";
import type { PersonRecord, Tenant } from "../../people/person-store.ts";
import { forms, type Route } from "../../training/forms.ts";
import { type Credit, creditsOf, roundJp } from "../../training/jp-credit.ts";
import type { JpRule } from "../../training/jp-rules.ts";
import { type LearningRecord, recordsOf, recordsOfEach } from "../../training/record-store.ts";
import { rulesOf } from "../../training/rule-store.ts";
import { type JpFrame, jpFrame } from "./jp-frame.ts";

/** Something learnt with the JP it brought. */
export interface Entry {
  record: LearningRecord;
  credit: Credit;
}

/** Somebody's JP in the running year of account. */
export interface JpAccount {
  frame: JpFrame;
  /** What counts, in the order of its end. */
  entries: Entry[];
  earned: number;
  byRoute: Record<Route, number>;
  /** Handed in and not yet checked: JP it would bring. */
  waiting: { count: number; jp: number };
  /** JP that the floor still asks for; 0 without a floor. */
  needed: number;
  /** JP up to the ceiling; null without one. */
  room: number | null;
}

/**
 * The account from records: an activity counts in the year in which it ended, and only once it is recognised. Caps hold over
 * all activities that went on at once, also over those that ended in another year.
 */
export function accountOf(records: LearningRecord[], rules: JpRule[], frame: JpFrame): JpAccount {
  const counted = entriesIn(
    records.filter((it) => it.state === "diakui"),
    rules,
    frame,
  );
  const withWaiting = entriesIn(
    records.filter((it) => it.state !== "ditolak"),
    rules,
    frame,
  );
  const earned = sum(counted);
  const byRoute: Record<Route, number> = { klasikal: 0, nonklasikal: 0, pendidikan: 0 };
  for (const { record, credit } of counted) byRoute[forms[record.form].route] = roundJp(byRoute[forms[record.form].route] + credit.credited);
  return {
    frame,
    entries: counted,
    earned,
    byRoute,
    waiting: { count: withWaiting.length - counted.length, jp: roundJp(sum(withWaiting) - earned) },
    needed: frame.kind === "floor" ? roundJp(Math.max(0, frame.floor - earned)) : 0,
    room: frame.kind === "ceiling" ? roundJp(Math.max(0, frame.ceiling - earned)) : null,
  };
}

function entriesIn(records: LearningRecord[], rules: JpRule[], { from, until }: JpFrame): Entry[] {
  const credits = creditsOf(records, rules);
  return records
    .map((record, at) => ({ record, credit: credits[at] as Credit }))
    .filter(({ record }) => record.until >= from && record.until < until)
    .sort((a, b) => (a.record.until < b.record.until ? -1 : a.record.until > b.record.until ? 1 : a.record.id - b.record.id));
}

const sum = (entries: Entry[]): number => roundJp(entries.reduce((all, it) => all + it.credit.credited, 0));

/** The account of one person of this city on a day (ISO, in the agency's zone); null for who is no civil servant. */
export async function loadAccount(
  db: Database,
  subject: Subject,
  person: PersonRecord,
  today: string,
): Promise<{ account: JpAccount; records: LearningRecord[]; rules: JpRule[] } | null> {
  const frame = jpFrame(person, today);
  if (frame === null) return null;
  const [records, rules] = [await recordsOf(db, subject), await rulesOf(db, subject)];
  return { account: accountOf(records, rules, frame), records, rules };
}

/** The accounts of several people of this city, by person; who is no civil servant has none. */
export async function loadAccounts(db: Database, tenant: Tenant, people: PersonRecord[], today: string): Promise<Map<number, JpAccount>> {
  const ids = people.map((it) => it.id);
  const [records, rules] = [await recordsOfEach(db, tenant, ids), await rulesOf(db, tenant)];
  return new Map(
    people.flatMap((it) => {
      const frame = jpFrame(it, today);
      return frame === null ? [] : [[it.id, accountOf(records.get(it.id) ?? [], rules, frame)] as const];
    }),
  );
}
