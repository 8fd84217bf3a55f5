import type { Preference } from "./preference-store.ts";

/** What a wish is about, as people are told. */
export const kindNames: Record<Preference["kind"], string> = {
  mode: "cara belajar",
  cost: "biaya",
  place: "tempat",
  interest: "minat",
  less: "dikurangi",
  less_topic: "dikurangi",
};

/** A wish that is not in the person's own words, in ours; any other is as it was said. */
export const valueNames: Record<string, string> = {
  daring: "daring saja",
  tatap_muka: "tatap muka saja",
  gratis: "tanpa biaya peserta",
  kota: "dalam kota saja",
};
