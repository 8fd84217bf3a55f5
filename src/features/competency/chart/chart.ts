/** A person, or a position, in one picture. */
export interface Chart {
  title: string;
  /** Under the title, each from a new line: what it is compared with. */
  subtitle: string[];
  rows: ChartRow[];
}

export interface ChartRow {
  name: string;
  /** 1 to 5. */
  required: number;
  /** 0 to 5; null = unknown. */
  held: number | null;
  /** Rests on an official test. */
  official: boolean;
}
