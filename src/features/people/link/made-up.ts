import { type Sql, sql } from "../../../db/database.ts";

/** Whether there are people who are not made up: from then on nobody can be one of those who are (F4). */
export const someoneReal = (cell: Sql): Sql => sql`exists (
         select 1 from person r join agency ra on ra.id = r.agency_id where r.cell = ${cell} and not ra.demo)`;

/** Whether handle `h` was a made-up person's, which nobody can be any more. A `case`, so that a real city's handle costs one look at its agency. */
export const demoOver: Sql = sql`case when (select demo from agency where id = h.agency_id) then ${someoneReal(sql`h.cell`)} else false end`;

/** Said where a made-up person's talk has ended. */
export const demoOverText =
  "Pegawai contoh tidak dapat dicoba lagi, karena layanan ini sudah dipakai dengan data atau akun sungguhan. Untuk data Anda sendiri: /tautkan.";
