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
