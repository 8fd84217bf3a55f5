import type { Letter } from "../../../core/channel.ts";
import { Fault } from "../../../core/fault.ts";
import { plain } from "../../../core/reply.ts";
import { decideNeed, type Need, type NeedState, needsOf } from "../../competency/need-store.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { lettersTo } from "../../people/link/letters.ts";

const texts = {
  gone: "Kebutuhan itu tidak ada, atau keadaannya sekarang tidak dapat diubah ke sana.",
  own: "Kebutuhan ini tentang Anda atau Anda yang mengusulkannya, jadi diputuskan petugas lain.",
  told: {
    verified: (what: string) => `Usulan kebutuhan pelatihan ${what} sudah diperiksa dan menunggu rencana.`,
    planned: (what: string) => `Usulan kebutuhan pelatihan ${what} masuk rencana. Kelasnya dikabarkan lewat /jadwal.`,
    deferred: (what: string) => `Usulan kebutuhan pelatihan ${what} ditunda. Kebutuhannya tetap tercatat.`,
    refused: (what: string) => `Usulan kebutuhan pelatihan ${what} kali ini belum disetujui. Boleh diusulkan lagi.`,
  },
  yours: (name: string) => `*${plain(name)}* untuk Anda`,
  theirs: (name: string, whose: string) => `*${plain(name)}* untuk *${plain(whose)}*`,
  why: (words: string) => `Alasan: ${plain(words)}`,
};

/** What an officer may make of a need. */
export const needDecisions = ["verified", "planned", "deferred", "refused"] as const satisfies NeedState[];
export type NeedDecision = (typeof needDecisions)[number];

/** A need of this city. Throws `Fault` where there is none, or where the officer would decide about themselves. */
export async function needFor(desk: Desk, id: number, officerId: number | null): Promise<Need> {
  const [need] = await needsOf(desk.db, tenantOf(desk), { id });
  if (!need) throw new Fault("not_found", texts.gone);
  if (officerId !== null && (need.personId === officerId || need.proposerId === officerId)) throw new Fault("forbidden", texts.own);
  return need;
}

/** Decides, and tells whoever needs it and whoever proposed it, with the reason where there is one. Throws `Fault` where the state does not allow it. */
export async function decideAndTell(
  desk: Desk,
  need: Need,
  { state, reason, officerId }: { state: NeedDecision; reason: string | null; officerId: number | null },
): Promise<Letter[]> {
  const { db, now } = desk;
  const tenant = tenantOf(desk);
  const by = officerId === null ? "konsol" : `petugas ${officerId}`;
  if (!(await decideNeed(db, tenant, need.id, { state, reason, by }, now))) throw new Fault("conflict", texts.gone);
  const people = [...new Set([need.personId, ...(need.proposerId === null ? [] : [need.proposerId])])];
  const letters: Letter[] = [];
  for (const personId of people) {
    const what = personId === need.personId ? texts.yours(need.competencyName) : texts.theirs(need.competencyName, need.name);
    const text = [texts.told[state](what), ...(reason === null ? [] : [texts.why(reason)])].join("\n");
    const key = `need:${need.id}:${state}:${now.epochMilliseconds}:${personId}`;
    letters.push(...(await lettersTo(db, { ...tenant, personId }, { key, intent: "notice", now, reply: { text } })));
  }
  return letters;
}
