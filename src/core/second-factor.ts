import { sql } from "../db/database.ts";
import type { Capability, Context } from "./capability.ts";
import type { Person, Role } from "./person.ts";

/** Minutes without an act that needs it, after which the second factor is asked for again (F8). */
export const factorIdleMinutes = 15;

/** The capability that asks for the second factor, proves it, and then goes on with what was asked for. */
export const factorCall = "prove_factor";

const officers: Role[] = ["unit_officer", "officer", "administrator"];

/**
 * Whether a call needs the second factor: what only officers may do needs it by itself, so that no capability can forget it;
 * any other says so (`secondFactor`), for some inputs or for all. Made-up people have none: there is nothing to guard.
 */
export function needsFactor({ roles, secondFactor }: Capability, input: Record<string, unknown>, { person, conversation }: Context): boolean {
  if (conversation === null || person?.agency.demo) return false;
  if (typeof secondFactor === "function") return secondFactor(input);
  return secondFactor ?? roles.every((it) => officers.includes(it));
}

/** Whether the factor was proven in this very talk and made use of within the last minutes; this use counts as well. */
export async function passFresh({ db, cell, now, person }: Context): Promise<boolean> {
  if (!person) return false;
  const rows = await db.run(sql`
    update factor_pass set used_at = greatest(used_at, ${now.toString()}::timestamptz)
     where cell = ${cell} and agency_id = ${person.agency.id} and handle_id = ${person.handleId}
       and used_at > ${now.subtract({ minutes: factorIdleMinutes }).toString()}`);
  return rows > 0;
}

/** The person has just proven the factor in this talk. */
export async function givePass({ db, cell, now }: Context, { agency, handleId }: Person): Promise<void> {
  await db.run(sql`
    insert into factor_pass (cell, agency_id, handle_id, used_at) values (${cell}, ${agency.id}, ${handleId}, ${now.toString()})
    on conflict (cell, agency_id, handle_id) do update set used_at = excluded.used_at`);
}
