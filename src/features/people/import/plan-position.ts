import type { HeldPosition } from "./base.ts";
import type { Ref } from "./person-key.ts";
import type { StaffPosition } from "./staff-row.ts";

type Kind = HeldPosition["kind"];

/** Changes of positions: a span is closed where it ended, rewritten where it was wrong from its first day. */
export interface PositionOps {
  close: { id: number; until: string }[];
  remove: number[];
  /** Other words or another first day for the same position. */
  edit: { id: number; title: string; since: string }[];
  insert: NewPosition[];
}

export interface NewPosition {
  person: Ref;
  kind: Kind;
  title: string;
  family: HeldPosition["family"];
  level: string | null;
  section: string | null;
  /** By name: it may be new as well. */
  unit: string | null;
  since: string;
}

/** Names compared without case and signs. */
export const bare = (text: string | null): string => (text ?? "").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** Brings one position of a kind from `current` to `wanted`; true when something is to be done. */
export function planPosition(
  ops: PositionOps,
  person: Ref,
  current: HeldPosition | null,
  wanted: StaffPosition & { kind?: Kind },
  unitName: (id: number) => string | null,
  day: string,
): boolean {
  const sameTitle = current !== null && bare(current.title) === bare(wanted.title);
  const known = sameTitle ? current : null;
  const heldUnit = current?.unitId != null ? unitName(current.unitId) : null;
  const next: NewPosition = {
    person,
    kind: wanted.kind ?? "definitif",
    title: wanted.title,
    family: wanted.family ?? known?.family ?? "lain",
    level: wanted.level === undefined ? (known?.level ?? null) : wanted.level,
    section: wanted.section === undefined ? (known?.section ?? null) : wanted.section,
    unit: wanted.unit ?? heldUnit,
    since: wanted.since ?? day,
  };
  if (sameTitle && next.family === current.family && next.level === current.level && next.section === current.section && bare(next.unit) === bare(heldUnit)) {
    const since = wanted.since ?? current.since;
    if (since === current.since && next.title === current.title) return false;
    ops.edit.push({ id: current.id, title: next.title, since });
    return true;
  }
  if (current !== null) end(ops, current, next.since);
  ops.insert.push(next);
  return true;
}

/** Acting positions and further duties: those that the file does not name end. */
export function planOthers(
  ops: PositionOps,
  person: Ref,
  current: HeldPosition[],
  wanted: (StaffPosition & { kind: Kind })[],
  unitName: (id: number) => string | null,
  day: string,
): boolean {
  const nameOf = (it: { kind: Kind; title: string }) => `${it.kind} ${bare(it.title)}`;
  let changed = false;
  for (const it of wanted) {
    const held = current.find((other) => nameOf(other) === nameOf(it)) ?? null;
    changed = planPosition(ops, person, held, it, unitName, day) || changed;
  }
  const over = current.filter((it) => !wanted.some((other) => nameOf(other) === nameOf(it)));
  for (const it of over) end(ops, it, day);
  return changed || over.length > 0;
}

/** Ends a span on a day; one that would be empty never was. */
export function end(ops: Pick<PositionOps, "close" | "remove">, { id, since }: { id: number; since: string }, day: string): void {
  if (day <= since) ops.remove.push(id);
  else ops.close.push({ id, until: day });
}
