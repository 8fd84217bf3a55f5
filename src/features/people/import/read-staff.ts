import { splitName } from "../person-name.ts";
import { phoneOf } from "../phone.ts";
import type { Columns } from "../table/columns.ts";
import { addressOf, emptyCell } from "../table/sheet.ts";
import type { StaffMapping } from "./mapping.ts";
import { peopleRows } from "./people-rows.ts";
import { keyOf } from "./person-key.ts";
import { nipReason, readEmail, readNip } from "./read-cell.ts";
import { positionsOf } from "./read-position.ts";
import { checked, dateIn, optional, type Reading, readingOf, wordIn } from "./reading.ts";
import type { Problem, StaffFacts, StaffRow } from "./staff-row.ts";

const texts = {
  empty: (what: string) => `${what} kosong.`,
  onlyName: "Hanya nama yang terisi; NIP, status, dan jabatannya kosong. Lengkapi, atau hapus baris ini bila bukan pegawai.",
  notName: "Ini bukan nama orang, melainkan rumus, alamat, atau angka. Tempel ulang namanya sebagai teks.",
  status: (usual: string) => `Status tidak dikenal. Pakai salah satu: ${usual}.`,
  duty: (usual: string) => `Keadaan tidak dikenal. Pakai salah satu: ${usual}.`,
  predicate: (usual: string) => `Predikat kinerja tidak dikenal. Pakai salah satu: ${usual}.`,
  phone: "Nomor telepon tidak terbaca. Tulis satu nomor, misalnya 0812… atau +62812…",
  phoneNumber: "Nomor telepon tersimpan dalam bentuk ilmiah. Ubah kolom menjadi bertipe Teks, lalu isi ulang.",
  twice: (lines: string) => `Pegawai ini juga ada di baris ${lines}. Satu pegawai satu baris.`,
  self: "Pegawai ini tercatat sebagai atasannya sendiri.",
  zeros: "Nomor induk berakhir 000: mungkin rusak oleh lembar sebar. Periksa dengan sumber aslinya.",
  span: "Tanggal selesai lebih awal daripada tanggal mulai.",
};

/** A staff file as read: bad rows are in `problems` only. */
export interface StaffFile {
  rows: StaffRow[];
  problems: Problem[];
  /** NIPs of bad rows, as far as they can be read: those people are still in the file. */
  badNips: Set<string>;
  /** Bad rows of which nobody knows whose they are. */
  unreadable: number;
  /** Lines in the table or below it that are nobody's: a group's heading, a sum, a signature. */
  others: number[];
}

/** All rows below the headings, each checked by itself. */
export function readStaff(columns: Columns, mapping: StaffMapping): StaffFile {
  const rows: StaffRow[] = [];
  const problems: Problem[] = [];
  const badNips = new Set<string>();
  let unreadable = 0;
  const years = [...columns.at.keys()].flatMap((it) => (it.startsWith("kinerja:") ? [Number(it.slice(8))] : []));
  const { people, onlyNamed, others } = peopleRows(columns);
  for (const { row, cells } of people) {
    const own: Problem[] = [];
    const reading = readingOf(columns, mapping, years, row, cells, own);
    if (onlyNamed.has(row)) reading.note("nama", texts.onlyName, true);
    const read = onlyNamed.has(row) ? null : staffRow(reading, row + 1);
    problems.push(...own);
    if (read !== null && !own.some((it) => it.bad)) {
      rows.push(read);
      continue;
    }
    const nip = readNip(cells[columns.at.get("nip") ?? -1] ?? emptyCell);
    if ("value" in nip) badNips.add(nip.value);
    else unreadable++;
  }
  const twice = doubled(rows, columns);
  for (const { nip } of twice.rows) if (nip !== null) badNips.add(nip);
  const found = [...problems, ...twice.problems].sort((a, b) => a.line - b.line);
  return { rows: rows.filter((it) => !twice.rows.has(it)), problems: found, badNips, unreadable, others: others.map(({ row }) => row + 1) };
}

/** Two rows of one person: nobody can tell which is right. */
function doubled(rows: StaffRow[], columns: Columns): { rows: Set<StaffRow>; problems: Problem[] } {
  const groups = [...Map.groupBy(rows, keyOf).values()].filter((it) => it.length > 1);
  const problems = groups.flatMap((group) =>
    group.map((row) => {
      const lines = group.filter((it) => it !== row).map((it) => it.line);
      const id = row.nip === null ? "nama" : "nip";
      const address = addressOf(row.line - 1, columns.at.get(id) ?? 0);
      return { line: row.line, address, column: columns.titles.get(id) ?? id, reason: texts.twice(lines.slice(0, 5).join(", ")), bad: true };
    }),
  );
  return { rows: new Set(groups.flat()), problems };
}

