import { z } from "zod";
import type { Inbound } from "../../core/channel.ts";
import type { Ended, Person, Role } from "../../core/person.ts";
import { plain } from "../../core/reply.ts";
import { type Database, sql } from "../../db/database.ts";
import { leadsSomebody } from "./authority-store.ts";
import { aliveHandle, type EndReason, endByIds, endReplaced, idleMinutes, silentDays, touchHandles } from "./link/handle-store.ts";
import { leaveNumbers } from "./link/leave-numbers.ts";
import { demoOver, demoOverText } from "./link/made-up.ts";

const texts = {
  demo_over: demoOverText,
  idle: `Demi keamanan, tautan percakapan ini sudah berakhir karena ${idleMinutes} menit tidak dipakai. Ketik /tautkan bila ingin menautkan lagi.`,
  silent: `Demi keamanan, tautan percakapan ini sudah berakhir karena ${silentDays} hari tidak dipakai. Ketik /tautkan bila ingin menautkan lagi.`,
};

const Row = z.object({
  channel: z.string(),
  sender: z.string(),
  handleId: z.number(),
  personId: z.number(),
  agency: z.object({ id: z.number(), slug: z.string(), name: z.string(), zone: z.string(), demo: z.boolean() }),
  name: z.string(),
  addressAs: z.enum(["bapak", "ibu", "nama"]).nullable(),
  confirmed: z.boolean(),
  /** Still within its time, and noted as used a while ago. */
  alive: z.boolean(),
  /** A made-up person's, since when there are real ones. */
  over: z.boolean(),
  unnoted: z.boolean(),
  leads: z.boolean(),
  granted: z.array(z.enum(["unit_officer", "officer", "administrator"])),
});

/**
 * Who writes, one answer for each message; null = nobody we know. Roles are those of this moment, never of the moment of
 * linking: who has moved, retired or lost a right has lost it here (F7).
 */
export async function identify(tx: Database, cell: number, messages: Inbound[], now: Temporal.Instant): Promise<(Person | Ended | null)[]> {
  await leaveNumbers(tx, cell, messages, now);
  await endReplaced(tx, cell, messages, now);
  const senders = messages.map(({ to, from }) => ({ channel: to.channel, sender: from.id }));
  const at = now.toString();
  const rows = await tx.many(
    Row,
    sql`
    select h.channel, h.sender, h.id::int as "handleId", h.person_id::int as "personId", jsonb_build_object('id', a.id, 'slug', a.slug, 'name', a.name, 'zone', a.zone, 'demo', a.demo) as agency,
           p.name, p.address_as as "addressAs", h.confirmed_at is not null as confirmed, (${aliveHandle(now)}) as alive, ${demoOver} as over,
           h.seen_at < case when h.channel in ('web', 'terminal') then ${now.subtract({ minutes: 1 }).toString()}::timestamptz
                            else ${now.subtract({ minutes: 5 }).toString()}::timestamptz end as unnoted,
           ${leadsSomebody({ cell: sql`h.cell`, agency: sql`h.agency_id`, person: sql`h.person_id`, day: sql`(${at}::timestamptz at time zone a.zone)::date` })} as leads,
           coalesce((select jsonb_agg(distinct r.role) from person_role r
                      where r.cell = h.cell and r.agency_id = h.agency_id and r.person_id = h.person_id
                        and r.ended_at is null and r.expires_at > ${at}), '[]'::jsonb) as granted
      from jsonb_to_recordset(${JSON.stringify(senders)}::jsonb) as it (channel text, sender text)
      join handle h on h.cell = ${cell} and h.channel = it.channel and h.sender = it.sender and h.until is null
      join agency a on a.id = h.agency_id
      join person p on p.cell = h.cell and p.agency_id = h.agency_id and p.id = h.person_id
     where p.duty not in ('pindah', 'meninggal', 'keluar')`,
  );
  const ended = rows.filter((it) => !it.alive);
  await endByIds(
    tx,
    cell,
    ended.map((it) => ({ agencyId: it.agency.id, id: it.handleId, why: whyEnded(it) })),
    now,
  );
  await touchHandles(
    tx,
    cell,
    rows.filter((it) => it.alive && it.unnoted).map((it) => ({ agencyId: it.agency.id, id: it.handleId })),
    now,
  );
  const found = new Map(rows.map((it) => [`${it.channel}|${it.sender}`, it]));
  return senders.map(({ channel, sender }) => {
    const row = found.get(`${channel}|${sender}`);
    if (!row) return null;
    return row.alive ? personOf(row) : { ended: texts[whyEnded(row)] };
  });
}

/**
 * What the senders of messages may do (leading aside), one answer for each; null = nobody's linked talk. A look without any effect, outside the
 * turn that tells who it is: only there may a link end, since the talk is forgotten in that very turn.
 */
export async function knownRoles(db: Database, cell: number, messages: Pick<Inbound, "from" | "to">[], now: Temporal.Instant): Promise<(Role[] | null)[]> {
  const senders = messages.map(({ from, to }) => ({ channel: to.channel, sender: from.id }));
  const rows = await db.many(
    Row.pick({ channel: true, sender: true, granted: true }),
    sql`
    select h.channel, h.sender, case when h.confirmed_at is null then '[]'::jsonb else coalesce((select jsonb_agg(distinct r.role) from person_role r
             where r.cell = h.cell and r.agency_id = h.agency_id and r.person_id = h.person_id
               and r.ended_at is null and r.expires_at > ${now.toString()}), '[]'::jsonb) end as granted
      from jsonb_to_recordset(${JSON.stringify(senders)}::jsonb) as it (channel text, sender text)
      join handle h on h.cell = ${cell} and h.channel = it.channel and h.sender = it.sender and ${aliveHandle(now)}`,
  );
  const found = new Map(rows.map((it) => [`${it.channel}|${it.sender}`, it.granted]));
  return senders.map(({ channel, sender }) => {
    const granted = found.get(`${channel}|${sender}`);
    return granted ? ["asn", ...granted] : null;
  });
}

type Row = z.output<typeof Row>;

/** A screen at which anybody may sit down. */
const isShared = ({ channel }: Row): boolean => channel === "web" || channel === "terminal";

const whyEnded = (it: Row): EndReason & keyof typeof texts => (it.over ? "demo_over" : isShared(it) ? "idle" : "silent");

/** A name without its titles is what people are called by; which part of it is nobody can tell ("Cut Nyak", "La Ode"). */
const calledBy = { bapak: () => "Bapak", ibu: () => "Ibu", nama: (name: string) => plain(name) };

function personOf({ personId, agency, handleId, name, addressAs, confirmed, leads, granted }: Row): Person {
  const more: Role[] = [...(leads ? (["supervisor"] as const) : []), ...granted];
  const known = { id: personId, agency, handleId, ...(addressAs !== null && { called: calledBy[addressAs](name) }) };
  return confirmed ? { ...known, roles: ["asn", ...more] } : { ...known, roles: ["asn"], ...(more.length > 0 && { waiting: more }) };
}
