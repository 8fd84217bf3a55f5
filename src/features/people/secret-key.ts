import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type Database, sql } from "../../db/database.ts";

const Kept = z.object({ value: z.string() });

/** A key of the people feature: made at its first use and shared by all replicas; `secret` is in no backup, so neither is it. */
export async function secretKey(db: Database, name: "link_code" | "second_factor", now: Temporal.Instant): Promise<string> {
  const row = await db.maybe(Kept, sql`select value from secret where name = ${name}`);
  if (row) return row.value;
  await db.run(sql`
    insert into secret (name, value, made_at) values (${name}, ${randomBytes(32).toString("base64url")}, ${now.toString()}) on conflict (name) do nothing`);
  return (await db.one(Kept, sql`select value from secret where name = ${name}`)).value;
}
