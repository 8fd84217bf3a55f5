import type { Database } from "../db/database.ts";

/** Whose data it is. */
export interface Subject {
  cell: number;
  agencyId: number;
  personId: number;
  /** The person's talks, for what is kept by talk; handed in by whoever collects or erases. */
  talks?: Talk[];
  /** IANA zone in which the person reads dates; absent = that of the capital. */
  zone?: string;
}

/** A talk for the time in which it was proven to be the person's. */
export interface Talk {
  conversation: string;
  channel: string;
  /** What the network calls who writes there, and the talk's own id there. */
  sender: string;
  chat: string;
  /** ISO instants; null = since ever (nobody else ever proved to be its owner), null = until now. */
  since: string | null;
  until: string | null;
}

/**
 * What one feature holds about people: gathered for /dataku, taken away for /hapus, told in /privasi (UU 27/2022).
 * `catalog.ts` lists them all; a test fails when a table with a person in it is in none of them.
 */
export interface PersonalData {
  /** Heading in /dataku, Indonesian. */
  title: string;
  /** Tables with a person in them that this covers. */
  tables: string[];
  /** For the purpose table: what it is for, on which ground, how long it is kept; Indonesian, one short line each. */
  purpose: {
    use: string;
    basis: "kewenangan" | "persetujuan";
    kept: string;
    /** Who sees it; absent = the person, and staff officers of the own city. */
    seenBy?: string;
  };
  /** Everything held: lines to read on a phone, and the same as data for JSON. */
  collect(db: Database, subject: Subject): Promise<{ lines: string[]; data: unknown }>;
  /** On withdrawn consent: deletes what rested on it. What law keeps stays; `purpose.kept` says so. */
  erase(db: Database, subject: Subject, now: Temporal.Instant): Promise<void>;
}
