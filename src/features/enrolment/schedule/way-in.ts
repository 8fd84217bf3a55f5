import { isAppointed } from "../../training/forms.ts";
import type { Training } from "../../training/store.ts";
import type { ClassOf } from "../class-of.ts";

/** Who brings people into a class: they themselves, their unit by proposing them, or the city by calling them. */
export type WayIn = "sendiri" | "unit" | "panggilan";

export function wayIn({ training, class: it }: ClassOf): WayIn {
  if (isAppointed(training.form) || it.entry === "ditunjuk") return "panggilan";
  return it.entry === "terbuka" ? "sendiri" : "unit";
}

export const entersAlone = (of: ClassOf): boolean => wayIn(of) === "sendiri";

/** In the same order, but what people can enter by themselves comes first. */
export const ownFirst = (classes: ClassOf[]): ClassOf[] => classes.toSorted((a, b) => Number(entersAlone(b)) - Number(entersAlone(a)));

/** Whether taking part costs a participant nothing; who pays has to be known. */
export const isFree = ({ cost, payer }: Training): boolean => cost === 0 || (payer !== null && payer !== "peserta");
