import { z } from "zod";
import type { PersonalData } from "../../core/personal-data.ts";
import { dayIn } from "../../core/talk-data.ts";
import { longDate } from "../../core/time.ts";
import { sql } from "../../db/database.ts";
import { communityDataOf } from "./community/community-data-store.ts";
import { degreesOf } from "./degree/degree-store.ts";
import { degreeText } from "./degree/degree-study.ts";
import { meetingsOf, mentoringsOf } from "./mentoring/mentoring-store.ts";

/** What somebody asked for and an officer found belongs to the register of competence development. */
export const degreeData: PersonalData = {
  title: "Pengajuan tugas belajar",
  tables: ["degree_study"],
  purpose: {
    use: "memeriksa dan memutuskan pengajuan tugas belajar",
    basis: "kewenangan",
    kept: "selama Anda tercatat",
    seenBy: "Anda dan petugas BKPSDM",
  },
  async collect(db, subject) {
    const data = await degreesOf(db, subject);
    return { lines: data.map((it) => `${degreeText(it)}: ${it.state}, sejak ${dayIn(it.askedAt, subject.zone)}${it.reason ? ` (${it.reason})` : ""}`), data };
  },
  // Kept on the city's authority: a withdrawn consent does not touch it, and the notice says so.
  async erase() {},
};

/** Who mentors whom, and what the two wrote of their meetings. */
export const mentoringData: PersonalData = {
  title: "Mentoring",
  tables: ["mentoring", "mentoring_meeting"],
  purpose: {
    use: "mencatat mentoring dan menghitung JP dari pertemuan yang dibenarkan kedua pihak",
    basis: "kewenangan",
    kept: "selama Anda tercatat",
    seenBy: "Anda, pasangan mentoring Anda, dan petugas BKPSDM",
  },
  async collect(db, subject) {
    const all = await mentoringsOf(db, subject);
    const meetings = await meetingsOf(
      db,
      subject,
      all.map((it) => it.id),
    );
    const lines = all.flatMap((it) => [
      `${it.menteeId === subject.personId ? "sebagai peserta" : "sebagai mentor"}: ${it.goal}, ${it.state}, sejak ${longDate(it.since)}`,
      ...meetings.filter((one) => one.mentoringId === it.id).map((one) => `pertemuan ${longDate(one.heldOn)}: ${one.about}`),
    ]);
    return { lines, data: all.map((it) => ({ ...it, meetings: meetings.filter((one) => one.mentoringId === it.id) })) };
  },
  // Kept on the city's authority: a withdrawn consent does not touch it, and the notice says so.
  async erase() {},
};

/** What somebody exchanges with whom: membership, presence, and what they shared. */
export const communityData: PersonalData = {
  title: "Komunitas belajar",
  tables: ["community", "community_member", "community_session", "community_attendance", "community_note"],
  purpose: {
    use: "mencatat anggota dan pertemuan komunitas belajar, menghitung JP-nya, dan membagikan praktik kepada anggota",
    basis: "kewenangan",
    kept: "selama Anda tercatat",
    seenBy: "Anda, tuan rumah komunitas, dan petugas BKPSDM; praktik yang Anda bagikan dibaca anggota",
  },
  collect: (db, subject) => communityDataOf(db, subject),
  // Kept on the city's authority: a withdrawn consent does not touch it, and the notice says so.
  async erase() {},
};

const Made = z.object({ exportNo: z.string(), what: z.string(), at: z.string(), fetchedAt: z.string().nullable() });
const Added = z.object({ name: z.string(), at: z.string() });

/** What somebody did with files as an officer; kept so that it can be told who held which list. */
export const organiserData: PersonalData = {
  title: "Berkas sebagai petugas",
  tables: ["file_link", "class_file"],
  purpose: {
    use: "mencatat siapa mengunduh daftar peserta dan siapa menyimpan surat bertanda tangan",
    basis: "kewenangan",
    kept: "tautan unduhan selama masa simpan percakapan; surat selama kelasnya tercatat",
    seenBy: "Anda dan administrator",
  },
  async collect(db, { cell, agencyId, personId, zone }) {
    const made = await db.many(
      Made,
      sql`
      select export_no as "exportNo", what, to_json(made_at)#>>'{}' as at, to_json(fetched_at)#>>'{}' as "fetchedAt" from file_link
       where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} order by made_at`,
    );
    const added = await db.many(
      Added,
      sql`
      select name, to_json(added_at)#>>'{}' as at from class_file
       where cell = ${cell} and agency_id = ${agencyId} and added_by = ${personId} order by id`,
    );
    const lines = [
      ...made.map((it) => `ekspor ${it.exportNo}, ${dayIn(it.at, zone)}${it.fetchedAt ? ", diunduh" : ", tidak diunduh"}`),
      ...added.map((it) => `menyimpan berkas ${it.name}, ${dayIn(it.at, zone)}`),
    ];
    return { lines, data: { made, added } };
  },
  // Others' data was in these files: who held them is no wish of the holder.
  async erase() {},
};

const Letter = z.object({ kind: z.string(), class: z.string(), at: z.string() });

/** Which signed letters name somebody: only they may fetch them. */
export const letterData: PersonalData = {
  title: "Surat panggilan dan surat tugas",
  tables: ["class_file_person"],
  purpose: {
    use: "mengirim surat bertanda tangan hanya kepada yang namanya tertulis di dalamnya",
    basis: "kewenangan",
    kept: "selama kelasnya tercatat",
    seenBy: "Anda, peserta lain pada surat yang sama, dan petugas BKPSDM",
  },
  async collect(db, { cell, agencyId, personId, zone }) {
    const data = await db.many(
      Letter,
      sql`
      select f.kind, c.code as class, to_json(f.added_at)#>>'{}' as at
        from class_file_person p
        join class_file f on f.cell = p.cell and f.agency_id = p.agency_id and f.id = p.file_id
        join training_class c on c.cell = f.cell and c.agency_id = f.agency_id and c.id = f.class_id
       where p.cell = ${cell} and p.agency_id = ${agencyId} and p.person_id = ${personId} order by f.id`,
    );
    return { lines: data.map((it) => `${it.kind.replace("_", " ")} kelas ${it.class}, ${dayIn(it.at, zone)}`), data };
  },
  // The letter stays with its class, whoever has given their consent: it is the city's own document.
  async erase() {},
};
