import { createHash, randomBytes, randomInt } from "node:crypto";
import { z } from "zod";
import type { Agency } from "../../../core/person.ts";
import { type Database, sql } from "../../../db/database.ts";
import type { Tenant } from "../../training/store.ts";

/** Where a file is fetched: `/ambil/{secret}`. */
export const filePath = "/ambil";

/** Minutes for which a file can be fetched (F8). */
export const linkMinutes = 10;

export const fileWhats = [
  "roster",
  "sign_sheet",
  "closing",
  "letter",
  "proof",
  "certificates",
  "signed_letter",
  "evaluation",
  "own_letter",
  "own_certificate",
] as const;
export type FileWhat = (typeof fileWhats)[number];

/** From what a file is made when it is fetched. */
export const FileInput = z.object({
  class: z.number(),
  format: z.enum(["xlsx", "csv", "docx", "zip", "asli", "pdf", "png", "svg"]),
  /** Whole NIPs instead of masked ones; only where a reason was given. */
  nip: z.boolean().default(false),
  letter: z.enum(["panggilan", "surat_tugas"]).optional(),
  /** A certificate that was handed in (`class` is 0 then), a signed file of the class, or a certificate of one's own. */
  record: z.number().optional(),
  /** Results of surveys, made by the room that holds them; `class` is 0 then. */
  results: z
    .object({
      kind: z.enum(["kelas", "pelatihan", "penyelenggara", "pemateri", "unit", "kota"]),
      id: z.number().optional(),
      name: z.string().optional(),
      year: z.number().optional(),
      content: z.enum(["ringkasan", "baris", "laporan", "grafik"]),
    })
    .optional(),
  /** Address of the service, printed on certificates. */
  base: z.string().optional(),
});
export type FileInput = z.output<typeof FileInput>;

const Link = z.object({
  agencyId: z.number(),
  exportNo: z.string(),
  what: z.enum(fileWhats),
  input: FileInput,
  reason: z.string().nullable(),
  personId: z.number(),
});
export type FileLink = z.output<typeof Link>;

const digestOf = (secret: string): string => createHash("sha256").update(secret).digest("hex");
/** As it is read out on the telephone: no I, L, O, U. */
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const newNo = (): string => `E-${Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join("")}`;

/** Makes an address for one file and one fetch; the secret in it, 192 bits, is told once and kept nowhere. */
export async function makeLink(
  tx: Database,
  { cell, agencyId }: Tenant,
  it: Pick<FileLink, "what" | "reason" | "personId"> & { input: z.input<typeof FileInput> },
  now: Temporal.Instant,
): Promise<{ secret: string; exportNo: string }> {
  const [secret, exportNo] = [randomBytes(24).toString("base64url"), newNo()];
  await tx.run(sql`
    insert into file_link (cell, agency_id, export_no, digest, what, input, reason, person_id, made_at, expires_at)
    values (${cell}, ${agencyId}, ${exportNo}, ${digestOf(secret)}, ${it.what}, ${JSON.stringify(it.input)}, ${it.reason}, ${it.personId}, ${now.toString()},
            ${now.add({ minutes: linkMinutes }).toString()})`);
  return { secret, exportNo };
}

const open = (cell: number, secret: string, now: Temporal.Instant) =>
  sql`cell = ${cell} and digest = ${digestOf(secret)} and fetched_at is null and expires_at > ${now.toString()}`;

/** Whether a file waits there; looking uses nothing up. */
export async function linkWaits(db: Database, cell: number, secret: string, now: Temporal.Instant): Promise<boolean> {
  return (await db.many(z.object({ one: z.number() }), sql`select 1 as one from file_link where ${open(cell, secret, now)}`)).length > 0;
}

/** Takes it, once; undefined = unknown, over, or taken. */
export const takeLink = (tx: Database, cell: number, secret: string, now: Temporal.Instant): Promise<FileLink | undefined> =>
  tx.maybe(
    Link,
    sql`
    update file_link set fetched_at = ${now.toString()} where ${open(cell, secret, now)}
    returning agency_id::int as "agencyId", export_no as "exportNo", what, input, reason, person_id::int as "personId"`,
  );

const AgencyRow = z.object({ id: z.number(), slug: z.string(), name: z.string(), zone: z.string(), demo: z.boolean() });

/** The city that a link belongs to: whoever fetches it brings nothing but its secret. */
export const agencyOf = ({ agencyId }: FileLink, db: Database): Promise<Agency> =>
  db.one(AgencyRow, sql`select id, slug, name, zone, demo from agency where id = ${agencyId}`);

/** Links that are long over; the audit keeps that there were files. */
export const deleteLinksBefore = (db: Database, cell: number, before: Temporal.Instant): Promise<number> =>
  db.run(sql`delete from file_link where cell = ${cell} and expires_at < ${before.toString()}`);
