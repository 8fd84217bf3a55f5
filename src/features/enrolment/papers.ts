import { z } from "zod";
import type { Subject } from "../../core/personal-data.ts";
import type { Button } from "../../core/reply.ts";
import { type Database, sql } from "../../db/database.ts";

const texts = {
  label: { panggilan: "Surat panggilan", surat_tugas: "Surat tugas", sertifikat: "Ambil sertifikat" },
  full: { panggilan: "Ambil surat panggilan", surat_tugas: "Ambil surat tugas", sertifikat: "Ambil sertifikat" },
};

const Paper = z.object({ classId: z.number(), what: z.enum(["panggilan", "surat_tugas", "sertifikat"]), id: z.number() });
/** A signed paper of a class that somebody may fetch: a letter that names them, or their own certificate that holds. */
export type Paper = z.output<typeof Paper>;

/** Of each class and kind the newest, letters first. */
export const papersOf = (db: Database, { cell, agencyId, personId }: Subject): Promise<Paper[]> =>
  db.many(
    Paper,
    sql`
    select "classId", what, id from (
      select f.class_id::int as "classId", f.kind as what, max(f.id)::int as id
        from class_file f
        join class_file_person p on p.cell = f.cell and p.agency_id = f.agency_id and p.file_id = f.id
       where f.cell = ${cell} and f.agency_id = ${agencyId} and p.person_id = ${personId} and f.kind in ('panggilan', 'surat_tugas')
       group by f.class_id, f.kind
      union all
      select c.class_id::int, 'sertifikat', max(c.id)::int
        from certificate c
       where c.cell = ${cell} and c.agency_id = ${agencyId} and c.person_id = ${personId} and c.signed_at is not null and c.revoked_at is null
       group by c.class_id) papers
     order by "classId" desc, what <> 'panggilan', what <> 'surat_tugas'`,
  );

/** The button that fetches it; `name`: of the training, where there is room. */
export function paperButton({ what, id }: Pick<Paper, "what" | "id">, name?: string): Button {
  const call = what === "sertifikat" ? { capability: "my_certificates", input: { certificate: id } } : { capability: "my_letter", input: { letter: id } };
  return { label: texts.label[what], ...(name !== undefined && { full: `${texts.full[what]}: ${name}` }), call };
}
