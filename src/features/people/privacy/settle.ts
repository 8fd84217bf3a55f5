import { Fault } from "../../../core/fault.ts";
import { plain } from "../../../core/reply.ts";
import type { Database } from "../../../db/database.ts";
import type { Notice } from "../notice.ts";
import type { Tenant } from "../person-store.ts";
import { type RightsRequest, settleRequest } from "./rights-store.ts";

const texts = {
  done: (id: number, answer: string) => `✅ Permohonan nomor *${id}* sudah diselesaikan.\n\n${answer}`,
  refused: (id: number, answer: string) =>
    `Permohonan nomor *${id}* belum dapat dipenuhi.\n\n${answer}\n\nBila masih keberatan, ajukan lagi dengan /koreksi atau hubungi BKPSDM.`,
  gone: "Tidak ada permohonan terbuka dengan nomor itu.",
  own: "Permohonan sendiri dijawab oleh petugas lain.",
};

export interface Settlement {
  id: number;
  status: "done" | "refused";
  answer: string;
  /** Who answers; null = at the console. */
  by: number | null;
}

/** Answers an open request, at the console or in a chat; returns what the person is told. Throws `Fault`, and then nothing is written. */
export async function settle(
  tx: Database,
  tenant: Tenant,
  { id, status, answer, by }: Settlement,
  now: Temporal.Instant,
): Promise<{ request: RightsRequest; notice: Notice }> {
  const request = await settleRequest(tx, { ...tenant, id }, { status, answer, by }, now);
  if (!request) throw new Fault("not_found", texts.gone);
  if (request.personId === by) throw new Fault("forbidden", texts.own);
  const reply = { text: texts[status](id, plain(answer)) };
  return { request, notice: { personId: request.personId, key: `settled:${tenant.agencyId}:${id}`, reply } };
}
