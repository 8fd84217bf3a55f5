/**
 * The states of an enrolment and the moves between them: the only place that says what may follow what. The README beside it shows
 * the same as a table, and a test holds the two against each other.
 */

/** seat: one of the class's seats is held. open: it still goes on. words: for the person. */
export const states = {
  diusulkan: { seat: false, open: true, words: "diusulkan unit, sedang diperiksa BKPSDM" },
  menunggu_petugas: { seat: true, open: true, words: "menunggu pemeriksaan petugas BKPSDM" },
  menunggu_atasan: { seat: true, open: true, words: "menunggu persetujuan atasan" },
  daftar_tunggu: { seat: false, open: true, words: "dalam daftar tunggu" },
  ditawari: { seat: true, open: true, words: "ditawari kursi, menunggu jawaban Anda" },
  dipanggil: { seat: true, open: true, words: "dipanggil sebagai peserta, menunggu jawaban Anda" },
  terdaftar: { seat: true, open: true, words: "terdaftar" },
  selesai: { seat: true, open: false, words: "selesai" },
  tidak_selesai: { seat: true, open: false, words: "belum memenuhi syarat selesai" },
  tidak_hadir: { seat: true, open: false, words: "tidak hadir" },
  batal: { seat: false, open: false, words: "dibatalkan" },
  ditolak: { seat: false, open: false, words: "belum disetujui" },
  lewat: { seat: false, open: false, words: "terlewat" },
  tidak_bersedia: { seat: false, open: false, words: "tidak bersedia" },
  dikeluarkan: { seat: false, open: false, words: "dilepas oleh penyelenggara" },
} as const satisfies Record<string, { seat: boolean; open: boolean; words: string }>;

export type State = keyof typeof states;
export const stateNames = Object.keys(states) as State[];

/** Who brings a change about. */
export type Actor = "peserta" | "atasan" | "pengelola" | "petugas" | "sistem";

export interface Move {
  /** null = there was no enrolment in this class yet. */
  from: readonly (State | null)[];
  to: readonly State[];
  by: readonly Actor[];
}

/** From these somebody may come again. */
const ended = ["batal", "ditolak", "lewat", "tidak_bersedia", "dikeluarkan"] as const;
const waiting = ["diusulkan", "menunggu_petugas", "menunggu_atasan", "daftar_tunggu", "ditawari", "dipanggil", "terdaftar"] as const;
const results = ["selesai", "tidak_selesai", "tidak_hadir"] as const;

/**
 * What may happen, by name.
 *
 * daftar: enrols. usulkan: a unit proposes. panggil: is called. tawarkan: a freed seat is offered. terima, lewati: the answer to an offer
 * or a call. setujui, tolak: the decision. tarik: a decision is taken back within its ten minutes. eskalasi: nobody decided in time, an
 * officer does. habis_waktu: the deadline has passed. batalkan: leaves. keluarkan: is taken out. nyatakan: the result, also corrected.
 */
export const moves = {
  daftar: { from: [null, ...ended], to: ["menunggu_petugas", "menunggu_atasan", "terdaftar", "daftar_tunggu"], by: ["peserta"] },
  usulkan: { from: [null, ...ended, "daftar_tunggu"], to: ["diusulkan"], by: ["pengelola"] },
  panggil: { from: [null, ...ended, "diusulkan", "daftar_tunggu"], to: ["dipanggil"], by: ["petugas"] },
  tawarkan: { from: ["daftar_tunggu"], to: ["ditawari"], by: ["sistem"] },
  terima: { from: ["ditawari", "dipanggil"], to: ["menunggu_petugas", "menunggu_atasan", "terdaftar"], by: ["peserta"] },
  lewati: { from: ["ditawari", "dipanggil"], to: ["lewat", "tidak_bersedia"], by: ["peserta"] },
  setujui: { from: ["menunggu_petugas", "menunggu_atasan"], to: ["menunggu_atasan", "terdaftar"], by: ["atasan", "petugas"] },
  tolak: { from: ["diusulkan", "menunggu_petugas", "menunggu_atasan"], to: ["ditolak"], by: ["atasan", "petugas"] },
  tarik: {
    from: ["terdaftar", "ditolak", "dipanggil", "menunggu_atasan"],
    to: ["menunggu_petugas", "menunggu_atasan", "diusulkan"],
    by: ["atasan", "petugas"],
  },
  eskalasi: { from: ["menunggu_atasan"], to: ["menunggu_petugas"], by: ["sistem"] },
  habis_waktu: { from: ["menunggu_petugas", "menunggu_atasan", "daftar_tunggu", "ditawari", "dipanggil", "diusulkan"], to: ["lewat"], by: ["sistem"] },
  batalkan: { from: waiting, to: ["batal"], by: ["peserta"] },
  keluarkan: { from: waiting, to: ["dikeluarkan"], by: ["petugas", "sistem"] },
  nyatakan: { from: ["terdaftar", ...results], to: results, by: ["petugas", "sistem"] },
} as const satisfies Record<string, Move>;

export type MoveName = keyof typeof moves;

/** Whether a move may lead from one state to another. */
export function allows(name: MoveName, from: State | null, to: State, by: Actor): boolean {
  const move: Move = moves[name];
  return move.from.includes(from) && move.to.includes(to) && move.by.includes(by);
}

/** Seats that a change takes (1), frees (-1) or leaves (0). */
export const seatChange = (from: State | null, to: State): number => Number(states[to].seat) - Number(from !== null && states[from].seat);

/** States that hold a seat, for SQL. */
export const seatStates = stateNames.filter((it) => states[it].seat);
/** States in which it still goes on. */
export const openStates = stateNames.filter((it) => states[it].open);
