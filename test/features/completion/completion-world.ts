import { z } from "zod";
import type { Capability } from "../../../src/core/capability.ts";
import type { Subject } from "../../../src/core/personal-data.ts";
import { sql } from "../../../src/db/database.ts";
import { completionCapabilities } from "../../../src/features/completion/capabilities.ts";
import { saveSetting } from "../../../src/features/completion/certificate/certificate-store.ts";
import type { TestDatabase } from "../../world.ts";
import { type ClassFacts, cell, kendari, openEnrolmentWorld, type Talk, tenant } from "../enrolment/enrolment-world.ts";

export { cell, kendari, tenant };
/** The address that is printed on certificates. */
export const base = "https://kawan.contoh.invalid";

export type CompletionWorld = Awaited<ReturnType<typeof openCompletionWorld>>;

/** Somebody with a talk. */
export interface Somebody {
  who: Subject;
  talk: Talk;
}

/** The world of enrolment, with an officer, and people who are in a class already. */
export async function openCompletionWorld(database: TestDatabase, more: Capability[] = []) {
  const world = await openEnrolmentWorld(database, [...completionCapabilities(base), ...more]);
  const { db, clock } = world;

  /** An officer whose talk has proven the second factor. */
  async function officer(name = "Petugas Satu"): Promise<Somebody> {
    const who = await world.person(name);
    await db.run(sql`
      insert into person_role (cell, agency_id, person_id, role, granted_at, expires_at)
      values (${cell}, ${kendari}, ${who.personId}, 'officer', ${clock.now().toString()}, '2100-01-01')`);
    const talk = await world.talk(who);
    await db.run(sql`
      insert into factor_pass (cell, agency_id, handle_id, used_at)
      select cell, agency_id, id, '2100-01-01' from handle where person_id = ${who.personId} on conflict do nothing`);
    return { who, talk };
  }

  /** A training that the city provides itself, and a run of it. */
  async function cityClass(
    name: string,
    facts: ClassFacts & { mode?: string; jp?: number | null; provider?: string } = {},
  ): Promise<{ training: number; id: number }> {
    const { mode = "tatap_muka", jp = 16, provider = "BKPSDM Kota Kendari", ...rest } = facts;
    const training = await world.training(name, rest);
    await db.run(sql`update training set mode = ${mode}, jp = ${jp}, provider = ${provider} where id = ${training}`);
    return { training, id: await world.classOf(training, { seats: 100, ...rest }) };
  }

  /** Somebody who is enrolled, with a talk. */
  async function participant(classId: number, name: string): Promise<Somebody> {
    const who = await world.person(name);
    await enrolled(classId, who);
    return { who, talk: await world.talk(who) };
  }

  async function enrolled(classId: number, { personId }: Subject, state = "terdaftar"): Promise<void> {
    const now = clock.now().toString();
    await db.run(sql`
      insert into enrolment (cell, agency_id, class_id, person_id, state, via, asked_at, since)
      values (${cell}, ${kendari}, ${classId}, ${personId}, ${state}, 'sendiri', ${now}, ${now})`);
    await db.run(sql`update training_class set taken = taken + 1 where id = ${classId}`);
  }

  /** The clock goes on to a local moment in Kendari, `2026-12-07T09:00`. */
  function comes(local: string): void {
    clock.pass(clock.now().until(Temporal.PlainDateTime.from(local).toZonedDateTime("Asia/Makassar").toInstant()));
  }

  /** The code that is on show. */
  const codeIn = (text: string): string => /\*(H\d{5})\*/.exec(text)?.[1] ?? "";

  /** Everybody is there on both moments of a day, by code. */
  async function attends(desk: Somebody, people: Somebody[], day: string): Promise<void> {
    for (const at of ["08:10", "15:30"]) {
      comes(`${day}T${at}`);
      const code = codeIn(await desk.talk.says("/kode"));
      for (const it of people) await it.talk.says(code);
    }
  }

  const setting = () =>
    saveSetting(
      db,
      tenant,
      { pattern: "800.2/{nomor:4}/SERT/{bulan_romawi}/{tahun}", issuer: "Pemerintah Kota Kendari", place: "Kendari", signatory: "Kepala BKPSDM" },
      clock.now(),
    );

  const stateOf = async (classId: number, { personId }: Subject): Promise<string> =>
    (await db.one(z.object({ state: z.string() }), sql`select state from enrolment where class_id = ${classId} and person_id = ${personId}`)).state;

  async function afresh(): Promise<void> {
    await db.run(sql`delete from certificate_series`);
    await db.run(sql`delete from certificate_setting`);
    await world.afresh();
  }

  return { ...world, afresh, officer, cityClass, participant, enrolled, comes, codeIn, attends, setting, stateOf };
}
