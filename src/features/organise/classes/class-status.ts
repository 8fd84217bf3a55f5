import type { TrainingClass } from "../../training/store.ts";

type Status = TrainingClass["status"];

interface StatusMove {
  from: readonly Status[];
  to: Status;
  /** The people concerned read why. */
  needsReason: boolean;
  /** On a button. */
  label: string;
  /** What is said when it has happened. */
  done: string;
}

/**
 * What an officer may do to a class as a whole. Of itself it goes on by its dates (berjalan, selesai). `tunda` keeps whoever is in, and
 * the need; `batalkan` lets everybody go (F12).
 */
export const statusMoves = {
  buka: { from: ["rencana", "ditutup", "ditunda"], to: "dibuka", needsReason: false, label: "Buka pendaftaran", done: "dibuka" },
  tutup: { from: ["dibuka"], to: "ditutup", needsReason: false, label: "Tutup pendaftaran", done: "ditutup pendaftarannya" },
  tunda: { from: ["rencana", "dibuka", "ditutup"], to: "ditunda", needsReason: true, label: "Tunda", done: "ditunda" },
  batalkan: { from: ["rencana", "dibuka", "ditutup", "ditunda"], to: "batal", needsReason: true, label: "Batalkan kelas", done: "dibatalkan" },
} as const satisfies Record<string, StatusMove>;

export type StatusMoveName = keyof typeof statusMoves;
export const statusMoveNames = Object.keys(statusMoves) as StatusMoveName[];

/** What may be done to a class of this status. */
export const movesFrom = (status: Status): StatusMoveName[] => statusMoveNames.filter((it) => (statusMoves[it].from as readonly Status[]).includes(status));
