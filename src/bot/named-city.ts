import type { Agency } from "../core/person.ts";
import { bare } from "./spoken.ts";

/** The city that a short message names and says nothing else: "Kendari", "kota Pontianak", "saya di tanjung pinang, pak". */
export function namedCity(text: string, cities: Agency[]): Agency | undefined {
  const name = bare(text)
    .replace(lead, "")
    .replace(/[^a-z]/g, "");
  return name === "" ? undefined : cities.find((it) => [it.slug, it.name.toLowerCase()].some((own) => own.replace(/[^a-z]/g, "") === name));
}

const lead = /^(?:saya )?(?:(?:kerja|bekerja|dinas|bertugas|tugas) )?(?:(?:di|dari|ke) )?(?:(?:kota|pemkot|pemko|pemerintah kota)[ -])?/;

/** Whether a message asks the question before it for a city: "kalau di Pontianak?", "Kendari gimana?". The city of the talk stays as it is. */
export function asksElsewhere(text: string, cities: Agency[], previous: unknown): boolean {
  // A longer message says more than that; and thousands of spaces would be tried from each of their places.
  if (typeof previous !== "string" || text.length > longest) return false;
  const words = bare(text);
  const rest = words.replace(opening, "").replace(ending, "");
  return rest !== words && namedCity(rest, cities) !== undefined;
}

/** Characters of such a message, at most. */
const longest = 100;

const opening = /^(?:(?:kalau|kalo|klo|kl|trus|terus|trs|lalu|dan|bagaimana|gimana|gmn|bgmn|untuk|utk|buat|yang|yg|dengan|dgn)\s+)+/;
const ending = /\s+(?:bagaimana|gimana|gmn|bgmn|berapa|brp)(?:\s+(?:ya|dong|kah|sih))?$/;
