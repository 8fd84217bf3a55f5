import type { GrantedRole } from "../grants.ts";
import type { BasePerson, StaffBase } from "./base.ts";
import { keyOf, type Ref } from "./person-key.ts";
import { type LinePlan, planLines } from "./plan-lines.ts";
import { changedFields, hasLeft, type PersonValues, valuesOf } from "./plan-person.ts";
import { bare, end, type PositionOps, planOthers, planPosition } from "./plan-position.ts";
import type { StaffFile } from "./read-staff.ts";
import type { Predicate, Problem, StaffRow } from "./staff-row.ts";

export interface PlannedPerson {
  ref: Ref;
  line: number;
  before: BasePerson | null;
  values: PersonValues;
  /** What changes, in words. */
  fields: string[];
}

/** What an import would do; nothing has been written. */
export interface ImportPlan {
  day: string;
  added: PlannedPerson[];
  changed: PlannedPerson[];
  unchanged: number;
  /** In the base, not in the file: will be marked `keluar`. */
  absent: BasePerson[];
  /** Not in the file, but nobody is marked: some rows cannot be read, or the file holds only a part. */
  spared: number;
  /** The base before the import. */
  people: BasePerson[];
  /** How many of them are at work. */
  atWork: number;
  /** Who will have left, by the file or by being absent from it. */
  leaving: { person: BasePerson; duty: PersonValues["duty"] }[];
  /** Rights that end because their holders leave. */
  rightsEnding: { personId: number; role: GrantedRole }[];
  newUnits: { name: string; city: string | null }[];
  unitCities: { id: number; city: string | null }[];
  positions: PositionOps;
  lines: LinePlan;
  performance: { person: Ref; year: number; predicate: Predicate }[];
  problems: Problem[];
  ignored: { address: string; text: string }[];
}

export interface PlanOptions {
  /** ISO date in the agency's zone: the day on which changes begin. */
  day: string;
  /** Who imports, as far as known. */
  importer: number | null;
  /** The file holds only a part of the staff: nobody is marked as having left. */
  partial: boolean;
  /** Heading of the supervisor's column, for messages. */
  supervisorTitle: string;
  ignored: ImportPlan["ignored"];
  /** Rights that hold now. */
  rights: { personId: number; role: GrantedRole }[];
}

/** Compares a file with the base. Pure; the same file after the plan is applied gives an empty plan. */
export function planImport(file: StaffFile, base: StaffBase, { day, importer, partial, supervisorTitle, ignored, rights }: PlanOptions): ImportPlan {
  const known = new Map(base.people.map((it) => [keyOf({ nip: it.nip, name: it }), it]));
  const matched = file.rows.map((row) => {
    const before = known.get(keyOf(row)) ?? null;
    return { row, before, ref: before?.id ?? keyOf(row), values: valuesOf(row, before) };
  });
  const atWork = base.people.filter((it) => it.status !== "LUAR_ASN" && !hasLeft(it.duty));
  const present = new Set<Ref>(matched.map((it) => it.ref));
  const missing = atWork.filter((it) => !present.has(it.id) && !file.badNips.has(it.nip ?? ""));
  const spare = partial || file.unreadable > 0 || file.rows.length === 0;
  const absent = spare ? [] : missing;
  const left = new Set<Ref>([...absent.map((it) => it.id), ...matched.filter((it) => hasLeft(it.values.duty)).map((it) => it.ref)]);
  for (const it of base.people) if (!present.has(it.id) && hasLeft(it.duty)) left.add(it.id);

  const lines = planLines(base, matched, { left, importer, day, title: supervisorTitle });
  const moved = new Set(lines.changes.map((it) => it.person));
  const positions: PositionOps = { close: [], remove: [], edit: [], insert: [] };
  const performance: ImportPlan["performance"] = [];
  const unitNames = new Map(base.units.map((it) => [it.id, it.name]));
  const unitName = (id: number) => unitNames.get(id) ?? null;
  const planned = matched.map(({ row, before, ref, values }): PlannedPerson => {
    const fields = before === null ? [] : changedFields(before, values);
    if (left.has(ref)) return { ref, line: row.line, before, values, fields };
    if (row.position && planPosition(positions, ref, before?.position ?? null, row.position, unitName, day)) fields.push("jabatan");
    if (row.others && planOthers(positions, ref, before?.others ?? [], row.others, unitName, day)) fields.push("Plt/Plh/tugas tambahan");
    const news = row.performance.filter((it) => before?.performance.get(it.year) !== it.predicate);
    performance.push(...news.map((it) => ({ person: ref, ...it })));
    if (news.length > 0) fields.push("predikat kinerja");
    if (moved.has(ref)) fields.push("atasan");
    return { ref, line: row.line, before, values, fields };
  });
  for (const it of base.people) if (left.has(it.id)) for (const held of [it.position, ...it.others]) if (held) end(positions, held, day);
  const changed = planned.filter((it) => it.before !== null && it.fields.length > 0);
  return {
    day,
    added: planned.filter((it) => it.before === null),
    changed,
    unchanged: planned.filter((it) => it.before !== null && it.fields.length === 0).length,
    absent,
    spared: spare ? missing.length : 0,
    people: base.people,
    atWork: atWork.length,
    leaving: [
      ...absent.map((person) => ({ person, duty: "keluar" as const })),
      ...changed.flatMap(({ before, values }) =>
        before && hasLeft(values.duty) && values.duty !== before.duty ? [{ person: before, duty: values.duty }] : [],
      ),
    ],
    rightsEnding: rights.filter((it) => left.has(it.personId)).map(({ personId, role }) => ({ personId, role })),
    ...unitsOf(
      matched.filter((it) => !left.has(it.ref)).map((it) => it.row),
      base,
    ),
    positions,
    lines,
    performance,
    problems: [...file.problems, ...lines.problems].sort((a, b) => a.line - b.line),
    ignored,
  };
}

/** True when applying the plan would write nothing. */
export const changesNothing = (it: ImportPlan): boolean =>
  it.added.length +
    it.changed.length +
    it.absent.length +
    it.newUnits.length +
    it.unitCities.length +
    it.lines.changes.length +
    it.lines.held.length +
    it.lines.withdrawn.length ===
  0;

/** Units that are not known yet, and cities of units that the file tells otherwise; the last row that tells a city counts. */
function unitsOf(rows: StaffRow[], base: StaffBase): Pick<ImportPlan, "newUnits" | "unitCities"> {
  const known = new Map(base.units.map((it) => [bare(it.name), it]));
  const fresh = new Map<string, string>();
  const cities = new Map<string, string | null>();
  for (const { position, others, city } of rows) {
    for (const it of [...(position ? [position] : []), ...(others ?? [])]) {
      if (it.unit !== undefined && !known.has(bare(it.unit)) && !fresh.has(bare(it.unit))) fresh.set(bare(it.unit), it.unit);
    }
    if (position?.unit !== undefined && city !== undefined) cities.set(bare(position.unit), city);
  }
  return {
    newUnits: [...fresh].map(([key, name]) => ({ name, city: cities.get(key) ?? null })),
    unitCities: [...cities].flatMap(([key, city]) => {
      const unit = known.get(key);
      return unit && unit.city !== city ? [{ id: unit.id, city }] : [];
    }),
  };
}
