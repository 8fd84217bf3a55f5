import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import { asksReason, isQuestion, noReason, offersReasons } from "../../enrolment/ask-reason.ts";

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
  input: z.object({
    enrolment: z.number().int().positive(),
    other: z.boolean().default(false),
    reason: z.string().trim().min(3, "Tulis alasannya dalam beberapa kata.").max(300, "Terlalu panjang. Mohon dipendekkan.").optional(),
  }),

  async handle(_context, { enrolment, other, reason }) {
    const answer = { enrolment, accept: false };
    if (reason !== undefined && isQuestion(reason)) return noReason;
    if (reason !== undefined) return { reply: { text: "" }, next: { capability: "answer_offer", input: { ...answer, reason } } };
    if (other) return asksReason(texts.write, { capability: "decline_call", input: { enrolment, other } });
    const common = texts.reasons.map((it) => ({ label: it, call: { capability: "answer_offer", input: { ...answer, reason: it } } }));
    const own = { label: texts.own, call: { capability: "decline_call", input: { enrolment, other: true } } };
    return offersReasons(texts.ask, [...common, own], own.call);
  },
});
