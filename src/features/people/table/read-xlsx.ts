import { strFromU8, strToU8, Unzip, type UnzipFile, UnzipInflate, zipSync } from "fflate";
import readWorkbook from "read-excel-file/node";
import { Fault } from "../../../core/fault.ts";
import { mostColumns, mostRows, tooManyColumns, tooManyRows } from "./limits.ts";
import { addressOf, type Cell, emptyCell, type Sheet, textCell } from "./sheet.ts";

const texts = {
  broken: "Berkas Excel ini rusak atau bukan .xlsx. Buka di Excel, lalu Simpan Sebagai .xlsx, dan kirim ulang.",
  otherZip: "Berkas ini bukan lembar Excel (.xlsx): mungkin ODS, Word, atau arsip ZIP. Simpan sebagai .xlsx, lalu kirim ulang.",
  large: "Isi berkas Excel ini terlalu besar bila dibuka. Salin datanya ke buku kerja baru, lalu kirim ulang.",
  cell: (address: string) =>
    `Sel ${address} tidak dapat dibaca, mungkin rumus yang belum dihitung. Salin lalu tempel sebagai nilai (Paste Values), simpan, dan kirim ulang.`,
};

/** Bytes of all parts together when opened: a staff of 60,000 with 40 columns stays below it. */
const mostBytes = 150 * 1024 * 1024;
const mostParts = 2_000;
/** Fed in small steps, so that a bomb is noticed at most one step too late. */
const step = 16 * 1024;

/** A number as the file holds it: 18 digits would already be damaged as a JavaScript number. */
class RawNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** The sheets of an XLSX workbook. Throws `Fault`; never expands more than a bounded number of bytes, rows and columns. */
export async function readXlsx(bytes: Uint8Array): Promise<Sheet[]> {
  const parts = unpacked(bytes);
  if (!("xl/workbook.xml" in parts)) throw new Fault("bad_input", texts.otherZip);
  for (const [name, part] of Object.entries(parts)) if (name.startsWith("xl/worksheets/")) parts[name] = measured(part);
  // What is read is what was measured: the same parts, packed anew without compression.
  const workbook = await readWorkbook(Buffer.from(zipSync(parts, { level: 0 })), { parseNumber: (it) => new RawNumber(it) }).catch((cause: Error) => {
    throw new Fault("bad_input", unreadable(cause), {}, { cause });
  });
  return workbook.map(({ sheet, data }) => {
    if (data.length > mostRows) throw new Fault("bad_input", tooManyRows, { rows: data.length });
    return { name: sheet, rows: data.map((row) => row.map(cellOf)) };
  });
}

function unreadable({ message }: Error): string {
  const [, row, column] = /at row (\d+), col (\d+)/.exec(message) ?? [];
  return row && column ? texts.cell(addressOf(Number(row) - 1, Number(column) - 1)) : texts.broken;
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return emptyCell;
  if (value instanceof RawNumber) return { text: value.text, kind: "number" };
  if (value instanceof Date)
    return Number.isNaN(value.valueOf()) ? { text: "#TANGGAL", kind: "error" } : { text: value.toISOString().slice(0, 10), kind: "date" };
  return textCell(String(value));
}

function unpacked(bytes: Uint8Array): Record<string, Uint8Array> {
  const found = new Map<string, { chunks: Uint8Array[]; done: boolean }>();
  let total = 0;
  let names = 0;
  const zip = new Unzip((file) => {
    names += 1;
    if (names > mostParts) throw new Fault("bad_input", texts.large, { names });
    if (!/\.(?:xml|xml\.rels|rels)$/i.test(file.name)) return;
    const part = { chunks: [] as Uint8Array[], done: false };
    found.set(file.name, part);
    collect(file, (chunk, final) => {
      total += chunk.length;
      if (total > mostBytes) throw new Fault("bad_input", texts.large, { total });
      part.chunks.push(chunk);
      part.done ||= final;
    });
  });
  zip.register(UnzipInflate);
  try {
    for (let at = 0; at < bytes.length; at += step) zip.push(bytes.subarray(at, at + step), at + step >= bytes.length);
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault("bad_input", texts.broken, {}, { cause });
  }
  if (found.values().some((it) => !it.done)) throw new Fault("bad_input", texts.broken);
  return Object.fromEntries([...found].map(([name, { chunks }]) => [name, new Uint8Array(Buffer.concat(chunks))]));
}

function collect(file: UnzipFile, take: (chunk: Uint8Array, final: boolean) => void): void {
  file.ondata = (error, chunk, final) => {
    if (error !== null) throw error;
    take(chunk, final);
  };
  file.start();
}

/**
 * A single cell far out would make the reader fill all the room up to it. And it leaves failed formulas out as if their cells were
 * empty: as texts they are told.
 */
function measured(part: Uint8Array): Uint8Array {
  const xml = strFromU8(part, true);
  if (/\br="[A-Z]*\d{8,}"/.test(xml) || farthest(xml, /<c r="[A-Z]+(\d{5,})"[^>]*[^>/]>/g, Number) > mostRows) throw new Fault("bad_input", tooManyRows);
  if (farthest(xml, /<c r="([A-Z]{2,})\d+"[^>]*[^>/]>/g, columnNumber) > mostColumns) throw new Fault("bad_input", tooManyColumns);
  return xml.includes(' t="e"') ? strToU8(xml.replace(/(<c [^>]*) t="e"/g, '$1 t="str"'), true) : part;
}

function farthest(xml: string, pattern: RegExp, numberOf: (text: string) => number): number {
  return xml.matchAll(pattern).reduce((most, it) => Math.max(most, numberOf(it[1] ?? "")), 0);
}

const columnNumber = (letters: string): number => [...letters].reduce((sum, it) => sum * 26 + it.charCodeAt(0) - 64, 0);
