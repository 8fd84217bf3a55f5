import type { Button, Call } from "../../../core/reply.ts";
import type { Training } from "../../training/store.ts";
import { dateOf, dayAndDate } from "../../training/when.ts";
import { beginOf, type ClassOf } from "../class-of.ts";

/** Choices in one message: a WhatsApp list has ten rows, and the reply needs some itself. */
export const classesShown = 7;

/** Classes as choices, each with its name and first day. */
export function classButtons(classes: ClassOf[], zone: string, call: (it: ClassOf) => Call): Button[] {
  return classes.slice(0, classesShown).map((it, at) => ({ label: `Pilih ${at + 1}`, full: classLine(it, zone), call: call(it) }));
}

/** `Pelatihan SPBE, Angkatan 2 — Senin, 7 Des 2026`, in plain words for a button. */
export function classLine({ training, class: it }: ClassOf, zone: string): string {
  const begin = beginOf(it, training.selfPaced);
  const when = begin === null ? (training.selfPaced ? "kapan saja" : "tanggal menyusul") : dayAndDate(dateOf(begin, zone));
  const name = it.name && it.name !== training.name ? `${training.name}, ${it.name}` : training.name;
  return `${name} — ${when}`;
}

const interest = "Catat minat";

/** The first trainings without a date, each to be noted by one tap that names it. */
export function interestButtons(trainings: Training[]): Button[] {
  return trainings.slice(0, 3).map((it, at) => ({
    label: at === 0 ? interest : `${interest} ${at + 1}`,
    full: `${interest}: ${it.name}`,
    call: { capability: "note_interest", input: { training: it.code } },
  }));
}
