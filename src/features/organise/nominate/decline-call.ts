import { z } from "zod";
import { capability } from "../../../core/capability.ts";

const texts = {
  ask: "Terima kasih sudah menjawab. Apa alasannya? Unit Anda perlu tahu untuk mengusulkan pengganti.",
  reasons: ["Ada tugas penting", "Sedang cuti", "Sudah pernah ikut", "Waktunya tidak cocok"],
  own: "Tulis alasan lain",
  write: "Tulis alasannya dalam satu kalimat. Rincian pribadi atau kesehatan tidak perlu ditulis.",
};

/** Whoever cannot follow a call says why by one tap; the answer itself is `answer_offer`. */
export const declineCall = capability({
  id: "decline_call",
  about: "Menyampaikan bahwa Anda tidak dapat memenuhi panggilan pelatihan, dengan alasan.",
  phrases: [],
  roles: ["asn"],
  input: z.object({ enrolment: z.number().int().positive(), other: z.boolean().default(false) }),

  async handle(_context, { enrolment, other }) {
    const answer = { enrolment, accept: false };
    if (other) return { reply: { text: texts.write }, awaits: { capability: "answer_offer", input: answer, field: "reason" }, code: "own_words" };
    const common = texts.reasons.map((it) => ({ label: it, call: { capability: "answer_offer", input: { ...answer, reason: it } } }));
    const own = { label: texts.own, call: { capability: "decline_call", input: { enrolment, other: true } } };
    return { reply: { text: texts.ask, buttons: [...common, own] }, code: "reason" };
  },
});
