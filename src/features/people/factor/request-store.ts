import { createHash, randomBytes, randomInt } from "node:crypto";
import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { type Database, sql } from "../../../db/database.ts";

/** Minutes in which the page can be opened: as long as a talk on the telephone takes. */
export const pageMinutes = 30;
/** Hours in which a wish can be decided about: by then the telephone call has been made, or the person asks again. */
const openHours = 24;
/** Wrong codes after which an address is dead. */
const mostWrong = 5;

interface Tenant {
  cell: number;
  agencyId: number;
}

const Request = z.object({ id: z.number(), personId: z.number(), handleId: z.number() });
/** Somebody's wish for a second factor, from one of their chats. */
export type FactorRequest = z.output<typeof Request>;

const secretBytes = 24;
const secretLength = Math.ceil((secretBytes * 4) / 3);

const digestOf = (...parts: string[]): string => createHash("sha256").update(parts.join("|")).digest("hex");

/**
 * Notes the wish; one from the same chat that still waits goes on. One from another chat, or too old, is closed: an officer's yes is for the chat
 * that was named to them.
 */
export async function askForFactor(tx: Database, { cell, agencyId, personId }: Subject, handleId: number, now: Temporal.Instant): Promise<number> {
  const at = now.toString();
  // Two chats of one person that ask at once come one after the other.
  await tx.run(sql`select 1 from person where cell = ${cell} and agency_id = ${agencyId} and id = ${personId} for no key update`);
  await tx.run(sql`
    update factor_request set decided_at = ${at}
     where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} and decided_at is null
       and (handle_id <> ${handleId} or asked_at <= ${now.subtract({ hours: openHours }).toString()})`);
  const { id } = await tx.one(
    z.object({ id: z.number() }),
    sql`
    insert into factor_request (cell, agency_id, person_id, handle_id, asked_at) values (${cell}, ${agencyId}, ${personId}, ${handleId}, ${at})
    on conflict (cell, agency_id, person_id) where decided_at is null do update set asked_at = excluded.asked_at
    returning id::int as id`,
  );
  return id;
}

/** A wish that waits for a second person and is not too old. */
export const openRequest = (tx: Database, { cell, agencyId }: Tenant, id: number, now: Temporal.Instant): Promise<FactorRequest | undefined> =>
  tx.maybe(
    Request,
    sql`
    select id::int as id, person_id::int as "personId", handle_id::int as "handleId" from factor_request
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and decided_at is null
       and asked_at > ${now.subtract({ hours: openHours }).toString()} for update`,
  );

export const refuseRequest = (tx: Database, { cell, agencyId }: Tenant, id: number, by: number, now: Temporal.Instant): Promise<number> =>
  tx.run(sql`update factor_request set decided_at = ${now.toString()}, decided_by = ${by} where cell = ${cell} and agency_id = ${agencyId} and id = ${id}`);

/**
 * Says yes; of the secret of the address (192 bits) and of the code only digests are kept here. In clear each stands in its own letter, the address in
 * that to who asked, the code in that to who confirmed, and with those in `outbox` and `web_message` until retention takes them: there half an
 * hour and one use are what makes them worthless. Earlier addresses of the person are dead.
 */
export async function grantRequest(
  tx: Database,
  { cell, agencyId }: Tenant,
  it: FactorRequest,
  by: number,
  now: Temporal.Instant,
): Promise<{ secret: string; code: string }> {
  const [secret, code] = [randomBytes(secretBytes).toString("base64url"), String(randomInt(1_000_000)).padStart(6, "0")];
  await tx.run(sql`
    update factor_request set digest = null where cell = ${cell} and agency_id = ${agencyId} and person_id = ${it.personId} and digest is not null`);
  await tx.run(sql`
    update factor_request set decided_at = ${now.toString()}, decided_by = ${by}, digest = ${digestOf(secret)}, code_digest = ${digestOf(secret, code)},
           expires_at = ${now.add({ minutes: pageMinutes }).toString()}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${it.id}`);
  return { secret, code };
}

/** Whether it could be the secret of an address at all: what could not is not looked up. */
export const isSecret = (text: string): boolean => text.length === secretLength && /^[\w-]+$/.test(text);

const alive = (cell: number, secret: string, now: Temporal.Instant) =>
  sql`cell = ${cell} and digest = ${digestOf(secret)} and used_at is null and failures < ${mostWrong} and expires_at > ${now.toString()}`;

/** Whether a page waits there; looking uses nothing up. */
export async function pageWaits(db: Database, cell: number, secret: string, now: Temporal.Instant): Promise<boolean> {
  return (await db.many(z.object({ one: z.number() }), sql`select 1 as one from factor_request where ${alive(cell, secret, now)}`)).length > 0;
}

const Granted = z.object({ agencyId: z.number(), personId: z.number(), handleId: z.number(), decidedBy: z.number().nullable() });
export type Granted = z.output<typeof Granted>;

/** Uses the address up where the code is right. `wrong` = another try is left; `gone` = unknown, over, used, or tried too often. */
export async function usePage(tx: Database, cell: number, secret: string, code: string, now: Temporal.Instant): Promise<Granted | "wrong" | "gone"> {
  const used = await tx.maybe(
    Granted,
    sql`
    update factor_request set used_at = ${now.toString()} where ${alive(cell, secret, now)} and code_digest = ${digestOf(secret, code)}
    returning agency_id::int as "agencyId", person_id::int as "personId", handle_id::int as "handleId", decided_by::int as "decidedBy"`,
  );
  if (used) return used;
  const missed = await tx.run(sql`update factor_request set failures = failures + 1 where ${alive(cell, secret, now)}`);
  return missed > 0 && (await pageWaits(tx, cell, secret, now)) ? "wrong" : "gone";
}

/** Requests that are long over; the ledger keeps who confirmed whom. */
export const deleteFactorRequestsBefore = (db: Database, cell: number, before: Temporal.Instant): Promise<number> =>
  db.run(sql`delete from factor_request where cell = ${cell} and asked_at < ${before.toString()}`);
