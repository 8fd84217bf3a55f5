import { addressOf } from "../../people/table/sheet.ts";

/** A cell that cannot be used, and why; the rest of its row is left out too. */
export interface Problem {
  /** As spreadsheets name it, e.g. `Hasil!C14`. */
  address: string;
  reason: string;
}

/** Row and column counted from 0. */
export const problemAt = (sheet: string, row: number, column: number, reason: string): Problem => ({
  address: `${sheet}!${addressOf(row, Math.max(0, column))}`,
  reason,
});

export const problemLine = ({ address, reason }: Problem): string => `  ${address}: ${reason}`;
