/** What is asked of whom: after Kirkpatrick and Kirkpatrick (2016), levels 1 reaction, 2 learning, 3 behaviour, 4 results. */
export interface Survey {
  /** Lasting name within a city, e.g. `reaksi`. */
  slug: string;
  level: 1 | 2 | 3 | 4;
  title: string;
  /** Stands above the first question: what for. Who sees it is said by the form itself. */
  intro: string;
  items: Item[];
}

/** One of several answers; `value` is what is kept, `label` what is read. */
export interface Choice {
  value: number | string;
  label: string;
  /** Of several: goes with no other one, e.g. "no obstacle". */
  alone?: boolean;
}

/** When an item is asked at all: by an earlier answer. All of what is stated must hold. */
export interface When {
  /** Of a matrix `item.row`. */
  item: string;
  is?: (number | string)[];
  atLeast?: number;
  atMost?: number;
}

interface Asked {
  /** Lasting name within the survey; totals and exports are kept by it. */
  id: string;
  /** `{kelas}` and `{pegawai}` stand for the class and for whom it is about. */
  ask: string;
  /** May be left out; what may not be is asked until it is answered or the survey is put aside. */
  optional: boolean;
  when?: When;
  /** What the answer is about, for comparing surveys and versions: `pembicara`, `materi`, `relevansi`, `fasilitas`, `penerapan`, … */
  topic?: string;
  /** Whose answers count; absent = everybody's who is asked. */
  capacities?: Capacity[];
}

/** In which capacity somebody answers. */
export const capacities = ["peserta", "atasan", "rekan"] as const;
export type Capacity = (typeof capacities)[number];

/**
 * Kinds of items. `scale`: whole numbers with words for each. `matrix`: rows on one scale, each asked by itself, kept as `item.row`.
 * `nps`: 0 to 10 (Reichheld 2003). `behaviour`: the levels of the competency that the request is about, in the dictionary's words;
 * 0 = never does it, kept as a level. `text`: own words, shown only without names and numbers.
 */
export type Item = Asked &
  (
    | { kind: "scale"; choices: (Choice & { value: number })[] }
    | { kind: "single"; choices: Choice[] }
    | { kind: "multiple"; choices: Choice[] }
    | { kind: "number"; least: number; most: number; unit?: string }
    | { kind: "nps" }
    | { kind: "matrix"; rows: { id: string; ask: string }[]; choices: (Choice & { value: number })[] }
    | { kind: "behaviour" }
    | { kind: "text"; most: number }
  );

/** What somebody answered: a number, one choice, several, own words; null = left out on purpose. */
export type Answer = number | string | string[] | null;
/** By item; of a matrix by `item.row`, of a behaviour by `item.competency`. */
export type Answers = Record<string, Answer>;
