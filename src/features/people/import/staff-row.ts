import type { PersonStatus } from "../nip.ts";
import type { NameParts } from "../person-name.ts";
import type { Duty, Position } from "../person-store.ts";

export type Predicate = "sangat_baik" | "baik" | "butuh_perbaikan" | "kurang" | "sangat_kurang";

/** Facts of a person that a file may tell: absent = the file says nothing, null = it says that there is none. Dates are ISO. */
export interface StaffFacts {
  phone?: string | null;
  phoneConfirmedOn?: string | null;
  email?: string | null;
  grade?: string | null;
  gradeSince?: string | null;
  education?: string | null;
  cpnsSince?: string | null;
  contractFrom?: string | null;
  contractUntil?: string | null;
  leaveFrom?: string | null;
  leaveUntil?: string | null;
}

/** A position as a row tells it; what is absent is left as it is. */
export interface StaffPosition {
  title: string;
  family?: Position["family"];
  level?: string | null;
  /** Part of the unit (bidang, bagian). */
  section?: string | null;
  unit?: string;
  since?: string;
}

/** One person of a staff file, checked and normalised. */
export interface StaffRow {
  /** Line in the file, counted from 1. */
  line: number;
  nip: string | null;
  name: NameParts;
  status: PersonStatus;
  duty?: Duty;
  /** The definitive one. */
  position?: StaffPosition;
  /** Acting ones and further duties; absent = the file does not tell of them. */
  others?: (StaffPosition & { kind: "plt" | "plh" | "tambahan" })[];
  /** City of the unit. */
  city?: string | null;
  /** NIP or, of a leader outside the civil service, the name; null = has none. `address`: the cell it stands in. */
  supervisor?: { nip: string; address: string } | { name: string; address: string } | null;
  facts: StaffFacts;
  performance: { year: number; predicate: Predicate }[];
}

/** Something wrong in a file. */
export interface Problem {
  /** Counted from 1. */
  line: number;
  /** `C14` */
  address: string;
  /** Its heading. */
  column: string;
  /** Indonesian, how to mend it included; never a value of the cell. */
  reason: string;
  /** true = the whole row is left out; false = only this cell is. */
  bad: boolean;
}
