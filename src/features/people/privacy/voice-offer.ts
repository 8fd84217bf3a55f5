import type { Subject } from "../../../core/personal-data.ts";
import type { Button } from "../../../core/reply.ts";
import type { Database } from "../../../db/database.ts";
import { answered, consenting } from "./consent-store.ts";
import { answerButton, consentUses, useVersion } from "./consent-uses.ts";

const texts = {
  yes: "Ya, boleh didengarkan",
  no: "Tidak, saya mengetik saja",
  offer: () => {
    const { use, kept, seenBy } = consentUses.voice;
    return `Boleh pesan suara Anda saya dengarkan? Gunanya ${use}. Rekamannya disimpan ${kept}. Didengar ${seenBy}. Boleh diubah kapan saja: /izin. Tanpa izin, silakan ketik.`;
  },
};

/** What somebody has said about their voice (F16); `ask` = nothing, or a yes to other words. */
export async function voiceConsent(db: Database, { personId, ...tenant }: Pick<Subject, "cell" | "agencyId" | "personId">): Promise<"ask" | "yes" | "no"> {
  const asked = { purpose: "voice" as const, version: useVersion("voice") };
  if ((await consenting(db, tenant, asked, [personId])).has(personId)) return "yes";
  return (await answered(db, tenant, asked, [personId])).has(personId) ? "no" : "ask";
}

/** The question whether voice notes may be listened to, where one has just come; null = it is answered, be it yes or no. */
export async function offerVoice(db: Database, subject: Pick<Subject, "cell" | "agencyId" | "personId">): Promise<{ text: string; buttons: Button[] } | null> {
  if ((await voiceConsent(db, subject)) !== "ask") return null;
  const button = (answer: "yes" | "no") => ({ ...answerButton("voice", answer, { read: true }), full: texts[answer] });
  return { text: texts.offer(), buttons: [button("yes"), button("no")] };
}
