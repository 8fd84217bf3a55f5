import type { Estimate } from "../../measure/estimate.ts";

/** Results of a group in one picture, in sections under headings. */
export interface Chart {
  title: string;
  subtitle: string[];
  sections: Section[];
  /** Under everything: how it is to be read. */
  foot: string[];
  /** What the picture shows, in words, for who does not see it. */
  alt: string;
}

export interface Section {
  title: string;
  rows: Row[];
}

export type Row = RateRow | StepsRow | IntervalRow | ChoicesRow;

/** Who answered of those asked. */
export interface RateRow {
  kind: "rate";
  name: string;
  share: number;
  value: string;
}

/** How the answers to one question are spread over its steps, from the lowest on. */
export interface StepsRow {
  kind: "steps";
  name: string;
  shares: number[];
  /** The words of the lowest and the highest step. */
  ends: [string, string];
  value: string;
  note: string;
}

/** A value with its interval on an axis. */
export interface IntervalRow {
  kind: "interval";
  name: string;
  least: number;
  most: number;
  /** Where the axis carries a number. */
  ticks: { at: number; text: string }[];
  estimate: Pick<Estimate, "value" | "low" | "high">;
  /** What it was before. */
  former?: number;
  value: string;
  note: string;
}

/** How often each of several things was named. */
export interface ChoicesRow {
  kind: "choices";
  name: string;
  choices: { label: string; share: number; value: string }[];
}
