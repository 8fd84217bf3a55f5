import type { Context } from "../../../core/capability.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { createStemmer } from "../../../language/stemmer.ts";
import { topicStems } from "../../training/topic.ts";
import { addPreference, endedAmong, endThese, type Preference } from "./preference-store.ts";

/** A wish with the name under which it is shown. */
export type NamedWish = Preference & { name: string };

/** The wishes that speak of a subject: "excel" is in what was kept as "Excel dasar". */
export function wishesAbout(about: string, wishes: NamedWish[]): NamedWish[] {
  const stem = createStemmer(() => 0);
  const wanted = topicStems(about, stem);
  return wishes.filter((it) => {
    const own = new Set(topicStems(it.name, stem));
    return wanted.length > 0 && wanted.every((word) => own.has(word));
  });
}

/** Takes wishes back. */
export async function forget({ db, now }: Context, subject: Subject, wishes: Preference[]): Promise<void> {
  await endThese(
    db,
    subject,
    wishes.map((it) => it.id),
    now,
  );
}

/** Remembers again what was taken back; how many were. Twice is once. */
export async function restore({ db, now }: Context, subject: Subject, ids: number[]): Promise<number> {
  const ended = await endedAmong(db, subject, ids);
  for (const { kind, value } of ended) await addPreference(db, subject, { kind, value }, now);
  return ended.length;
}
