import type { Capability } from "../../../src/core/capability.ts";
import type { Subject } from "../../../src/core/personal-data.ts";
import { sql } from "../../../src/db/database.ts";
import { organiseCapabilities } from "../../../src/features/organise/capabilities.ts";
import type { GrantedRole } from "../../../src/features/people/grants.ts";
import type { TestDatabase } from "../../world.ts";
import { cell, kendari, openEnrolmentWorld, type Talk } from "../enrolment/enrolment-world.ts";

export type OrganiseWorld = Awaited<ReturnType<typeof openOrganiseWorld>>;

/** The world of enrolment with officers in it: their rights, and talks in which the second factor has just been proven. */
export async function openOrganiseWorld(database: TestDatabase, more: Capability[] = []) {
  const world = await openEnrolmentWorld(database, [...organiseCapabilities("https://asn.contoh.go.id"), ...more]);
  const { db, clock } = world;

  async function grants(who: Subject, role: GrantedRole, unit: number | null = null): Promise<void> {
    await db.run(sql`
      insert into person_role (cell, agency_id, person_id, role, unit_id, granted_at, expires_at)
      values (${cell}, ${kendari}, ${who.personId}, ${role}, ${unit}, ${clock.now().toString()}, '2100-01-01')`);
  }

  /** A talk that has proven the second factor. */
  async function trusted(who: Subject): Promise<Talk> {
    const talk = await world.talk(who);
    await db.run(sql`
      insert into factor_pass (cell, agency_id, handle_id, used_at)
      select cell, agency_id, id, '2100-01-01' from handle where person_id = ${who.personId}
      on conflict do nothing`);
    return talk;
  }

  async function officer(name = "Petugas Satu"): Promise<{ who: Subject; talk: Talk }> {
    const who = await world.person(name);
    await grants(who, "officer");
    return { who, talk: await trusted(who) };
  }

  async function staffOfficer(name: string, unit: number): Promise<{ who: Subject; talk: Talk }> {
    const who = await world.person(name, { unit });
    await grants(who, "unit_officer", unit);
    return { who, talk: await trusted(who) };
  }

  return { ...world, grants, trusted, officer, staffOfficer };
}
