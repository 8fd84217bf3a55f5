import { localDate } from "../../../core/time.ts";
import type { Database } from "../../../db/database.ts";
import { competenciesById } from "../../competency/dictionary/dictionary-store.ts";
import { addEvidence, type NewEvidence } from "../../competency/gap/evidence-store.ts";
import type { Tenant } from "../../training/store.ts";
import { type HandedBehaviour, handedBehaviour } from "./behaviour-store.ts";

const texts = {
  source: (days: number, training: string) => `penilaian perilaku ${days} hari setelah ${training}`,
};

/**
 * Makes competency evidence of behaviour answers that were handed in, so that a gap moves when the work does: the participant's as a
 * self-assessment, the leader's as a supervisor's. A colleague's is none: one colleague by lot, who may hardly see the work, is worth
 * something in the sum of many and too little about one person. Confidential: it weighs in the level and is shown to nobody by itself
 * (F17). Safe to repeat. Returns how many pieces are new.
 */
export async function noteBehaviour(tx: Database, tenant: Tenant, requestId: number, now: Temporal.Instant): Promise<number> {
  const handed = await handedBehaviour(tx, tenant, requestId);
  if (!handed) return 0;
  const known = await competenciesById(tx, tenant, handed.competencies);
  return addEvidence(
    tx,
    tenant,
    evidenceFrom(handed, (it) => known.has(it), localDate(now, handed.zone)),
    now,
  );
}

function evidenceFrom(it: HandedBehaviour, isKnown: (competency: string) => boolean, day: string): NewEvidence[] {
  const items = it.survey.items.filter((item) => item.kind === "behaviour").map((item) => item.id);
  return it.competencies.filter(isKnown).flatMap((competency): NewEvidence[] => {
    const level = items.map((item) => it.answers[`${item}.${competency}`]).find((answer) => typeof answer === "number");
    if (typeof level !== "number" || !Number.isInteger(level) || level < 0 || level > 5) return [];
    return [
      {
        personId: it.aboutId,
        competency,
        kind: it.capacity === "peserta" ? "self" : "supervisor",
        level,
        official: false,
        observedOn: day,
        raterId: it.respondentId,
        source: texts.source(it.days, it.training),
        key: `perilaku:${it.id}:${competency}`,
        confidential: true,
      },
    ];
  });
}
