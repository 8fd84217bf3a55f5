import type { ParsedDocument } from "../passage.ts";
import type { Origin } from "../store.ts";

/** What the base would be: documents put in (or in place of what has their key), and documents taken out, by key. */
export interface BaseChange {
  put: (ParsedDocument & { origin: Origin })[];
  remove: string[];
}
