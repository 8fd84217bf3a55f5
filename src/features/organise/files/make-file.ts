import { Fault } from "../../../core/fault.ts";
import { clockTime, localDate } from "../../../core/time.ts";
import { type ClassOf, loadClass } from "../../enrolment/class-of.ts";
import { enrolmentsIn, everIn } from "../../enrolment/enrolment-store.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { type State, states } from "../../enrolment/states.ts";
import { type Brief, briefsOf, fullName, maskNip } from "../../people/person-store.ts";
import { csvOf, type WrittenTable, xlsxOf } from "../../people/table/write-table.ts";
import { dateOf, shortDate } from "../../training/when.ts";
import { buildLetter } from "../letters/build-letter.ts";
import { inLetter, letterFacts } from "../letters/letter-facts.ts";
import { letterPdf } from "../letters/letter-pdf.ts";
import { fileById, templateOf } from "../letters/letter-store.ts";
import { closingTables } from "./closing-tables.ts";
import { proofFile, unsignedCertificates } from "./completion-file.ts";
import type { FileInput, FileWhat } from "./link-store.ts";

const texts = {
  gone: "Berkas itu tidak ada lagi.",
  roster: "Peserta",
  signs: "Daftar hadir",
  about: "Keterangan",
  columns: ["No", "Nama", "NIP", "Jabatan", "Unit kerja", "Keadaan", "Masuk lewat", "Sejak"],
  via: { sendiri: "mendaftar sendiri", usulan: "usulan unit", panggilan: "panggilan" },
  facts: { no: "Nomor ekspor", what: "Isi", training: "Pelatihan", code: "Kode kelas", at: "Dibuat", by: "Diunduh oleh", reason: "Alasan NIP lengkap" },
};

const mimes = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  csv: "text/csv; charset=utf-8",
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
};

const names = { roster: "peserta", sign_sheet: "daftar-hadir", closing: "paket-penutup" };

/** Which file is wanted, for whom, and under which number it goes. */
export interface FileOrder {
  what: FileWhat;
  input: FileInput;
  exportNo: string;
  /** Who fetches it, as printed in it. */
  by: string;
  reason: string | null;
}

export interface MadeFile {
  name: string;
  mime: string;
  bytes: Uint8Array;
  /** Whose data is in it. */
  looked: number[];
}

/** Makes a file about the people of a class, as they are at this moment. Throws `Fault` where the class is gone. */
export async function makeFile(desk: Desk, order: FileOrder): Promise<MadeFile> {
  const { input } = order;
  if (order.what === "proof") return proofFile(desk, order);
  const of = await loadClass(desk.db, tenantOf(desk), input.class);
  if (!of) throw new Fault("not_found", texts.gone);
  if (order.what === "letter") return letter(desk, of, order);
  if (order.what === "signed_letter") return signedLetter(desk, of, order);
  if (order.what === "certificates") return unsignedCertificates(desk, of, order);
  const what = order.what === "roster" || order.what === "closing" ? order.what : "sign_sheet";
  const rows = await listed(desk, of, what === "roster" ? inClass : coming);
  const table = what === "roster" ? roster(rows, input.nip, of.class.zone) : signSheet(of, rows);
  const name = `${names[what]}-${of.class.code}-${order.exportNo}.${input.format}`;
  const before = what === "closing" ? await closingTables(desk, of) : [];
  const facts = aboutRows(desk, of, order, [...before, table].map((it) => it.name).join(", "));
  const bytes =
    input.format === "csv"
      ? csvOf({ ...table, rows: [...table.rows, ...facts] })
      : await xlsxOf([...before, table, { name: texts.about, headers: [texts.about, ""], rows: facts, widths: [24, 60] }]);
  return { name: safeName(name), mime: mimes[input.format === "csv" ? "csv" : "xlsx"], bytes, looked: rows.map((it) => it.who.id) };
}

async function letter(desk: Desk, of: ClassOf, { input, exportNo }: FileOrder): Promise<MadeFile> {
  const kind = input.letter ?? "panggilan";
  const facts = await letterFacts(desk, of, kind);
  const format = input.format === "pdf" ? "pdf" : "docx";
  const bytes = format === "pdf" ? await letterPdf(facts) : await buildLetter(facts, await templateOf(desk.db, tenantOf(desk), kind));
  const name = `${kind.replace("_", "-")}-${of.class.code}-${exportNo}.${format}`;
  return { name: safeName(name), mime: mimes[format], bytes, looked: facts.people.map((it) => it.id) };
}

