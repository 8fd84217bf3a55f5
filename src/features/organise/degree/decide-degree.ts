import type { Letter } from "../../../core/channel.ts";
import { Fault } from "../../../core/fault.ts";
import { plain } from "../../../core/reply.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { lettersTo } from "../../people/link/letters.ts";
import { type DegreeStudy, degreeById, moveDegree, openDegreeStates } from "./degree-store.ts";
import { degreeText } from "./degree-study.ts";
import { type Requirement, requirementNames } from "./requirements.ts";

export const decisions = ["disetujui", "ditunda", "ditolak"] as const;
export type Decision = (typeof decisions)[number];

const texts = {
  gone: "Pengajuan itu tidak ada, atau sudah selesai.",
  changed: "Pengajuan itu baru saja diubah petugas lain atau pemohonnya. Lihat lagi keadaannya sebelum memutuskan.",
  already: (state: string) => `Pengajuan itu sudah ${state}. Yang bersangkutan tidak diberi tahu dua kali.`,
  self: "Tidak seorang pun memutuskan tentang dirinya sendiri.",
  reason: "Alasan wajib untuk menunda atau menolak.",
  open: (list: string) => `Belum dapat disetujui: persyaratan ini belum dinyatakan terpenuhi: ${list}`,
  told: {
    disetujui: (what: string) => `Pengajuan tugas belajar Anda disetujui: ${what}. Langkah berikutnya disampaikan petugas BKPSDM.`,
    ditunda: (what: string) => `Pengajuan tugas belajar Anda ditunda: ${what}. Kebutuhannya tetap tercatat.`,
    ditolak: (what: string) => `Pengajuan tugas belajar Anda kali ini belum disetujui: ${what}.`,
  },
  why: (words: string) => `Alasan: ${plain(words)}`,
};

/** What has not been found to be met. */
export const missingOf = ({ checks }: DegreeStudy): Requirement[] => requirementNames.filter((it) => checks[it] !== "ya");

/** An application that goes on, for an officer who is somebody else. Throws `Fault`. */
export async function openDegree({ db, ...desk }: Desk, id: number, officerId: number | null): Promise<DegreeStudy> {
  const it = await degreeById(db, tenantOf(desk), id);
  if (!it || !openDegreeStates.includes(it.state)) throw new Fault("not_found", texts.gone);
  if (it.personId === officerId) throw new Fault("forbidden", texts.self);
  return it;
}

/** Decides about an application as the officer saw it, and tells the person, with the reason where there is one. Throws `Fault`. */
export async function decideDegree(
  desk: Desk,
  it: DegreeStudy,
  { decision, reason, by }: { decision: Decision; reason: string | null; by: number | null },
): Promise<Letter[]> {
  if (decision === it.state) throw new Fault("conflict", texts.already(it.state));
  if (decision !== "disetujui" && reason === null) throw new Fault("bad_input", texts.reason);
  const missing = missingOf(it);
  if (decision === "disetujui" && missing.length > 0) throw new Fault("conflict", texts.open(missing.join(", ")));
  const { db, now } = desk;
  if (!(await moveDegree(db, tenantOf(desk), it, { state: decision, reason, by }, now))) throw new Fault("conflict", texts.changed);
  const text = [texts.told[decision](degreeText(it)), ...(reason === null ? [] : [texts.why(reason)])].join("\n");
  return lettersTo(
    db,
    { ...tenantOf(desk), personId: it.personId },
    { key: `degree:${it.id}:${decision}:${now.epochMilliseconds}`, intent: "notice", now, reply: { text } },
  );
}
