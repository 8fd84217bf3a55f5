import { z } from "zod";
import type { Address, Letter } from "../../../core/channel.ts";
import type { Subject } from "../../../core/personal-data.ts";
import type { Reply } from "../../../core/reply.ts";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../person-store.ts";
import { aliveHandle } from "./handle-store.ts";

/** What is to be said to somebody. */
export interface News {
  reply: Reply;
  /** Makes it happen once, however often it is asked for. */
  key: string;
  intent: Letter["intent"];
  now: Temporal.Instant;
  /** To every chat of the person instead of the one used last: news about security. `except` = a handle that needs none. */
  everywhere?: { except?: number };
  /** To this chat alone. */
  only?: number;
  /** Only to a chat that a second person has confirmed: what asks for an officer's decision. */
  confirmed?: true;
}

/** Who of these people has a chat at all: an import may have news for thousands, and letters for few of them. */
export async function reachable(db: Database, { cell, agencyId }: Tenant, personIds: number[], now: Temporal.Instant): Promise<Set<number>> {
  if (personIds.length === 0) return new Set();
  const rows = await db.many(
    z.object({ id: z.number() }),
    sql`
    select distinct h.person_id::int as id from handle h
     where h.cell = ${cell} and h.agency_id = ${agencyId} and ${aliveHandle(now)} and h.person_id = any(${personIds}::bigint[])`,
  );
  return new Set(rows.map((it) => it.id));
}

const Row = z.object({ id: z.number(), address: z.custom<Address>() });

/**
 * Letters to one person of an agency: one, to the chat used last (a messenger before a page, which may be open to nobody), or none
 * where no chat is linked. Nobody gets one who has left or died, nor a chat so long silent that its number may be somebody else's.
 */
export async function lettersTo(
  db: Database,
  { cell, agencyId, personId }: Subject,
  { reply, key, intent, now, everywhere, only, confirmed }: News,
): Promise<Letter[]> {
  const rows = await db.many(
    Row,
    sql`
    select h.id::int as id, h.address
      from handle h
      join person p on p.cell = h.cell and p.agency_id = h.agency_id and p.id = h.person_id and p.duty not in ('pindah', 'meninggal', 'keluar')
     where h.cell = ${cell} and h.agency_id = ${agencyId} and h.person_id = ${personId} and ${aliveHandle(now)}
       ${confirmed ? sql`and h.confirmed_at is not null` : sql``}
     order by h.channel in ('web', 'terminal'), h.seen_at desc, h.id desc`,
  );
  if (only !== undefined) return rows.filter((it) => it.id === only).map(({ address }) => ({ key, to: address, reply, intent }));
  if (!everywhere) return rows.slice(0, 1).map(({ address }) => ({ key, to: address, reply, intent }));
  return rows.filter((it) => it.id !== everywhere.except).map(({ id, address }) => ({ key: `${key}:${id}`, to: address, reply, intent }));
}

/** The chat of each of these people to which `lettersTo` would write, in one query; who has none is left out. For news to thousands. */
export async function addressesOf(
  db: Database,
  { cell, agencyId }: Tenant,
  personIds: number[],
  now: Temporal.Instant,
  { confirmed, graceDays = 0 }: Pick<News, "confirmed"> & { graceDays?: number } = {},
): Promise<Map<number, Address>> {
  if (personIds.length === 0) return new Map();
  const rows = await db.many(
    Row,
    sql`
    select distinct on (h.person_id) h.person_id::int as id, h.address
      from handle h
      join person p on p.cell = h.cell and p.agency_id = h.agency_id and p.id = h.person_id and p.duty not in ('pindah', 'meninggal', 'keluar')
     where h.cell = ${cell} and h.agency_id = ${agencyId} and h.person_id = any(${personIds}::bigint[]) and ${aliveHandle(now, graceDays)}
       ${confirmed ? sql`and h.confirmed_at is not null` : sql``}
     order by h.person_id, h.channel in ('web', 'terminal'), h.seen_at desc, h.id desc`,
  );
  return new Map(rows.map((it) => [it.id, it.address]));
}
