import { localDate, longDate } from "../../../core/time.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import { enrolmentsIn } from "../../enrolment/enrolment-store.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import type { State } from "../../enrolment/states.ts";
import { cityTitle } from "../../people/agencies.ts";
import { findPerson, fullName } from "../../people/person-store.ts";
import { sessionLine, whenLine } from "../../training/when.ts";
import { jpText, modeNames } from "../../training/words.ts";

export const letterKinds = ["panggilan", "surat_tugas"] as const;
export type LetterKind = (typeof letterKinds)[number];

export const letterNames: Record<LetterKind, string> = { panggilan: "surat panggilan", surat_tugas: "surat tugas" };

/** Who stands in which letter: called are those who have not answered too, sent are only those who come. */
export const inLetter: Record<LetterKind, readonly State[]> = {
  panggilan: ["dipanggil", "terdaftar"],
  surat_tugas: ["terdaftar"],
};

/** Somebody in the list of a letter. */
export interface ListedPerson {
  id: number;
  /** With titles, as certificates print it. */
  name: string;
  nip: string | null;
  grade: string | null;
  title: string | null;
  unit: string | null;
}

/** All that a letter says; what only the city can give (number, date, signatory) is left open in it. */
export interface LetterFacts {
  kind: LetterKind;
  city: string;
  training: string;
  /** Empty where the class has no name of its own. */
  className: string;
  code: string;
  /** One line for each session. */
  when: string[];
  place: string;
  mode: string;
  provider: string;
  /** Empty where only the conversion table says. */
  jp: string;
  year: string;
  people: ListedPerson[];
}

/** What a class's letter has to say; people by name. */
export async function letterFacts(desk: Desk, { training, class: it }: ClassOf, kind: LetterKind): Promise<LetterFacts> {
  const { zone } = desk.agency;
  const day = localDate(desk.now, zone);
  const when = it.sessions.length > 0 ? it.sessions.map((one) => sessionLine(one, zone, it.zone)) : [whenLine(it, zone, training.selfPaced)];
  return {
    kind,
    city: cityTitle(desk.agency),
    training: training.name,
    className: it.name && it.name !== training.name ? it.name : "",
    code: it.code,
    when,
    place: [it.place, it.city].filter(Boolean).join(", ") || (it.link ? "daring" : "menyusul"),
    mode: modeNames[training.mode],
    provider: training.provider,
    jp: training.jp === null ? "" : jpText(training.jp),
    year: longDate(day).split(" ").at(-1) ?? "",
    people: await listed(desk, it.id, inLetter[kind], day),
  };
}

async function listed(desk: Desk, classId: number, states: readonly State[], day: string): Promise<ListedPerson[]> {
  const tenant = tenantOf(desk);
  const people: ListedPerson[] = [];
  for (const it of await enrolmentsIn(desk.db, tenant, classId)) {
    const person = states.includes(it.state) ? await findPerson(desk.db, { ...tenant, personId: it.personId }, day) : undefined;
    if (!person) continue;
    const [position] = person.positions;
    people.push({
      id: person.id,
      name: fullName(person),
      nip: person.nip,
      grade: person.grade,
      title: position?.title ?? null,
      unit: position?.unit?.name ?? null,
    });
  }
  return people.toSorted((a, b) => a.name.localeCompare(b.name, "id"));
}