/** As it came back; whoever could stand in it when it was kept is looked at, even if they have finished or left since. */
async function signedLetter(desk: Desk, of: ClassOf, { input, exportNo }: FileOrder): Promise<MadeFile> {
  const found = await fileById(desk.db, tenantOf(desk), of.class.id, input.record ?? 0);
  if (!found) throw new Fault("not_found", texts.gone);
  const states = inLetter[found.kind === "surat_tugas" ? "surat_tugas" : "panggilan"];
  const looked = await everIn(desk.db, tenantOf(desk), of.class.id, states, found.addedAt);
  const ending = /\.[a-z0-9]{1,5}$/i.exec(found.name)?.[0] ?? "";
  const name = safeName(`${found.kind.replace("_", "-")}-${of.class.code}-${exportNo}${ending}`);
  return { name, mime: found.mime, bytes: found.bytes, looked };
}

interface Listed {
  who: Brief;
  state: State;
  via: keyof typeof texts.via;
  sinceS: number;
}

const inClass = (state: State): boolean => states[state].open || states[state].seat;
const coming = (state: State): boolean => state === "terdaftar" || state === "selesai" || state === "tidak_selesai" || state === "tidak_hadir";

async function listed(desk: Desk, of: ClassOf, wanted: (state: State) => boolean): Promise<Listed[]> {
  const tenant = tenantOf(desk);
  const all = (await enrolmentsIn(desk.db, tenant, of.class.id)).filter((it) => wanted(it.state));
  const people = await briefsOf(
    desk.db,
    tenant,
    all.map((it) => it.personId),
    localDate(desk.now, desk.agency.zone),
  );
  const byId = new Map(people.map((it) => [it.id, it]));
  const rows = all.flatMap((it) => {
    const who = byId.get(it.personId);
    return who ? [{ who, state: it.state, via: it.via, sinceS: it.since }] : [];
  });
  return rows.toSorted((a, b) => a.who.name.localeCompare(b.who.name, "id"));
}

const roster = (rows: Listed[], wholeNip: boolean, zone: string): WrittenTable => ({
  name: texts.roster,
  headers: texts.columns,
  rows: rows.map(({ who, state, via, sinceS }, at) => [
    String(at + 1),
    fullName(who),
    wholeNip ? (who.nip ?? "–") : maskNip(who.nip),
    who.title ?? "",
    who.unit ?? "",
    state.replaceAll("_", " "),
    texts.via[via],
    shortDate(dateOf(sinceS, zone)),
  ]),
  textColumns: [2],
  widths: [5, 36, 22, 30, 34, 18, 18, 14],
});

/** A roll with room to sign, one column for each day; no NIP: it lies about in the room. */
function signSheet({ class: it }: ClassOf, rows: Listed[]): WrittenTable {
  const days = [...new Set(it.sessions.map(([from]) => dateOf(from, it.zone)))];
  const columns = (days.length > 0 ? days : [it.startsOn ?? ""]).map((day) => (day ? shortDate(day) : "Tanda tangan"));
  return {
    name: texts.signs,
    headers: ["No", "Nama", "Unit kerja", ...columns],
    rows: rows.map(({ who }, at) => [String(at + 1), fullName(who), who.unit ?? "", ...columns.map(() => "")]),
    widths: [5, 36, 34, ...columns.map(() => 18)],
  };
}

function aboutRows({ now, agency }: Desk, { training, class: it }: ClassOf, { exportNo, by, reason, input }: FileOrder, what: string): string[][] {
  const { facts } = texts;
  return [
    [facts.no, exportNo],
    [facts.what, what],
    [facts.training, training.name],
    [facts.code, it.code],
    [facts.at, `${shortDate(localDate(now, agency.zone))} ${clockTime(now, agency.zone)}`],
    [facts.by, by],
    ...(input.nip ? [[facts.reason, reason ?? ""]] : []),
  ];
}

/** Codes are the city's own words: nothing in a file's name may be a folder or an order to a shell. */
const safeName = (name: string): string => name.replace(/[^\p{L}\p{N}._-]+/gu, "-");
