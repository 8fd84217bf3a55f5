import { isRelative } from "../schedule.ts";
import type { StoredClass, storedCatalogue } from "./catalogue-store.ts";
import { type ClassDraft, classColumns } from "./class-draft.ts";
import type { MappedColumn } from "./mapping.ts";
import { type TrainingDraft, trainingColumns } from "./training-draft.ts";

/** Codes of what is new and different; `fields` are headings. */
export interface Changes {
  added: string[];
  changed: { code: string; fields: string[] }[];
  unchanged: number;
}

/** A class to be written; one that keeps its dates keeps its sessions too. */
export type DatedDraft = ClassDraft & { keepsDates: boolean };

type Stored = Awaited<ReturnType<typeof storedCatalogue>>;

/** What is new or different against what is stored, and the drafts to be written for it. */
export function withChanges(trainings: TrainingDraft[], classes: ClassDraft[], stored: Stored, today: string, mapped: MappedColumn[]) {
  const title = (id: string | undefined) => mapped.find((it) => it.id === id)?.names[0] ?? id ?? "";
  const ofTrainings = changesOf(trainings, (it) => {
    const before = stored.trainings.get(it.code);
    return before && differing(it, before, trainingColumns).map(title);
  });
  const ofClasses = changesOf(classes, (it) => {
    const before = stored.classes.get(it.code);
    return (
      before &&
      [...differing(it, before, classColumns), ...approvalChanged(it, before), ...(isOutdated(it, before, today) ? [classColumns.schedule] : [])].map(title)
    );
  });
  const keepsDates = (it: ClassDraft): boolean => {
    const before = stored.classes.get(it.code);
    return before !== undefined && before.schedule === it.schedule && !isOutdated(it, before, today);
  };
  return {
    trainings: ofTrainings.changes,
    classes: ofClasses.changes,
    drafts: {
      trainings: trainings.filter((it) => ofTrainings.written.has(it.code)),
      classes: classes.filter((it) => ofClasses.written.has(it.code)).map((it) => ({ ...it, keepsDates: keepsDates(it) })),
    },
  };
}

/** A class whose dates were counted from an import that is over: counted anew from today, so that an example never goes stale. */
const isOutdated = (it: ClassDraft, before: StoredClass, today: string): boolean =>
  before.schedule === it.schedule && isRelative(it.schedule) && before.endsOn !== null && before.endsOn < today;

/** A file that says nothing about it leaves it as it is. */
const approvalChanged = (it: ClassDraft, before: StoredClass): string[] => (it.approval !== null && it.approval !== before.approval ? ["persetujuan"] : []);

function changesOf<T extends { code: string }>(drafts: T[], fieldsOf: (it: T) => string[] | undefined): { changes: Changes; written: Set<string> } {
  const changes: Changes = { added: [], changed: [], unchanged: 0 };
  for (const it of drafts) {
    const fields = fieldsOf(it);
    if (fields === undefined) changes.added.push(it.code);
    else if (fields.length > 0) changes.changed.push({ code: it.code, fields });
    else changes.unchanged++;
  }
  return { changes, written: new Set([...changes.added, ...changes.changed.map((it) => it.code)]) };
}

/** Columns of the fields that are not the same; a schedule is compared as written. */
function differing(draft: object, before: object, columns: Record<string, string>): (string | undefined)[] {
  const value = (of: object, key: string) => JSON.stringify((of as Record<string, unknown>)[key]);
  return Object.keys(columns)
    .filter((key) => value(draft, key) !== value(before, key))
    .map((key) => columns[key]);
}
