import { z } from "zod";

/** Kinds of competency (PP 11/2017 Pasal 1 angka 13–15; PermenPANRB 38/2017). */
export const competencyKinds = ["manajerial", "sosial_kultural", "teknis"] as const;
export type CompetencyKind = (typeof competencyKinds)[number];

export const kindNames: Record<CompetencyKind, string> = { manajerial: "manajerial", sosial_kultural: "sosial kultural", teknis: "teknis" };

/** The families of positions, as in `person_position`. */
export const families = ["jpt", "administrator", "pengawas", "pelaksana", "fungsional", "lain"] as const;
export type Family = (typeof families)[number];

export const familyNames: Record<Family, string> = {
  jpt: "jabatan pimpinan tinggi",
  administrator: "administrator",
  pengawas: "pengawas",
  pelaksana: "pelaksana",
  fungsional: "jabatan fungsional",
  lain: "jabatan lain",
};

/** Lowest and highest level of a competency; 0 = not yet at level 1, which people may be but no position asks. */
export const lowestLevel = 1;
export const highestLevel = 5;

/** Longest choice, characters: a row of a WhatsApp list and two lines of a narrow phone. */
export const choiceMax = 60;

export const slug = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "id ditulis dengan huruf kecil, angka, dan tanda hubung");

/** A level in words: what is tapped in an assessment, and what it looks like at work. */
export const LevelWords = z.object({
  choice: z.string().trim().min(3).max(choiceMax, `pilihan paling panjang ${choiceMax} huruf`),
  behaviour: z.string().trim().min(10).max(400),
});

export const Competency = z.object({
  id: slug.max(60),
  name: z.string().trim().min(2).max(80),
  kind: z.enum(competencyKinds),
  about: z.string().trim().min(5).max(300),
  /** Begins a sentence that each choice ends; without a subject, so that it serves for oneself and for a subordinate. */
  question: z.string().trim().min(5).max(200),
  /** Level 1 first. */
  levels: z.array(LevelWords).length(5, "perlu tepat lima level"),
});
export type Competency = z.output<typeof Competency>;

/** What a position asks of one competency. */
export const Requirement = z.object({
  competency: z.string(),
  required: z.number().int().min(lowestLevel).max(highestLevel),
  /** How much it counts beside the others; 1 is usual. */
  weight: z.number().positive().max(10),
});
export type Requirement = z.output<typeof Requirement>;

/** What a kind of position asks. */
export const Standard = z.object({
  id: slug.max(80),
  title: z.string().trim().min(2).max(120),
  family: z.enum(families),
  /** Jenjang, as in `ahli muda`; null = whatever it is. */
  level: z.string().trim().min(2).max(40).nullable(),
  /** Words in a row by which a position's title is recognised. */
  phrases: z.array(z.string().trim().min(2).max(80)).max(40),
  /** For its family (and level) when no title fits. */
  general: z.boolean(),
  /** Set by the competent authority. Shipped ones never are: they are a city's setting, not law. */
  official: z.boolean(),
  /** The document that set it, as the city says. */
  source: z.string().trim().max(200).nullable(),
  requirements: z.array(Requirement).min(1, "perlu paling sedikit satu kompetensi yang diminta"),
});
export type Standard = z.output<typeof Standard>;

/** A dictionary with its standards, as a file holds them. */
export interface Catalogue {
  competencies: Competency[];
  standards: Standard[];
}
