import { z } from "zod";
import type { Context, Outcome } from "../../core/capability.ts";
import { plain } from "../../core/reply.ts";
import { type Database, sql } from "../../db/database.ts";
import type { Place } from "./ticket-store.ts";

/** Named where a city has not said where it wants complaints. */
const national = "Inspektorat, BKPSDM, atau SP4N-LAPOR!";

const texts = {
  channels: (channels: string) =>
    `Terima kasih sudah menyampaikannya. Hal seperti ini perlu ditangani orang yang tepat, jadi tidak saya catat di sini, dan mohon jangan menuliskan nama atau rinciannya.\n\nSilakan memakai saluran resmi: ${channels}\n\nBila Anda terancam, segera hubungi polisi.`,
};

/** Where a city wants complaints to go; null = it has not said. */
export async function complaintChannels(db: Database, { cell, agencyId }: Place): Promise<string | null> {
  const row = await db.maybe(
    z.object({ channels: z.string() }),
    sql`select complaint_channels as channels from handoff_setting where cell = ${cell} and agency_id = ${agencyId}`,
  );
  return row?.channels ?? null;
}

export async function setComplaintChannels(db: Database, { cell, agencyId }: Place, channels: string, now: Temporal.Instant): Promise<void> {
  await db.run(sql`
    insert into handoff_setting (cell, agency_id, complaint_channels, changed_at) values (${cell}, ${agencyId}, ${channels}, ${now.toString()})
    on conflict (cell, agency_id) do update set complaint_channels = excluded.complaint_channels, changed_at = excluded.changed_at`);
}

/** A complaint about people: no detail is asked, nothing is kept, no ticket is made; the channels for it are named (F21). */
export async function sentElsewhere({ db, cell, agency, person }: Context): Promise<Outcome> {
  const agencyId = person?.agency.id ?? agency?.id;
  const own = agencyId === undefined ? null : await complaintChannels(db, { cell, agencyId });
  return { reply: { text: texts.channels(own === null ? `${national}.` : plain(own)) }, remember: { unanswered: null }, code: "complaint" };
}
