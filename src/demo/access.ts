import { z } from "zod";
import { type Database, sql } from "../db/database.ts";
import { issueCode } from "../features/people/link/code.ts";
import type { Config } from "../settings/config.ts";
import { demoAgency, rightHolders } from "./load.ts";

/** Why nobody can try the made-up people here (F4). */
export type DemoOff = "database" | "messenger" | "address" | "staff" | "absent";

const loopback = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/;

/**
 * Whether something real is attached: made-up people are for a look round on one's own machine, never a way into a service that
 * others can reach. Null = they may be tried.
 */
export async function demoOff(db: Database, cell: number, config: Config): Promise<DemoOff | null> {
  if (config.DATABASE_URL !== undefined) return "database";
  if (config.TELEGRAM_TOKEN.length + config.WHATSAPP_NUMBER_ID.length + config.WHATSAPP_WEB_NUMBER.length > 0) return "messenger";
  if (!loopback.test(config.HOST) || config.TRUST_PROXY || (config.PUBLIC_URL !== undefined && !loopback.test(hostOf(config.PUBLIC_URL)))) return "address";
  const { demo, real } = await db.one(
    z.object({ demo: z.boolean(), real: z.boolean() }),
    sql`
    select exists (select 1 from agency where id = ${demoAgency.id}) as demo,
           exists (select 1 from person where cell = ${cell} and agency_id <> ${demoAgency.id}) as real`,
  );
  return real ? "staff" : demo ? null : "absent";
}

/** Whether the made-up city is in the base. */
export const demoLoaded = async (db: Database): Promise<boolean> =>
  (await db.many(z.object({ id: z.number() }), sql`select id from agency where id = ${demoAgency.id} and demo`)).length > 0;

const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, "");

/** Ends every way in as a made-up person. Safe to repeat. */
export async function endDemoAccess(db: Database, cell: number, now: Temporal.Instant): Promise<void> {
  const at = now.toString();
  await db.run(sql`
    update link_code set ended_at = ${at}
     where cell = ${cell} and agency_id = ${demoAgency.id} and used_at is null and ended_at is null`);
  await db.run(sql`
    update handle set until = ${at}, ended_why = 'demo_over' where cell = ${cell} and agency_id = ${demoAgency.id} and until is null`);
}

/** Somebody to try, by what they may do. */
export interface DemoPerson {
  /** English, for the console. */
  what: string;
  name: string;
  code: string;
}

/** Whom a newcomer would want to be; the first with the position is taken. */
const tried = [
  { what: "civil servant with gaps", title: "Pranata Komputer Ahli Pertama" },
  { what: "supervisor", title: "Kepala Bidang Aplikasi Informatika" },
  { what: "front-line officer", title: "Petugas Pelayanan Terpadu" },
  { what: "teacher", title: "Guru Ahli Pertama" },
  { what: "staff officer of one agency", title: rightHolders.unitOfficer },
  { what: "officer of the HR agency", title: rightHolders.officer },
  { what: "administrator", title: rightHolders.administrator },
];

/** A new code for each of them, to be printed on the console and nowhere else; those of the last start are dead from now on. */
export async function issueDemoCodes(db: Database, cell: number, now: Temporal.Instant): Promise<DemoPerson[]> {
  const people: DemoPerson[] = [];
  for (const { what, title } of tried) {
    const person = await db.maybe(
      z.object({ id: z.number(), name: z.string() }),
      sql`
      select p.id::int as id, p.name from person p
        join person_position o on o.cell = p.cell and o.agency_id = p.agency_id and o.person_id = p.id
       where p.cell = ${cell} and p.agency_id = ${demoAgency.id} and o.title = ${title} and p.status = 'PNS' order by p.id limit 1`,
    );
    if (!person) continue;
    const { code } = await issueCode(db, { cell, agencyId: demoAgency.id, personId: person.id }, { purpose: "demo", issuedBy: null, now });
    people.push({ what, name: person.name, code });
  }
  return people;
}
