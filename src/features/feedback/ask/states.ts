/** What is kept of a request, as far as its state goes. */
export interface RequestMarks {
  sent: boolean;
  begun: boolean;
  done: boolean;
  declined: boolean;
  closedNote: string | null;
}

/** Where a request is; each with whether it can still be answered, and whether its answers count. README.md shows the table. */
export const requestStates = {
  direncanakan: { open: true, counts: false },
  ditanya: { open: true, counts: false },
  diisi: { open: true, counts: false },
  selesai: { open: false, counts: true },
  menolak: { open: false, counts: false },
  ditutup: { open: false, counts: false },
} as const satisfies Record<string, { open: boolean; counts: boolean }>;
export type RequestState = keyof typeof requestStates;

/** Why a request was closed without an answer. The first two are noted at birth: nobody was ever asked. */
export const closedNotes = {
  tanpa_atasan: "nobody supervised for half of the period, or who did is not at work any more",
  tanpa_rekan: "no colleague of the unit can be asked",
  ganti_atasan: "who was asked turned out not to have led the person most of the time; who did is asked instead",
  lewat: "the deadline has passed; what was partly answered is kept and does not count",
  kelas_batal: "the class turned out not to have taken place",
  tidak_ikut: "the participant turned out not to have been there",
  tidak_bertugas: "who was asked, or whom it is about, is not at work any more",
  ditarik: "the person has taken back what was held about them",
} as const;
export type ClosedNote = keyof typeof closedNotes;

/** The state of a request. */
export function stateOf({ sent, begun, done, declined, closedNote }: RequestMarks): RequestState {
  if (done) return "selesai";
  if (declined) return "menolak";
  if (closedNote !== null) return "ditutup";
  if (begun) return "diisi";
  return sent ? "ditanya" : "direncanakan";
}
