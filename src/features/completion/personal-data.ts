import { z } from "zod";
import type { PersonalData } from "../../core/personal-data.ts";
import { longDate } from "../../core/time.ts";
import { sql } from "../../db/database.ts";
import { shortDate } from "../training/when.ts";
import { certificatesOf, standingOf } from "./certificate/certificate-store.ts";
import { eraseAnswers, runsOf } from "./check/test-store.ts";

const MarkRow = z.object({ training: z.string(), day: z.string(), moment: z.string(), via: z.string(), struck: z.boolean() });

/** Who was where on which day of a class is what the credited hours rest on. */
export const attendanceData: PersonalData = {
  title: "Kehadiran di kelas",
  tables: ["attendance_mark", "attendance_attempt"],
  purpose: {
    use: "menentukan apakah pelatihan diselesaikan dan JP-nya dicatat",
    basis: "kewenangan",
    kept: "selama Anda tercatat; kode yang keliru selama masa simpan percakapan",
    seenBy: "Anda dan petugas penyelenggara kelas",
  },
  async collect(db, { cell, agencyId, personId }) {
    const rows = await db.many(
      MarkRow,
      sql`
      select t.name as training, m.day::text as day, m.moment, m.via, m.struck_at is not null as struck
        from attendance_mark m
        join training_class c on c.cell = m.cell and c.agency_id = m.agency_id and c.id = m.class_id
        join training t on t.cell = c.cell and t.agency_id = c.agency_id and t.id = c.training_id
       where m.cell = ${cell} and m.agency_id = ${agencyId} and m.person_id = ${personId} order by m.day, m.class_id, m.moment desc`,
    );
    const wrong = await db.many(
      z.object({ tries: z.number(), since: z.string() }),
      sql`
      select tries::int as tries, to_json(since)#>>'{}' as since from attendance_attempt
       where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId}`,
    );
    const lines = rows.map(
      (it) => `${it.training}, ${shortDate(it.day)}: ${it.moment} (${it.via === "kode" ? "kode" : "daftar petugas"}${it.struck ? ", dicoret" : ""})`,
    );
    return { lines, data: { marks: rows, wrongCodes: wrong } };
  },
  // Kept on the city's authority: a withdrawn consent does not touch it, and the notice says so.
  async erase() {},
};

/** Answers to short tests go with the consent; the points stay, since a result rests on them. */
export const testData: PersonalData = {
  title: "Tes awal dan tes akhir",
  tables: ["learning_test"],
  purpose: {
    use: "memeriksa hasil belajar dalam kelas",
    basis: "kewenangan",
    kept: "nilai selama Anda tercatat; jawaban dihapus bila persetujuan ditarik",
    seenBy: "Anda; nilainya juga petugas penyelenggara kelas",
  },
  async collect(db, subject) {
    const runs = await runsOf(db, subject);
    const classes = await db.many(
      z.object({ id: z.number(), training: z.string() }),
      sql`
      select c.id::int as id, t.name as training
        from training_class c join training t on t.cell = c.cell and t.agency_id = c.agency_id and t.id = c.training_id
       where c.cell = ${subject.cell} and c.agency_id = ${subject.agencyId} and c.id = any(${runs.map((it) => it.classId)}::bigint[])`,
    );
    const names = new Map(classes.map((it) => [it.id, it.training]));
    const lines = runs.map((it) => `tes ${it.test}, ${names.get(it.classId) ?? "kelas"}: ${it.score === null ? "belum selesai" : `nilai ${it.score}`}`);
    return { lines, data: runs };
  },
  erase: (db, subject) => eraseAnswers(db, subject),
};

/** What the city has issued: anybody who has its address can check it, which is what it is for. */
export const certificateData: PersonalData = {
  title: "Sertifikat",
  tables: ["certificate"],
  purpose: {
    use: "membuktikan pelatihan yang diselesaikan",
    basis: "kewenangan",
    kept: "selama Anda tercatat",
    seenBy: "Anda, petugas, dan siapa pun yang memegang alamat atau kode QR-nya (tanpa NIP, unit, dan nilai)",
  },
  async collect(db, subject) {
    const all = await certificatesOf(db, subject);
    const lines = all.map((it) => `${it.training}, nomor ${it.number}, ${longDate(it.issuedOn)}: ${standingOf(it)}`);
    return { lines, data: all.map(({ id: _id, personId: _person, ...it }) => it) };
  },
  async erase() {},
};

const FileRow = z.object({ name: z.string(), mime: z.string(), bytes: z.number(), handedOn: z.string() });

/** Files that the person handed in as proof of what was learnt elsewhere. */
export const proofData: PersonalData = {
  title: "Berkas sertifikat yang diserahkan",
  tables: ["record_file"],
  purpose: {
    use: "memeriksa pelatihan dari penyelenggara lain sebelum JP-nya dicatat",
    basis: "kewenangan",
    kept: "selama Anda tercatat, bersama riwayat belajar yang dibuktikannya",
    seenBy: "Anda dan petugas pemeriksa",
  },
  async collect(db, { cell, agencyId, personId }) {
    const rows = await db.many(
      FileRow,
      sql`
      select name, mime, length(bytes) as bytes, (handed_at at time zone 'UTC')::date::text as "handedOn" from record_file
       where cell = ${cell} and agency_id = ${agencyId} and person_id = ${personId} order by id`,
    );
    return { lines: rows.map((it) => `${it.name} (${Math.ceil(it.bytes / 1024)} KB), diserahkan ${longDate(it.handedOn)}`), data: rows };
  },
  async erase() {},
};

export const completionData: PersonalData[] = [attendanceData, testData, certificateData, proofData];
