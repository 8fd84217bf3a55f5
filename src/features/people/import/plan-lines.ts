import type { BasePerson, StaffBase } from "./base.ts";
import { leaderKey, type Ref } from "./person-key.ts";
import { end } from "./plan-position.ts";
import type { Problem, StaffRow } from "./staff-row.ts";

const texts = {
  unknown: "Atasan ini tidak ada di berkas maupun di data pegawai: atasan tidak diubah.",
  left: "Atasan ini sudah tidak bertugas menurut data: atasan tidak dicatat.",
  circle: "Garis atasan berputar: bila diikuti ke atas, kembali ke pegawai ini. Atasan tidak diubah.",
};

/** A change of who leads whom. */
export interface LineChange {
  person: Ref;
  /** 0 = not from a row of the file. */
  line: number;
  from: number | null;
  to: Ref | null;
  /** The person is new: nothing changes, something begins. */
  fresh: boolean;
}

/** Changes of the reporting line: what is done now, what waits for a second officer, what is refused. */
export interface LinePlan {
  close: { id: number; until: string }[];
  remove: number[];
  insert: { person: Ref; supervisor: Ref; since: string }[];
  changes: LineChange[];
  /** Would give the importer power over somebody (F3): kept until a second officer confirms. */
  held: LineChange[];
  /** Held before and still so. */
  waiting: number;
  /** Ids of held changes that the file no longer asks for. */
  withdrawn: number[];
  problems: Problem[];
}

interface Matched {
  ref: Ref;
  row: StaffRow;
  before: BasePerson | null;
}

/** Second pass: people are known, so that a supervisor may stand below a subordinate, or only in the base. */
export function planLines(
  base: StaffBase,
  matched: Matched[],
  { left, importer, day, title }: { left: Set<Ref>; importer: number | null; day: string; title: string },
): LinePlan {
  const plan: LinePlan = { close: [], remove: [], insert: [], changes: [], held: [], waiting: 0, withdrawn: [], problems: [] };
  const refOf = supervisorIndex(base, matched);
  const problem = ({ line, supervisor }: StaffRow, reason: string): number =>
    plan.problems.push({ line, address: supervisor?.address ?? "", column: title, reason, bad: false });
  const wanted = new Map<Ref, LineChange & { row: StaffRow }>();
  const told = matched.filter(({ ref, row }) => row.supervisor !== undefined && !left.has(ref));
  for (const { ref, row, before } of told) {
    const to = row.supervisor ? refOf(row.supervisor) : null;
    if (to === undefined) problem(row, texts.unknown);
    else if (to !== null && left.has(to)) problem(row, texts.left);
    else if (to !== ref) wanted.set(ref, { person: ref, line: row.line, from: before?.line?.supervisorId ?? null, to, fresh: before === null, row });
  }
  const changed = new Map([...wanted].filter(([, it]) => it.from !== it.to));
  const lineOf = new Map<Ref, number>(
    base.people.flatMap((it) => (it.line && !left.has(it.id) && !left.has(it.line.supervisorId) ? [[it.id, it.line.supervisorId]] : [])),
  );
  for (const it of inCircles(changed, lineOf)) {
    problem(it.row, texts.circle);
    changed.delete(it.person);
    wanted.delete(it.person);
  }
  const power = new Set<Ref>(importer === null ? [] : [importer, ...(base.leadersOf.get(importer) ?? [])]);
  const byId = new Map(base.people.map((it) => [it.id, it]));
  for (const { row: _, ...it } of changed.values()) {
    const before = typeof it.person === "number" ? byId.get(it.person) : undefined;
    if (it.to !== null && power.has(it.to)) {
      if (before?.held?.supervisorId === it.to) plan.waiting++;
      else plan.held.push(it);
      continue;
    }
    if (before?.line) end(plan, before.line, day);
    if (it.to !== null) plan.insert.push({ person: it.person, supervisor: it.to, since: day });
    plan.changes.push(it);
  }
  for (const it of base.people) {
    const asked = wanted.get(it.id);
    if (it.held && (left.has(it.id) || left.has(it.held.supervisorId) || (asked && asked.to !== it.held.supervisorId))) plan.withdrawn.push(it.held.id);
    if (!it.line || !(left.has(it.id) || left.has(it.line.supervisorId)) || changed.has(it.id)) continue;
    end(plan, it.line, day);
    if (!left.has(it.id)) plan.changes.push({ person: it.id, line: 0, from: it.line.supervisorId, to: null, fresh: false });
  }
  return plan;
}

/** Finds a supervisor by NIP or, of one outside the civil service, by name; undefined = unknown. */
function supervisorIndex(base: StaffBase, matched: Matched[]): (asked: { nip: string } | { name: string }) => Ref | undefined {
  const refs = new Map<string, Ref>();
  for (const it of base.people) {
    if (it.nip !== null) refs.set(it.nip, it.id);
    if (it.status === "LUAR_ASN") refs.set(leaderKey(it.name), it.id);
  }
  for (const { ref, row } of matched) {
    if (row.nip !== null) refs.set(row.nip, ref);
    if (row.status === "LUAR_ASN") refs.set(leaderKey(row.name.name), ref);
  }
  return (asked) => refs.get("nip" in asked ? asked.nip : leaderKey(asked.name));
}

/** The changes that close a circle. They are taken out, then it is looked again: what was before them may close another. */
function inCircles<T extends LineChange>(changed: Map<Ref, T>, lineOf: Map<Ref, number>): T[] {
  const out = new Set<Ref>();
  const above = (ref: Ref): Ref | null => {
    const change = out.has(ref) ? undefined : changed.get(ref);
    return change ? change.to : (lineOf.get(ref) ?? null);
  };
  for (let again = true; again; ) {
    again = false;
    const done = new Set<Ref>();
    for (const start of [...changed.keys(), ...lineOf.keys()]) {
      const path = new Map<Ref, number>();
      let at: Ref | null = start;
      for (; at !== null && !done.has(at) && !path.has(at); at = above(at)) path.set(at, path.size);
      if (at !== null && path.has(at)) {
        const from = path.get(at) ?? 0;
        const guilty = [...path].filter(([ref, place]) => place >= from && changed.has(ref) && !out.has(ref)).map(([ref]) => ref);
        for (const ref of guilty) out.add(ref);
        again ||= guilty.length > 0;
      }
      for (const ref of path.keys()) done.add(ref);
    }
  }
  return [...out].flatMap((ref) => changed.get(ref) ?? []);
}
