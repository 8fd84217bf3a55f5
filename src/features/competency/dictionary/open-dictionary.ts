import { z } from "zod";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../people/person-store.ts";
import { type AskedStandard, askedBy, competenciesOf, type StandardHeading, standardHeadings } from "./dictionary-store.ts";

/** What a city's dictionary says, as far as comparing needs it; shared by many requests and never changed. */
export interface OpenDictionary {
  headings: StandardHeading[];
  /** Names of the competencies in use, by id. */
  names: Map<string, string>;
  /** Standards in use or retired with what they ask, in no order. */
  asked(ids: string[]): Promise<AskedStandard[]>;
}

interface Remembered extends Pick<OpenDictionary, "headings" | "names"> {
  asked: Map<string, AskedStandard>;
}

/** Cities remembered at once. */
const citiesKept = 64;

/** By version, which no two bases ever share, and city. */
const remembered = new Map<string, Remembered>();

/** A city's dictionary, read once for each version of it (`content_version`): every gap needs it, and it seldom changes. */
export async function openDictionary(db: Database, tenant: Tenant): Promise<OpenDictionary> {
  const { version } = await db.one(z.object({ version: z.string() }), sql`select version::text as version from content_version where kind = 'dictionary'`);
  const key = `${version} ${tenant.cell} ${tenant.agencyId}`;
  const known = remembered.get(key) ?? (await read(db, tenant, key));
  return {
    ...known,
    async asked(ids) {
      const missing = ids.filter((it) => !known.asked.has(it));
      for (const it of await askedBy(db, tenant, missing)) known.asked.set(it.id, it);
      return ids.flatMap((it) => known.asked.get(it) ?? []);
    },
  };
}

async function read(db: Database, tenant: Tenant, key: string): Promise<Remembered> {
  const names = new Map((await competenciesOf(db, tenant)).map((it) => [it.id, it.name]));
  const fresh = { headings: await standardHeadings(db, tenant), names, asked: new Map() };
  remembered.set(key, fresh);
  const [oldest] = remembered.keys();
  if (remembered.size > citiesKept && oldest !== undefined) remembered.delete(oldest);
  return fresh;
}
