import type { PersonRecord } from "../people/person-store.ts";
import type { Training } from "./store.ts";

/** `belum_pasti`: a fact is missing or only an officer can judge it; then nobody is told yes or no (F15). */
export type Verdict = "sesuai" | "tidak" | "belum_pasti";

export interface Eligibility {
  verdict: Verdict;
  /** Why not, or what is not known; short Indonesian clauses. */
  reasons: string[];
}

/** What is known of somebody; null = not in the register. */
export interface Facts {
  status: string;
  duty: string;
  /** Of the definitive position. */
  family: string | null;
  level: string | null;
}

/** What the rules below need of a register's row. */
export const factsOf = ({ status, duty, positions }: Pick<PersonRecord, "status" | "duty" | "positions">): Facts => ({
  status,
  duty,
  family: positions[0]?.family ?? null,
  level: positions[0]?.level ?? null,
});

const texts = {
  unknownPerson: "pelatihan ini untuk peserta tertentu",
  statuses: (list: string) => `untuk ${list}`,
  families: (list: string) => `untuk pejabat ${list}`,
  noPosition: "jabatan Anda belum ada di data",
  levels: (list: string) => `untuk jenjang ${list}`,
  noLevel: "jenjang Anda belum ada di data",
  prerequisite: (name: string) => `prasyarat ${name} belum tercatat pada data Anda`,
  requirement: (words: string) => `syarat "${words}"`,
  duty: "keadaan kepegawaian Anda saat ini",
};

const bare = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^(?:(?:jenjang|jf|ahli|jabatan fungsional|fungsional)\s+)+/, "")
    .replace(/[^a-z0-9]/g, "");

/** Duties in which somebody is at work and may be sent to learn. */
const atWork = new Set(["aktif", "cuti"]);

/**
 * Whether a training is for somebody. `done`: codes of trainings that the register says were done; it may
 * be incomplete. `catalogue`: where the names of what is presupposed are.
 */
export function eligibility(training: Training, who: Facts | null, done: Set<string>, catalogue: Pick<Training, "code" | "name">[] = []): Eligibility {
  const { statuses, families, levels, prerequisites, requirement } = training;
  const limited = statuses.length + families.length + levels.length + prerequisites.length > 0 || requirement !== null;
  if (who === null) return limited ? { verdict: "belum_pasti", reasons: [texts.unknownPerson] } : { verdict: "sesuai", reasons: [] };
  const no: string[] = [];
  const unknown: string[] = [];
  if (statuses.length > 0 && !statuses.includes(who.status)) no.push(texts.statuses(statuses.join(", ").replaceAll("_", " ")));
  if (families.length > 0 && who.family === null) unknown.push(texts.noPosition);
  else if (families.length > 0 && !families.includes(who.family ?? "")) no.push(texts.families(families.join(", ").replace("jpt", "pimpinan tinggi")));
  if (levels.length > 0 && who.level === null) unknown.push(texts.noLevel);
  else if (levels.length > 0 && !levels.some((it) => bare(it) === bare(who.level ?? ""))) no.push(texts.levels(levels.join(", ")));
  unknown.push(...prerequisites.filter((it) => !done.has(it)).map((code) => texts.prerequisite(catalogue.find((it) => it.code === code)?.name ?? code)));
  if (requirement !== null) unknown.push(texts.requirement(requirement));
  if (!atWork.has(who.duty)) unknown.push(texts.duty);
  if (no.length > 0) return { verdict: "tidak", reasons: no };
  return unknown.length > 0 ? { verdict: "belum_pasti", reasons: unknown } : { verdict: "sesuai", reasons: [] };
}
