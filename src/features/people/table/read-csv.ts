import { CsvError, parse } from "csv-parse/sync";
import { Fault } from "../../../core/fault.ts";
import { mostColumns, mostRows, tooManyColumns, tooManyRows } from "./limits.ts";
import { type Sheet, textCell } from "./sheet.ts";

const texts = {
  noText: "Berkas ini bukan teks CSV dan bukan .xlsx. Simpan sebagai .xlsx atau CSV, lalu kirim ulang.",
  broken: (line: number) => `Susunan CSV rusak di sekitar baris ${line}: biasanya tanda kutip (") yang tidak ditutup. Perbaiki baris itu, atau kirim .xlsx.`,
};

/** Signs between fields, the likeliest here first: Excel in Indonesian writes semicolons. */
const delimiters = [";", ",", "\t", "|"];

/** A CSV file: `;`, `,`, tab or `|`; UTF-8, UTF-16 or Windows-1252; an Excel `sep=` line keeps its row number. */
export function readCsv(bytes: Uint8Array): Sheet {
  const text = textOf(bytes);
  const said = /^sep=(.)\r?\n/i.exec(text)?.[1];
  const delimiter = said ?? delimiterOf(text);
  const rows = records(said === undefined ? text : text.replace(/^[^\n]*/, ""), delimiter);
  if (rows.length > mostRows) throw new Fault("bad_input", tooManyRows, { rows: rows.length });
  if (rows.some((it) => it.length > mostColumns)) throw new Fault("bad_input", tooManyColumns);
  return { name: "CSV", rows: rows.map((row) => row.map(textCell)) };
}

function textOf(bytes: Uint8Array): string {
  const text = decoded(bytes);
  const head = text.slice(0, 20_000);
  if ((head.match(/[\u0000-\u0008\u000e-\u001f\ufffd]/g)?.length ?? 0) > head.length / 200) throw new Fault("bad_input", texts.noText);
  return text.replace(/^\ufeff/, "");
}

function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function records(text: string, delimiter: string): string[][] {
  try {
    return parse(text, { delimiter, relax_column_count: true, relax_quotes: true, skip_empty_lines: false, max_record_size: 100_000 }) as string[][];
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    // Its own message may quote a cell, which is somebody's data.
    throw new Fault("bad_input", texts.broken(Number((cause as { lines?: number }).lines ?? 1)), { code: cause.code });
  }
}

/** The sign that cuts most of the first lines into the same number of fields: names hold commas, but not each the same number. */
function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 50_000)
    .replace(/"(?:[^"]|"")*"/g, "")
    .split(/\r?\n/)
    .filter((it) => it.trim() !== "")
    .slice(0, 50);
  const agreeing = (sign: string) => {
    const counts = lines.map((it) => it.split(sign).length - 1).filter((it) => it > 0);
    const same = Math.max(
      0,
      ...Map.groupBy(counts, (it) => it)
        .values()
        .map((it) => it.length),
    );
    return same;
  };
  return delimiters.reduce((best, it) => (agreeing(it) > agreeing(best) ? it : best));
}
