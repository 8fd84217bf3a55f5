import { z } from "zod";
import { maskPersonalData } from "../../../core/mask.ts";
import { type Database, sql } from "../../../db/database.ts";
import type { Place } from "../ticket-store.ts";

/** A datum about somebody in a text that everybody is to read: what it is, and where it stands, itself made unreadable. */
export interface CaseFact {
  kind: string;
  where: string;
}

/** Letters shown on both sides of a datum. */
const around = 25;
/** Shortest word of the asker's name that tells; shorter ones are words of the language too often. */
const tellingLetters = 4;

/** What of somebody still stands in a text: numbers and addresses, the asker's name, the whole name of anybody of the city. */
export async function caseFacts(db: Database, place: Place, text: string, asker: string | null): Promise<CaseFact[]> {
  const facts: CaseFact[] = [];
  const masked = maskPersonalData(text);
  for (const found of masked.matchAll(/\[(email|NIP|NIK|nomor telepon|kode)\]/g)) {
    if (masked !== text) facts.push({ kind: found[1] ?? "", where: cut(masked, found.index, found[0].length) });
  }
  const words = (asker ?? "").match(/\p{L}+/gu)?.filter((it) => it.length >= tellingLetters) ?? [];
  for (const name of new Set([...words, ...(await namesIn(db, place, text))])) {
    const found = new RegExp(`(?<!\\p{L})${escaped(name)}(?!\\p{L})`, name.includes(" ") ? "iu" : "u").exec(text);
    if (found) facts.push({ kind: "nama", where: cut(text.replace(found[0], "•••"), found.index, 3) });
  }
  return facts;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

const cut = (text: string, at: number, length: number): string =>
  `${at > around ? "…" : ""}${text.slice(Math.max(0, at - around), at + length + around)}${at + length + around < text.length ? "…" : ""}`;

/** Names of at least two words of the city's people that stand in the text. */
async function namesIn(db: Database, { cell, agencyId }: Place, text: string): Promise<string[]> {
  const rows = await db.many(
    z.object({ name: z.string() }),
    sql`select name from person where cell = ${cell} and agency_id = ${agencyId} and name like '% %' and position(lower(name) in ${text.toLowerCase()}) > 0 limit 5`,
  );
  return rows.map((it) => it.name);
}
