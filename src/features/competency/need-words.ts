import type { NeedState } from "./need-store.ts";

/** Where a need for training is, as people are told; stands behind "sekarang". */
export const needStateWords: Record<NeedState, string> = {
  proposed: "menunggu diperiksa",
  verified: "sudah diperiksa dan menunggu rencana",
  planned: "sudah direncanakan",
  deferred: "ditunda",
  refused: "ditolak",
  withdrawn: "dibatalkan",
};
