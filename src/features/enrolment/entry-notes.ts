import { plain } from "../../core/reply.ts";
import { fullName, type PersonRecord } from "../people/person-store.ts";
import type { ClassOf } from "./class-of.ts";
import type { Verdict } from "./may-enter.ts";

const texts = {
  full: "Kursi sudah penuh; Anda akan masuk daftar tunggu.",
  doubts: (reasons: string) => `Kesesuaian diperiksa petugas dulu: ${reasons}.`,
  evidence: "Bila pelatihan prasyaratnya sudah pernah diikuti, kirim sertifikatnya lewat /serahkan.",
  leader: (name: string) => `Pendaftaran memerlukan persetujuan atasan Anda, *${name}*.`,
};

/** What a yes to a class does not give at once, a sentence each: the waiting list, an officer's look, the leader's approval. */
export function entryNotes(of: ClassOf, person: PersonRecord, { doubts }: Verdict): string[] {
  const { seats, taken, approval } = of.class;
  return [
    ...(seats !== null && taken >= seats ? [texts.full] : []),
    ...(doubts.length > 0 ? [texts.doubts(doubts.map(plain).join("; "))] : []),
    ...(doubts.some((it) => it.startsWith("prasyarat")) ? [texts.evidence] : []),
    ...(approval === "atasan" && person.supervisor ? [texts.leader(plain(fullName(person.supervisor)))] : []),
  ];
}
