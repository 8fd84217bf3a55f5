import { z } from "zod";
import type { Letter } from "../../../core/channel.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { plain, type Reply } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { type Database, sql } from "../../../db/database.ts";
import { leadsSomebody } from "../authority-store.ts";
import { maskNip } from "../nip.ts";
import { fullName } from "../person-name.ts";
import { channelName } from "./chat-words.ts";
import { aliveHandle } from "./handle-store.ts";
import { lettersTo } from "./letters.ts";
import { type Card, holdersOf } from "./link-store.ts";

const texts = {
  ask: (name: string, nip: string, position: string, channel: string, id: number) =>
    `Ada chat ${channel} yang ditautkan atas nama *${name}* (NIP ${nip}${position}). Setelah dipastikan, chat itu dapat memakai hak jabatannya, misalnya melihat data bawahan.\n\nHubungi dahulu yang bersangkutan, lalu jawab: benarkah chat itu miliknya? (Nomor tautan ${id})`,
  yes: "Benar, pastikan",
  no: "Bukan, putuskan",
};

/** Roles that only an administrator may open to a chat. */
const guarded = "administrator";

/** Who may say that a chat is really its owner's: officers and administrators; of an administrator only administrators. */
export const confirmersOf = ({ granted }: Pick<Card, "granted">): string[] => (granted.includes(guarded) ? ["administrator"] : ["officer", "administrator"]);

/**
 * Letters that ask a second person whether the chat is really its owner's; never the owner. None = nobody there can be asked in a
 * chat, and it has to be done at the server. At most once a day for one chat.
 */
export async function askOfficers(
  db: Database,
  subject: Subject,
  { handleId, channel, card }: { handleId: number; channel: string; card: Card },
  now: Temporal.Instant,
): Promise<Letter[]> {
  const reply = questionAbout({ handleId, channel, card });
  const letters: Letter[] = [];
  for (const personId of await holdersOf(db, subject, confirmersOf(card), subject.personId, now)) {
    const key = `confirm:${subject.agencyId}:${handleId}:${personId}:${localDate(now, card.agency.zone)}`;
    letters.push(...(await lettersTo(db, { ...subject, personId }, { reply, key, intent: "notice", now, confirmed: true })));
  }
  return letters;
}

/** Whether the chat is really its owner's, with both answers. */
export function questionAbout({ handleId, channel, card }: { handleId: number; channel: string; card: Card }): Reply {
  const buttons = (["yes", "no"] as const).map((answer) => ({
    label: texts[answer],
    call: { capability: "confirm_link", input: { handle: handleId, answer } },
  }));
  const position = card.position ? `, ${plain(card.position)}` : "";
  return { text: texts.ask(plain(fullName(card)), maskNip(card.nip), position, channelName(channel), handleId), buttons };
}

/** Whether no other administrator of the agency could confirm: then the console's word is enough (F3). */
export async function isFirstAdministrator(db: Database, subject: Subject, now: Temporal.Instant): Promise<boolean> {
  return (await holdersOf(db, subject, [guarded], subject.personId, now)).length === 0;
}

const Waiting = z.object({
  id: z.number(),
  agencyId: z.number(),
  personId: z.number(),
  channel: z.string(),
  evidence: z.string(),
  since: z.string(),
  confirmedAt: z.string().nullable(),
  confirmedBy: z.number().nullable(),
});
/** A person's open chat, and whether it has been confirmed. */
export type OpenChat = z.output<typeof Waiting>;

/** The open chat with this number in an agency. */
export function openChat(
  db: Database,
  { cell, agencyId }: { cell: number; agencyId: number },
  id: number,
  now: Temporal.Instant,
): Promise<OpenChat | undefined> {
  return db.maybe(Waiting, sql`select ${columns} from handle h where h.cell = ${cell} and h.agency_id = ${agencyId} and h.id = ${id} and ${aliveHandle(now)}`);
}

/** Open chats of an agency that nobody has confirmed and whose owners lead or have rights; oldest first. */
export function waitingChats(db: Database, { cell, agencyId }: { cell: number; agencyId: number }, now: Temporal.Instant): Promise<OpenChat[]> {
  const at = now.toString();
  return db.many(
    Waiting,
    sql`
    select ${columns} from handle h
     where h.cell = ${cell} and h.agency_id = ${agencyId} and h.confirmed_at is null and ${aliveHandle(now)}
       and (${leadsSomebody({ cell: sql`h.cell`, agency: sql`h.agency_id`, person: sql`h.person_id`, day: sql`${at}::date` })}
         or exists (select 1 from person_role r
                     where r.cell = h.cell and r.agency_id = h.agency_id and r.person_id = h.person_id and r.ended_at is null and r.expires_at > ${at}))
     order by h.since, h.id`,
  );
}

const columns = sql`h.id::int as id, h.agency_id as "agencyId", h.person_id::int as "personId", h.channel, h.evidence, to_json(h.since)#>>'{}' as since,
  to_json(h.confirmed_at)#>>'{}' as "confirmedAt", h.confirmed_by::int as "confirmedBy"`;

/** Opens a chat's full rights; false = somebody was quicker, or it is gone. `by` null = at the console. */
export async function confirmChat(
  db: Database,
  { cell, agencyId, id }: { cell: number; agencyId: number; id: number },
  by: number | null,
  now: Temporal.Instant,
): Promise<boolean> {
  const rows = await db.run(sql`
    update handle set confirmed_at = ${now.toString()}, confirmed_by = ${by}
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and until is null and confirmed_at is null`);
  return rows > 0;
}

/** Takes back what the same officer confirmed not long ago. */
export async function takeBackConfirmation(
  db: Database,
  { cell, agencyId, id }: { cell: number; agencyId: number; id: number },
  by: number,
  after: Temporal.Instant,
): Promise<boolean> {
  const rows = await db.run(sql`
    update handle set confirmed_at = null, confirmed_by = null
     where cell = ${cell} and agency_id = ${agencyId} and id = ${id} and until is null and confirmed_by = ${by} and confirmed_at > ${after.toString()}`);
  return rows > 0;
}
