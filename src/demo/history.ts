import type { NewEvidence } from "../features/competency/gap/evidence-store.ts";
import type { GapItem } from "../features/competency/gap/gap.ts";
import type { RecordDraft } from "../features/training/record-store.ts";
import type { Dice } from "./dice.ts";

/** What a made-up person is measured by. */
export interface Measured {
  personId: number;
  nip: string;
  supervisorId: number | null;
  items: Pick<GapItem, "competency" | "required">[];
}

const within = (level: number): number => Math.min(5, Math.max(1, level));

/** Of the staff: how many were in an assessment centre, were rated by their leader, rated themselves. */
const shares = { official: 0.35, supervisor: 0.3, self: 0.5 };
const source = "data contoh";

/** Evidence as a city has it: official tests of some, estimates of others, nothing of many. */
export function madeUpEvidence({ personId, supervisorId, items }: Measured, chance: Dice, today: Temporal.PlainDate): NewEvidence[] {
  const kinds = (["official", "supervisor", "self"] as const).filter((it) => chance.roll() < shares[it]);
  return kinds.flatMap((kind) => {
    if (kind === "supervisor" && supervisorId === null) return [];
    const observedOn = today.subtract({ days: kind === "official" ? chance.between(200, 900) : chance.between(20, 300) }).toString();
    const measured = kind === "official" ? items.filter((it) => it.competency.kind !== "teknis") : items;
    return measured.map(({ competency, required }): NewEvidence => {
      const off = kind === "self" ? chance.pick([-1, 0, 0, 1]) : chance.pick([-2, -1, -1, 0, 0, 1]);
      return {
        personId,
        competency: competency.id,
        kind: kind === "official" ? "assessment_center" : kind,
        official: kind === "official",
        level: within(required + off),
        observedOn,
        raterId: kind === "official" ? null : kind === "self" ? personId : supervisorId,
        source,
        key: `contoh ${kind} ${competency.id}`,
      };
    });
  });
}

const learnt = [
  { title: "Pelatihan Pelayanan Publik Dasar (contoh)", form: "pelatihan_teknis", jp: 10, days: 2 },
  { title: "Bimtek Arsip Dinamis (contoh)", form: "bimtek", jp: 8, days: 1 },
  { title: "Webinar Keamanan Informasi (contoh)", form: "seminar", jp: null, days: 1 },
  { title: "Kursus Pengolahan Data dengan Lembar Kerja (contoh)", form: "kursus", jp: 12, days: 3 },
  { title: "Lokakarya Inovasi Layanan (contoh)", form: "workshop", jp: null, days: 1 },
  { title: "E-learning Dasar SPBE (contoh)", form: "e_learning", jp: null, days: 2 },
] as const satisfies { title: string; form: RecordDraft["form"]; jp: number | null; days: number }[];

/** What somebody has learnt this year so far, often nothing. */
export function madeUpRecords({ nip }: Measured, chance: Dice, today: Temporal.PlainDate): RecordDraft[] {
  const count = chance.pick([0, 0, 1, 1, 2]);
  const chosen = new Set(Array.from({ length: count }, () => chance.pick(learnt)));
  return [...chosen].map((it): RecordDraft => {
    const from = Temporal.PlainDate.from({ year: today.year, month: 1, day: 1 }).add({ days: chance.between(0, Math.max(0, today.dayOfYear - 5)) });
    return {
      nip,
      trainingCode: null,
      title: it.title,
      form: it.form,
      abroad: false,
      jp: it.jp,
      times: 1,
      from: from.toString(),
      until: from.add({ days: it.days - 1 }).toString(),
      provider: "Lembaga Contoh",
      // Some have none, as everywhere: the file for the national system names them.
      number: it.jp === null ? null : `${from.dayOfYear}/CONTOH/${from.year}`,
      evidence: "sertifikat",
      state: "diakui",
      reason: null,
    };
  });
}
