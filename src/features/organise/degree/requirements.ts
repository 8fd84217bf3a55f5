import type { PersonRecord } from "../../people/person-store.ts";

/** Whether a requirement is met, as far as the register tells; only an officer says so for certain. */
export type Met = "tampak" | "tidak" | "petugas";

/**
 * What degree study of a PNS asks for, as SE MenPANRB 28/2021 has it (VERIFIED: G-01 to G-05). How long it may last and for how long it
 * binds is not here: those figures are not verified, so that nobody is told any.
 */
export const requirements = {
  kesenjangan: "Menutup kesenjangan kompetensi atau sesuai rencana karier",
  masa_kerja: "Masa kerja paling sedikit 1 tahun sejak diangkat PNS",
  sisa_masa_kerja: "Sisa masa kerja: 3 kali waktu normatif program bila diberhentikan dari jabatan, 2 kali bila tidak",
  kinerja: "Kinerja 2 tahun terakhir paling rendah baik",
  sehat: "Sehat jasmani dan rohani",
  seleksi: "Lulus seleksi",
  disiplin: "Tidak sedang diperiksa atau dihukum disiplin sedang atau berat, atau dalam proses pidana; 1 tahun terakhir tidak pernah",
  cltn: "Tidak sedang cuti di luar tanggungan negara",
  riwayat: "2 tahun terakhir tugas belajarnya tidak pernah dibatalkan atau dihentikan",
} as const;

export type Requirement = keyof typeof requirements;
export const requirementNames = Object.keys(requirements) as Requirement[];

/** The year's predicate of performance by year. */
export type Predicates = ReadonlyMap<number, string>;

const enough: ReadonlySet<string> = new Set(["sangat_baik", "baik"]);

/**
 * What the register alone tells. A missing fact is never a yes or a no (F15). The two years before this one count, since this one's
 * predicate is not there before it is over. `day`: today, ISO.
 */
export function fromRegister(
  { status, duty, cpnsSince }: Pick<PersonRecord, "status" | "duty" | "cpnsSince">,
  predicates: Predicates,
  day: string,
): Record<Requirement, Met> {
  const year = Number(day.slice(0, 4));
  const last = [year - 1, year - 2].map((it) => predicates.get(it));
  const twoYearsAgo = Temporal.PlainDate.from(day).subtract({ years: 2 }).toString();
  const all = Object.fromEntries(requirementNames.map((it) => [it, "petugas"])) as Record<Requirement, Met>;
  // The register knows only since when somebody is a candidate: two years on it seems met, and an officer makes sure.
  const served: Met = status === "CPNS" ? "tidak" : status === "PNS" && cpnsSince !== null && cpnsSince <= twoYearsAgo ? "tampak" : "petugas";
  const performed: Met = last.every((it) => it !== undefined && enough.has(it))
    ? "tampak"
    : last.some((it) => it !== undefined && !enough.has(it))
      ? "tidak"
      : "petugas";
  return { ...all, masa_kerja: served, kinerja: performed, cltn: duty === "cltn" ? "tidak" : duty === "aktif" ? "tampak" : "petugas" };
}
