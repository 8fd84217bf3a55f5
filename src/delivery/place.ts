import type { Database } from "../db/database.ts";

/** Messages of one place (cell) of the database: claims and keys stay inside it. */
export interface Place {
  db: Database;
  cell: number;
}
