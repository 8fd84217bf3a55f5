import { z } from "zod";
import type { Letter } from "../../../core/channel.ts";
import { type Database, sql } from "../../../db/database.ts";
import { aliveHandle } from "../link/handle-store.ts";
import { lettersTo } from "../link/letters.ts";
import { agreeButtons, type PurposeTable } from "./notice.ts";

/** People told in one transaction. */
const atOnce = 200;

const texts = {
  told: "Keterangan tentang data pribadi di Kawan ASN berubah. Yang menjadi dasar persetujuan Anda tetap sama, jadi tidak ada yang perlu dilakukan. Selengkapnya: /privasi.",
  asked:
    "Keterangan tentang data pribadi di Kawan ASN berubah, termasuk yang didasarkan pada persetujuan Anda. Mohon dibaca: /privasi. Setuju dengan keterangan yang baru? Bila tidak, persetujuan dan data yang mendasarkan diri padanya dapat ditarik.",
};

const Row = z.object({ agencyId: z.number(), personId: z.number(), version: z.string() });

/**
 * Letters to linked people who have not been told of the notice as it stands now, each once; who had agreed to other words about what
 * rests on consent is asked anew. Some at a time: call again while `more`.
 */
export async function changedNoticeLetters(
  tx: Database,
  cell: number,
  purposes: PurposeTable,
  now: Temporal.Instant,
): Promise<{ letters: Letter[]; more: boolean }> {
  const rows = await tx.many(
    Row,
    sql`
    update consent set told = ${purposes.version}
     where (cell, agency_id, id) in (
       select c.cell, c.agency_id, c.id from consent c
        where c.cell = ${cell} and c.purpose = 'chat' and c.withdrawn_at is null and c.told is distinct from ${purposes.version}
          and exists (select 1 from handle h where h.cell = c.cell and h.agency_id = c.agency_id and h.person_id = c.person_id and ${aliveHandle(now)})
        order by c.agency_id, c.id limit ${atOnce} for update skip locked)
    returning agency_id as "agencyId", person_id::int as "personId", version`,
  );
  const letters: Letter[] = [];
  for (const { agencyId, personId, version } of rows) {
    const asked = version !== purposes.agreed;
    const reply = asked ? { text: texts.asked, buttons: agreeButtons(purposes) } : { text: texts.told };
    const key = `notice:${agencyId}:${personId}:${purposes.version}`;
    letters.push(...(await lettersTo(tx, { cell, agencyId, personId }, { reply, key, intent: "notice", now })));
  }
  return { letters, more: rows.length === atOnce };
}
