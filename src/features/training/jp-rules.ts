import type { Form } from "./forms.ts";

/** How many JP a unit of a form brings, and how many at most; null = no such limit. */
export interface JpRate {
  /** JP per unit; for `program` a factor on the programme's own JP. */
  rate: number;
  /** JP in one day at most, over everything under this rule that goes on at once. */
  dayCap: number | null;
  /** Times in one calendar month that count. */
  monthTimes: number | null;
}

/** One dated row of the table that turns learning into JP. */
export interface JpRule {
  /** `K-01` */
  code: string;
  forms: Form[];
  /** What is counted: the programme's own JP, days, times, whole activities, or semesters. */
  unit: "program" | "hari" | "kali" | "kegiatan" | "semester";
  home: JpRate;
  /** Abroad or international; null = the table says nothing. */
  abroad: JpRate | null;
  /** ISO dates; `until` is the first day the row no longer holds. */
  since: string;
  until: string | null;
  /** Where the row comes from, in words for the person. */
  source: string;
}

const source = "tabel konversi dalam panduan instansi (belum dicocokkan dengan lampiran PerLAN 10/2018)";

const rate = (jp: number, dayCap: number | null = null, monthTimes: number | null = null): JpRate => ({ rate: jp, dayCap, monthTimes });

const row = (code: string, unit: JpRule["unit"], home: JpRate, abroad: JpRate | null, ...of: Form[]): JpRule => ({
  code,
  unit,
  home,
  abroad,
  forms: of,
  since: "2018-01-01",
  until: null,
  source,
});

/**
 * The shipped table (SECONDARY: an agency's guide; the annex of PerLAN 10/2018 itself was not seen). A city may replace it.
 * Where it gives JP per day, that is also the most that a day brings: two seminars on one day are one day of seminar.
 * Work guidance and "other" forms are in no row: they are not converted, and that is said.
 */
export const shippedRules: JpRule[] = [
  row(
    "K-01",
    "program",
    rate(1),
    rate(1.2),
    "pelatihan_struktural",
    "latsar",
    "pelatihan_manajerial",
    "pelatihan_teknis",
    "pelatihan_fungsional",
    "pelatihan_sosial_kultural",
    "kursus",
    "penataran",
    "bimtek",
    "jarak_jauh",
    "outbond",
  ),
  row("K-02", "hari", rate(4, 4), rate(6, 6), "seminar", "sosialisasi"),
  row("K-03", "hari", rate(5, 5), rate(7, 7), "workshop"),
  row("K-04", "kali", rate(2, null, 2), rate(4), "coaching", "mentoring"),
  row("K-05", "program", rate(1, 3), rate(1, 4), "e_learning"),
  row("K-06", "program", rate(1, 2), rate(1.2, 2.4), "belajar_mandiri", "komunitas_belajar"),
  row("K-07", "kegiatan", rate(10), rate(20), "patok_banding"),
  row("K-08", "kegiatan", rate(20), rate(24), "detasering", "pertukaran", "magang"),
  row("K-09", "semester", rate(20), null, "tugas_belajar"),
];

/** The row for a form on a day (ISO); undefined = the table knows none. Of two that hold, the younger. */
export function ruleFor(rules: JpRule[], form: Form, day: string): JpRule | undefined {
  return rules
    .filter((it) => it.forms.includes(form) && it.since <= day && (it.until === null || it.until > day))
    .sort((a, b) => (a.since < b.since ? 1 : -1))[0];
}
