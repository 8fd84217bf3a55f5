/** A report as it will be printed: who lays it out knows nothing of surveys. */
export interface Paper {
  title: string;
  /** Under the title, a line each. */
  lead: string[];
  blocks: PaperBlock[];
  /** At the foot of every page. */
  foot: string;
  author: string;
  /** For the file's own date: the same report has the same bytes. */
  madeAt: string;
}

export type PaperBlock =
  | { kind: "heading"; text: string }
  | { kind: "subheading"; text: string }
  | { kind: "text"; text: string }
  | { kind: "list"; items: string[] }
  | { kind: "table"; headers: string[]; rows: string[][] /** Parts of the width. */; widths: number[] }
  | { kind: "pictures"; heading: string; pictures: Picture[] };

export interface Picture {
  png: Uint8Array;
  /** Pixels. */
  width: number;
  height: number;
  /** What it shows, for who does not see it. */
  alt: string;
}
