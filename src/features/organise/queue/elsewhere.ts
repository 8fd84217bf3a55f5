import type { Context, Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import type { Button } from "../../../core/reply.ts";
import { needsOf } from "../../competency/need-store.ts";
import { handedFor } from "../../completion/handed/check-handed.ts";
import { allDegrees } from "../degree/degree-store.ts";

const texts = {
  head: "Menunggu petugas di tempat lain:",
  certificates: (count: number) => `• ${count} sertifikat untuk diperiksa`,
  degrees: (count: number) => `• ${count} pengajuan tugas belajar`,
  needs: (count: number) => `• ${count} usulan kebutuhan pelatihan`,
  buttons: {
    certificates: { label: "Periksa sertifikat", call: { capability: "check_handed", input: {} } },
    degrees: { label: "Tugas belajar", call: { capability: "degree_queue", input: {} } },
    needs: { label: "Kebutuhan", full: "Usulan kebutuhan", call: { capability: "training_needs", input: {} } },
  },
};

/** Buttons that this adds at most. */
export const elsewhereMost = 3;

/** Below what waits for an officer here, a line with its button for what waits in other lists; nothing that this officer may not decide. */
export async function withElsewhere(context: Context, outcome: Outcome): Promise<Outcome> {
  const { db, cell } = context;
  const { id, agency } = context.person as Person;
  const tenant = { cell, agencyId: agency.id };
  const certificates = (await handedFor(context)).length;
  const degrees = (await allDegrees(db, tenant)).filter((it) => (it.state === "diajukan" || it.state === "diperiksa") && it.personId !== id).length;
  const needs = (await needsOf(db, tenant)).filter((it) => it.state === "proposed" && it.personId !== id && it.proposerId !== id).length;
  const waiting = (Object.entries({ certificates, degrees, needs }) as [keyof typeof texts.buttons, number][]).filter(([, count]) => count > 0);
  if (waiting.length === 0) return outcome;
  const lines = waiting.map(([list, count]) => texts[list](count));
  const buttons: Button[] = waiting.map(([list]) => texts.buttons[list]);
  const { text, buttons: own = [] } = outcome.reply;
  return { ...outcome, reply: { ...outcome.reply, text: `${text}\n\n${[texts.head, ...lines].join("\n")}`, buttons: [...own, ...buttons] } };
}
