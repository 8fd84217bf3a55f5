import { z } from "zod";
import { sql } from "../../db/database.ts";
import { personName } from "./jid.ts";
import type { Rows } from "./store.ts";

const Contact = z.object({
  /** In every address and handle; what was known first, for good. */
  chat: z.string(),
  lid: z.string().nullable(),
  pn: z.string().nullable(),
  /** Where they wrote from last, and are answered. */
  jid: z.string(),
  ephemeral: z.number(),
  answered: z.boolean(),
});
export type Contact = z.output<typeof Contact>;

/** Somebody as WhatsApp shows them at this moment. */
export interface Appearance {
  /** The name they wrote under. */
  from: string;
  alias: string | null;
  /** Seconds; null = unchanged. */
  ephemeral: number | null;
}

const columns = sql`chat, lid, pn, jid, ephemeral, answered_at is not null as answered`;

/**
 * Finds or notes who wrote. The hidden id is who somebody is; a telephone number is what they have just now, and may have been
 * somebody else's: then it goes over to whom WhatsApp shows it for, and the talk of the former owner does not.
 */
export async function meet({ db, cell, account }: Rows, seen: Appearance, now: Temporal.Instant): Promise<Contact> {
  const [lid, pn] = namesOf(seen);
  const mine = sql`cell = ${cell} and account = ${account}`;
  const at = now.toString();
  return db.transaction(async (tx) => {
    const known = await tx.many(Contact, sql`select ${columns} from wa_contact where ${mine} and (lid = ${lid} or pn = ${pn}) order by chat for update`);
    const byLid = known.find((it) => lid !== null && it.lid === lid);
    const byPn = known.find((it) => pn !== null && it.pn === pn);
    const samePerson = byPn && (lid === null || byPn.lid === null || byPn.lid === lid);
    const found = byLid ?? (samePerson ? byPn : undefined);
    // Nor do its letters: what went to that number goes to the hidden id from now on.
    if (byPn && byPn !== found) {
      await tx.run(
        sql`update wa_contact set pn = null, jid = case when jid = ${pn} then coalesce(lid, jid) else jid end where ${mine} and chat = ${byPn.chat}`,
      );
    }
    if (found) {
      return tx.one(
        Contact,
        sql`
        update wa_contact set lid = coalesce(lid, ${lid}), pn = coalesce(${pn}, pn), jid = ${seen.from}, ephemeral = coalesce(${seen.ephemeral}, ephemeral), heard_at = ${at}
         where ${mine} and chat = ${found.chat}
        returning ${columns}`,
      );
    }
    const name = lid ?? pn ?? seen.from;
    const { taken } = await tx.one(
      z.object({ taken: z.coerce.number() }),
      sql`select count(*) as taken from wa_contact where ${mine} and (chat = ${name} or starts_with(chat, ${`${name}#`}))`,
    );
    return tx.one(
      Contact,
      sql`
      insert into wa_contact (cell, account, chat, lid, pn, jid, ephemeral, heard_at)
      values (${cell}, ${account}, ${taken === 0 ? name : `${name}#${taken + 1}`}, ${lid}, ${pn}, ${seen.from}, ${seen.ephemeral ?? 0}, ${at})
      returning ${columns}`,
    );
  });
}

function namesOf({ from, alias }: Appearance): [lid: string | null, pn: string | null] {
  const names = [personName(from), personName(alias)];
  const jid = (kind: "lid" | "pn") => names.find((it) => it?.kind === kind)?.jid ?? null;
  return [jid("lid"), jid("pn")];
}

/** Somebody who has written to this number; undefined = nobody has from there. */
export function contactAt({ db, cell, account }: Rows, chat: string): Promise<Contact | undefined> {
  return db.maybe(Contact, sql`select ${columns} from wa_contact where cell = ${cell} and account = ${account} and chat = ${chat}`);
}

/** The telephone number that WhatsApp itself shows for them. */
export function phoneOf({ pn }: Pick<Contact, "pn">): string | null {
  const name = personName(pn);
  return name?.kind === "pn" && /^[1-9]\d{6,14}$/.test(name.digits) ? `+${name.digits}` : null;
}
