import { z } from "zod";
import type { Subject } from "../../../core/personal-data.ts";
import { longDate } from "../../../core/time.ts";
import { type Database, sql } from "../../../db/database.ts";

const Line = z.object({ at: z.string(), kind: z.enum(["anggota", "tuan rumah", "hadir", "praktik", "mencatat"]), words: z.string() });

/** All that is kept of somebody in communities, by day. */
export async function communityDataOf(db: Database, { cell, agencyId, personId, zone = "Asia/Jakarta" }: Subject) {
  const of = sql`cell = ${cell} and agency_id = ${agencyId}`;
  const data = await db.many(
    Line,
    sql`
    with c as (select * from community where ${of}), s as (select * from community_session where ${of})
    select (m.joined_at at time zone ${zone})::date::text as at, 'anggota' as kind,
           c.topic || case when m.left_at is null then '' else ', keluar ' || (m.left_at at time zone ${zone})::date::text end as words
      from (select * from community_member where ${of} and person_id = ${personId}) m join c on c.id = m.community_id
    union all
    select since::text, 'tuan rumah', topic || ', ' || state from c where host_id = ${personId}
    union all
    select s.held_on::text, 'hadir', c.topic || ': ' || s.topic || case when a.denied then ' (Anda menyatakan tidak hadir)' else '' end
      from (select * from community_attendance where ${of} and person_id = ${personId}) a join s on s.id = a.session_id join c on c.id = s.community_id
    union all
    select s.held_on::text, 'mencatat', c.topic || ': ' || s.topic from s join c on c.id = s.community_id where s.noted_by = ${personId}
    union all
    select (n.sent_at at time zone ${zone})::date::text, 'praktik', c.topic || ': ' || n.words || coalesce(' ' || n.link, '')
           || case when n.agreed then '' when n.agreed is null then ' (menunggu tuan rumah)' else ' (tidak ditampilkan)' end
      from (select * from community_note where ${of} and person_id = ${personId}) n join c on c.id = n.community_id
     order by at, kind, words`,
  );
  return { lines: data.map((it) => `${longDate(it.at)}, ${it.kind}: ${it.words}`), data };
}
