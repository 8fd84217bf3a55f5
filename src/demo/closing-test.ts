import { z } from "zod";
import { type Database, sql } from "../db/database.ts";
import { type Question, saveQuestions } from "../features/completion/check/test-store.ts";

/** What is learnt alone in the shipped catalogue, which its test ends. */
const course = "KDI-SPBE-1";

const questions: Question[] = [
  {
    question: "Apa tujuan utama layanan elektronik pemerintah? (contoh)",
    options: ["Warga dilayani lebih mudah dan jelas", "Mengganti semua pegawai", "Menambah jumlah formulir"],
    correct: 0,
  },
  {
    question: "Kata sandi akun dinas sebaiknya … (contoh)",
    options: ["Dipakai bersama satu ruangan", "Hanya diketahui pemiliknya", "Ditulis di meja kerja"],
    correct: 1,
  },
  {
    question: "Warga salah mengisi data pada layanan daring. Langkah yang tepat? (contoh)",
    options: ["Datanya dihapus diam-diam", "Ditunggu sampai warga datang", "Warga diberi tahu apa yang perlu diperbaiki"],
    correct: 2,
  },
];

/** A closing test, so that what is learnt alone can be tried to its end. */
export async function addClosingTest(tx: Database, tenant: { cell: number; agencyId: number }): Promise<void> {
  const { cell, agencyId } = tenant;
  const found = await tx.many(
    z.object({ id: z.number() }),
    sql`select id::int as id from training where cell = ${cell} and agency_id = ${agencyId} and code = ${course}`,
  );
  for (const { id } of found) await saveQuestions(tx, tenant, id, "akhir", questions);
}