/** Everything wrong with a row is noted, so that it is mended at once. */
function staffRow(it: Reading, line: number): StaffRow | null {
  const status = statusOf(it);
  const name = nameOf(it);
  const nip = ownNip(it, status ?? "PPPK");
  const duty = wordIn(it, "keadaan", it.mapping.duty, texts.duty, true);
  const supervisor = supervisorOf(it, nip ?? null);
  const { position, others } = positionsOf(it, { ...(status && { status }), ...(duty && { duty }) });
  const city = optional(it, "kota");
  if (status === null || name === null || nip === undefined) return null;
  return {
    line,
    nip,
    name,
    status,
    facts: factsOf(it),
    performance: performanceOf(it),
    ...(duty !== undefined && { duty }),
    ...(position !== undefined && { position }),
    ...(others !== undefined && { others }),
    ...(city !== undefined && { city }),
    ...(supervisor !== undefined && { supervisor }),
  };
}

function statusOf(it: Reading): StaffRow["status"] | null {
  const found = it.mapping.status.of(it.text("status"));
  if (found === undefined) it.note("status", it.text("status") === "" ? texts.empty("Status") : texts.status(it.mapping.status.usual), true);
  return found ?? null;
}

function nameOf(it: Reading): StaffRow["name"] | null {
  if (it.text("nama") === "") {
    it.note("nama", texts.empty("Nama"), true);
    return null;
  }
  if (!/\p{L}/u.test(it.text("nama")) || /^[=+\-@]|:\/\//.test(it.text("nama"))) {
    it.note("nama", texts.notName, true);
    return null;
  }
  const { titleBefore, name, titleAfter } = splitName(it.text("nama"));
  return { titleBefore: optional(it, "gelar_depan") ?? titleBefore, name, titleAfter: optional(it, "gelar_belakang") ?? titleAfter };
}

/** undefined = bad; null = a leader outside the civil service, who has none. */
function ownNip(it: Reading, status: StaffRow["status"]): string | null | undefined {
  if (status === "LUAR_ASN" && (it.text("nip") === "" || it.mapping.saysNone(it.text("nip")))) return null;
  if (it.text("nip") === "") {
    it.note("nip", texts.empty("NIP"), true);
    return undefined;
  }
  const nip = readNip(it.cell("nip"));
  const reason = "reason" in nip ? nip.reason : nipReason(nip.value, status);
  if (reason !== null) it.note("nip", reason, true);
  if (reason !== null || !("value" in nip)) return undefined;
  if (nip.value.endsWith("000")) it.note("nip", texts.zeros, false);
  return nip.value;
}

function supervisorOf(it: Reading, own: string | null): StaffRow["supervisor"] {
  const text = it.text("atasan");
  if (text === "") return undefined;
  if (it.mapping.saysNone(text)) return null;
  const address = it.address("atasan");
  if (it.cell("atasan").kind === "text" && !/\d/.test(text)) return { name: splitName(text).name, address };
  const nip = readNip(it.cell("atasan"));
  if ("reason" in nip) it.note("atasan", nip.reason, true);
  else if (nip.value === own) it.note("atasan", texts.self, true);
  else return { nip: nip.value, address };
  return undefined;
}

function factsOf(it: Reading): StaffFacts {
  const facts: StaffFacts = {};
  const put = <K extends keyof StaffFacts>(key: K, value: StaffFacts[K] | undefined) => {
    if (value !== undefined) facts[key] = value;
  };
  put("phone", phone(it));
  put("phoneConfirmedOn", dateIn(it, "telepon_dikonfirmasi"));
  put("email", checked(it, "email", readEmail));
  put("grade", optional(it, "golongan"));
  put("gradeSince", dateIn(it, "tmt_golongan"));
  put("education", optional(it, "pendidikan"));
  put("cpnsSince", dateIn(it, "tmt_cpns"));
  put("contractFrom", dateIn(it, "kontrak_mulai"));
  put("contractUntil", dateIn(it, "kontrak_selesai"));
  put("leaveFrom", dateIn(it, "cuti_mulai"));
  put("leaveUntil", dateIn(it, "cuti_selesai"));
  for (const [from, until, id] of [
    ["contractFrom", "contractUntil", "kontrak_selesai"],
    ["leaveFrom", "leaveUntil", "cuti_selesai"],
  ] as const) {
    if (facts[from] && facts[until] && facts[until] < facts[from]) {
      it.note(id, texts.span, false);
      delete facts[from];
      delete facts[until];
    }
  }
  return facts;
}

function phone(it: Reading): string | null | undefined {
  return checked(it, "telepon", ({ text, kind }) => {
    if (kind === "number" && !/^\d+$/.test(text)) return { reason: texts.phoneNumber };
    const found = phoneOf(text);
    return found === null ? { reason: /\de\+?\d/i.test(text) ? texts.phoneNumber : texts.phone } : { value: found };
  });
}

function performanceOf(it: Reading): StaffRow["performance"] {
  return it.years.flatMap((year) => {
    const predicate = wordIn(it, `kinerja:${year}`, it.mapping.predicate, texts.predicate, false);
    return predicate === undefined ? [] : [{ year, predicate }];
  });
}
