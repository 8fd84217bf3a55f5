import { z } from "zod";
import type { Address } from "../../../core/channel.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";
import { leadsSomebody } from "../authority-store.ts";
import { aliveHandle } from "./handle-store.ts";

/** Days for which a confirmed number is proof: numbers that fell out of use are given to others after some months. */
export const freshDays = 180;

const Found = z.object({ agencyId: z.number(), personId: z.number() });

/**
 * Whose number this is, as far as that proves anything: registered for exactly one person at work in the whole base, confirmed
 * lately (a date to come is a slip of the hand, and proves nothing) and not left behind since, and never seen with another account at this very
 * talk. Made-up people are never found by a number.
 */
export async function personByPhone(
  db: Database,
  { cell, phone, agencies, sender, to }: { cell: number; phone: string; agencies: number[]; sender: string; to: Address },
  now: Temporal.Instant,
): Promise<z.output<typeof Found> | undefined> {
  return db.maybe(
    Found,
    sql`
    select p.agency_id as "agencyId", p.id::int as "personId"
      from person p join agency a on a.id = p.agency_id
     where p.cell = ${cell} and p.phone = ${phone} and ${atWork} and not a.demo and a.id = any(${agencies}::smallint[])
       and p.phone_confirmed_on > (${now.toString()}::timestamptz at time zone a.zone)::date - ${freshDays}::int
       and p.phone_confirmed_on <= (${now.toString()}::timestamptz at time zone a.zone)::date
       and (p.doubted_phone is distinct from p.phone or p.phone_confirmed_on > p.doubted_on)
       and (select count(*) from person p where p.cell = ${cell} and p.phone = ${phone} and ${atWork}) = 1
       and not exists (
         select 1 from handle h
          where h.cell = p.cell and h.channel = ${to.channel} and h.address->>'chat' = ${to.chat} and h.sender <> ${sender} and h.sender <> h.address->>'chat')`,
  );
}

const atWork = sql`p.duty not in ('pindah', 'meninggal', 'keluar')`;

const Card = z.object({
  name: z.string(),
  titleBefore: z.string().nullable(),
  titleAfter: z.string().nullable(),
  nip: z.string().nullable(),
  position: z.string().nullable(),
  addressAs: z.enum(["bapak", "ibu", "nama"]).nullable(),
  agency: z.object({ id: z.number(), name: z.string(), zone: z.string(), demo: z.boolean() }),
  /** Leads somebody, or has been given a right: more than the own data. */
  leads: z.boolean(),
  granted: z.array(z.string()),
});
/** Who somebody is, in a line. */
export type Card = z.output<typeof Card>;

export function cardOf(db: Database, { cell, agencyId, personId }: Subject, now: Temporal.Instant): Promise<Card | undefined> {
  const at = now.toString();
  const today = sql`(${at}::timestamptz at time zone a.zone)::date`;
  return db.maybe(
    Card,
    sql`
    select p.name, p.title_before as "titleBefore", p.title_after as "titleAfter", p.nip, p.address_as as "addressAs",
           jsonb_build_object('id', a.id, 'name', a.name, 'zone', a.zone, 'demo', a.demo) as agency,
           (select o.title from person_position o
             where o.cell = p.cell and o.agency_id = p.agency_id and o.person_id = p.id and o.since <= ${today} and (o.until is null or o.until > ${today})
             order by o.kind <> 'definitif', o.since, o.id limit 1) as position,
           ${leadsSomebody({ cell: sql`p.cell`, agency: sql`p.agency_id`, person: sql`p.id`, day: today })} as leads,
           coalesce((select jsonb_agg(distinct r.role) from person_role r
                      where r.cell = p.cell and r.agency_id = p.agency_id and r.person_id = p.id and r.ended_at is null and r.expires_at > ${at}), '[]'::jsonb) as granted
      from person p join agency a on a.id = p.agency_id
     where p.cell = ${cell} and p.agency_id = ${agencyId} and p.id = ${personId}`,
  );
}

/** People of an agency who hold a role now and can use it in a chat, but for one. */
export async function holdersOf(
  db: Database,
  { cell, agencyId }: { cell: number; agencyId: number },
  roles: string[],
  except: number,
  now: Temporal.Instant,
): Promise<number[]> {
  const at = now.toString();
  const rows = await db.many(
    z.object({ id: z.number() }),
    sql`
    select distinct r.person_id::int as id
      from person_role r
      join handle h on h.cell = r.cell and h.agency_id = r.agency_id and h.person_id = r.person_id and h.confirmed_at is not null and ${aliveHandle(now)}
     where r.cell = ${cell} and r.agency_id = ${agencyId} and r.role = any(${roles}::text[]) and r.ended_at is null and r.expires_at > ${at}
       and r.person_id <> ${except}
     order by 1`,
  );
  return rows.map((it) => it.id);
}

/** The registered number is proven to be the person's today: by a code in a chat of that very number. Proven in one of another, it is doubted. */
export async function confirmPhone(db: Database, subject: Subject, phone: string, day: string): Promise<void> {
  const { cell, agencyId, personId } = subject;
  await db.run(sql`
    update person set phone_confirmed_on = ${day}::date, doubted_phone = null, doubted_on = null
     where cell = ${cell} and agency_id = ${agencyId} and id = ${personId} and phone = ${phone}
       and (phone_confirmed_on is distinct from ${day}::date or doubted_phone is not null)`);
  await doubtPhone(db, subject, day, phone);
}

/** The registered number may be somebody else's by now, unless it is this one: it proves nothing until it is confirmed on a later day. */
export async function doubtPhone(db: Database, { cell, agencyId, personId }: Subject, day: string, unless: string | null = null): Promise<void> {
  await db.run(sql`
    update person set doubted_phone = phone, doubted_on = ${day}::date
     where cell = ${cell} and agency_id = ${agencyId} and id = ${personId} and phone is not null and phone is distinct from ${unless}`);
}

export async function setAddress(db: Database, { cell, agencyId, personId }: Subject, as: "bapak" | "ibu" | "nama"): Promise<void> {
  await db.run(sql`update person set address_as = ${as} where cell = ${cell} and agency_id = ${agencyId} and id = ${personId}`);
}
