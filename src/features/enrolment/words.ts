import { plain } from "../../core/reply.ts";
import { momentLine, whenLine } from "../training/when.ts";
import { costText, jpText, modeNames, nameOf, seatsText } from "../training/words.ts";
import type { ClassOf } from "./class-of.ts";
import { pointsOf, type Standing } from "./seats/queue.ts";

/** `*Pelatihan SPBE* (contoh), Angkatan 2` */
export function className({ training, class: it }: ClassOf): string {
  return it.name && it.name !== training.name ? `${nameOf(training)}, ${plain(it.name)}` : nameOf(training);
}

/** When, how and where, in one or two short lines. */
export function whenAndWhere({ training, class: it }: ClassOf, zone: string): string {
  const where = [it.place, it.city].filter((text) => text !== null).map(plain);
  const facts = [...(training.jp === null ? [] : [`${jpText(training.jp)} JP`]), modeNames[training.mode], ...where];
  return `${whenLine(it, zone, training.selfPaced)}\n${facts.join("; ")}`;
}

/** The same with what it costs and how many seats are left. */
export const decidingFacts = (of: ClassOf, zone: string): string => `${whenAndWhere(of, zone)}\n${costText(of.training)}; ${seatsText(of.class)}`;

/** `kesenjangan 2 + giliran unit 2 + lama menunggu 1 = 5` */
export const standingText = (it: Standing): string => `kesenjangan ${it.need} + giliran unit ${it.turn} + lama menunggu ${it.waited} = ${pointsOf(it)}`;

/** For who decides about somebody whose seat is held: how many others there are decides nothing. */
export const heldFacts = (of: ClassOf, zone: string): string => `${whenAndWhere(of, zone)}\n${costText(of.training)}`;

/** A moment, epoch seconds, in the reader's zone. */
export const moment = (atS: number, own: string, organiser = own): string => momentLine(atS, own, organiser);
