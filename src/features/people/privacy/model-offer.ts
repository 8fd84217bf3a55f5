import type { Subject } from "../../../core/personal-data.ts";
import type { Button } from "../../../core/reply.ts";
import type { Database } from "../../../db/database.ts";
import { answered } from "./consent-store.ts";
import { answerButton, consentUses, useVersion } from "./consent-uses.ts";

const texts = {
  no: "Tidak, tanpa model bahasa",
  offer: () => {
    const { use, kept, seenBy } = consentUses.model;
    return `Boleh saya dibantu model bahasa? Gunanya ${use}. Disimpan ${kept}; dilihat ${seenBy}. Boleh diubah kapan saja: /izin.`;
  },
};

/**
 * The question whether the language model may be used, for the end of a reply in which it would have been of use (F16); null = answered
 * already, be it yes or no. The words stand above the buttons, so a tap is the whole answer.
 */
export async function offerModel(db: Database, { personId, ...tenant }: Subject): Promise<{ text: string; buttons: Button[] } | null> {
  const done = await answered(db, tenant, { purpose: "model", version: useVersion("model") }, [personId]);
  if (done.has(personId)) return null;
  const no = { ...answerButton("model", "no", { read: true }), full: texts.no };
  return { text: texts.offer(), buttons: [answerButton("model", "yes", { read: true }), no] };
}
