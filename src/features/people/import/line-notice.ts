import type { Notice } from "../notice.ts";

const texts = {
  gained: (count: number) => `Menurut data kepegawaian terbaru, ${count} pegawai kini tercatat sebagai bawahan Anda.`,
  lost: (count: number) => `Menurut data kepegawaian terbaru, ${count} pegawai tidak lagi tercatat sebagai bawahan Anda.`,
  mend: "Bila ini keliru, hubungi petugas BKPSDM.",
  team: "Lihat tim",
};

/** What a supervisor is told when lines change: how many, not who, since names are for talks that a second person has confirmed. */
export const lineNotice = (personId: number, { gained, lost }: { gained: number; lost: number }, key: string): Notice => ({
  personId,
  key,
  reply: {
    text: [...(gained > 0 ? [texts.gained(gained)] : []), ...(lost > 0 ? [texts.lost(lost)] : []), texts.mend].join(" "),
    buttons: [{ label: texts.team, call: { capability: "show_team", input: {} } }],
  },
});
