/**
 * The states of a ticket and the moves between them: the only place that says what may follow what. The README beside it shows the same
 * as a table, and a test holds the two against each other.
 */

/** turn: who has to do something next. words: for the asker. */
export const states = {
  menunggu: { turn: "petugas", words: "menunggu petugas" },
  dikerjakan: { turn: "petugas", words: "sedang dikerjakan petugas" },
  menunggu_penanya: { turn: "penanya", words: "petugas sudah membalas, menunggu Anda" },
  selesai: { turn: null, words: "selesai" },
} as const satisfies Record<string, { turn: "petugas" | "penanya" | null; words: string }>;

export type State = keyof typeof states;
export const stateNames = Object.keys(states) as [State, ...State[]];

/** Who brings a change about. */
export type Actor = "penanya" | "petugas" | "sistem";

export interface Move {
  /** null = there was no ticket yet. */
  from: readonly (State | null)[];
  to: readonly State[];
  by: readonly Actor[];
}

/**
 * What may happen, by name.
 *
 * buka: the question is handed over. ambil: an officer takes it. lepas: gives it back, or has lost the right. balas: answers or asks back.
 * tulis: the asker writes on. tutup: it is settled, or nobody has written for a week. buka_lagi: the asker is not content after all.
 */
export const moves = {
  buka: { from: [null], to: ["menunggu"], by: ["penanya"] },
  ambil: { from: ["menunggu"], to: ["dikerjakan"], by: ["petugas"] },
  lepas: { from: ["dikerjakan", "menunggu_penanya"], to: ["menunggu"], by: ["petugas", "sistem"] },
  balas: { from: ["dikerjakan", "menunggu_penanya"], to: ["menunggu_penanya"], by: ["petugas"] },
  tulis: { from: ["menunggu", "dikerjakan", "menunggu_penanya"], to: ["menunggu", "dikerjakan"], by: ["penanya"] },
  tutup: { from: ["menunggu", "dikerjakan", "menunggu_penanya"], to: ["selesai"], by: ["penanya", "petugas", "sistem"] },
  buka_lagi: { from: ["selesai"], to: ["menunggu", "dikerjakan"], by: ["penanya"] },
} as const satisfies Record<string, Move>;

export type MoveName = keyof typeof moves;

/** Whether a move may lead from one state to another. */
export function allows(name: MoveName, from: State | null, to: State, by: Actor): boolean {
  const move: Move = moves[name];
  return move.from.includes(from) && move.to.includes(to) && move.by.includes(by);
}
