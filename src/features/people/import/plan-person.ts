import type { Duty } from "../person-store.ts";
import type { BasePerson } from "./base.ts";
import type { StaffRow } from "./staff-row.ts";

/** A person's own columns as the register shall hold them. */
export type PersonValues = Omit<BasePerson, "id" | "position" | "others" | "line" | "held" | "performance">;

/** Who has one of these is no longer at work here: positions, lines, rights end. */
const leaving: Duty[] = ["pensiun", "pindah", "meninggal", "keluar"];

export const hasLeft = (duty: Duty): boolean => leaving.includes(duty);

/** Field names as a report says them. */
const labels = {
  nip: "NIP",
  name: "nama",
  titleBefore: "gelar depan",
  titleAfter: "gelar belakang",
  status: "status",
  duty: "keadaan",
  phone: "telepon",
  phoneConfirmedOn: "tanggal konfirmasi telepon",
  email: "email",
  grade: "golongan",
  gradeSince: "TMT golongan",
  education: "pendidikan",
  cpnsSince: "TMT CPNS",
  contractFrom: "awal kontrak",
  contractUntil: "akhir kontrak",
  leaveFrom: "mulai cuti",
  leaveUntil: "akhir cuti",
} satisfies Record<keyof PersonValues, string>;

/** What the register shall hold after this row: what the row does not tell stays as it was. */
export function valuesOf({ nip, name, status, duty, facts }: StaffRow, before: BasePerson | null): PersonValues {
  const phone = facts.phone === undefined ? (before?.phone ?? null) : facts.phone;
  return {
    nip,
    ...name,
    status,
    duty: duty ?? (before === null || before.duty === "keluar" ? "aktif" : before.duty),
    phone,
    phoneConfirmedOn: phone === null ? null : confirmedOn(facts.phoneConfirmedOn, phone === before?.phone ? before.phoneConfirmedOn : null),
    email: kept(facts.email, before?.email),
    grade: kept(facts.grade, before?.grade),
    gradeSince: kept(facts.gradeSince, before?.gradeSince),
    education: kept(facts.education, before?.education),
    cpnsSince: kept(facts.cpnsSince, before?.cpnsSince),
    contractFrom: kept(facts.contractFrom, before?.contractFrom),
    contractUntil: kept(facts.contractUntil, before?.contractUntil),
    leaveFrom: kept(facts.leaveFrom, before?.leaveFrom),
    leaveUntil: kept(facts.leaveUntil, before?.leaveUntil),
  };
}

/** Labels of the fields that would change. */
export const changedFields = (before: BasePerson, after: PersonValues): string[] =>
  (Object.keys(labels) as (keyof PersonValues)[]).filter((it) => before[it] !== after[it]).map((it) => labels[it]);

const kept = (told: string | null | undefined, before: string | null | undefined): string | null => (told === undefined ? (before ?? null) : told);

/** The later of both: somebody may have confirmed the number since the file was made. */
function confirmedOn(told: string | null | undefined, before: string | null): string | null {
  if (told === undefined || told === null) return before;
  return before !== null && before > told ? before : told;
}
