import { plain } from "../../../core/reply.ts";
import type { Target } from "../../training/store.ts";

/** Names of competencies by id. */
export type Named = Map<string, string>;

/** Where the reader stands in a competency; null = unknown. */
export interface Gap {
  competency: string;
  held: number | null;
  required: number;
}

/** `Pelayanan Publik level 2→3 (Anda 2, jabatan meminta 3)` */
export function targetText({ competency, from, to }: Target, names: Named, gaps: Gap[]): string {
  const name = plain(names.get(competency) ?? competency);
  const own = gaps.find((it) => it.competency === competency);
  const level = from === 0 ? `${name} sampai level ${to}` : `${name} level ${from}→${to}`;
  return own && own.held !== null ? `${level} (Anda ${own.held}, jabatan meminta ${own.required})` : level;
}
