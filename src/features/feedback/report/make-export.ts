import { Fault } from "../../../core/fault.ts";
import { clockTime, localDate } from "../../../core/time.ts";
import type { Desk as OrganiserDesk } from "../../enrolment/seats/promote.ts";
import type { FileOrder, MadeFile } from "../../organise/files/make-file.ts";
import { cityTitle } from "../../people/agencies.ts";
import { csvOf, type WrittenTable, xlsxOf } from "../../people/table/write-table.ts";
import { shortDate } from "../../training/when.ts";
import type { Group } from "../measure/fact-store.ts";
import { factsOf } from "../measure/facts.ts";
import { answerTables } from "./answer-table.ts";
import { chartsOf } from "./chart/chart-of.ts";
import { factTables } from "./fact-table.ts";
import { namedGroup } from "./find-group.ts";
import { groupIn } from "./group-input.ts";
import { reportSource } from "./paper/report-source.ts";

const texts = {
  gone: "Hasil evaluasi itu tidak ada lagi.",
  about: "Keterangan",
  facts: { no: "Nomor ekspor", of: "Evaluasi", year: "Tahun", at: "Dibuat", by: "Diunduh oleh", rule: "Aturan" },
  rule: "Hanya jawaban lima orang atau lebih. Tanpa nama, waktu, unit, dan kelas; id diacak untuk tiap berkas.",
  estimate: "Nilai memperhitungkan yang tidak menjawab; batas bawah dan atas ialah rentang keyakinan 95%.",
  every: "semua",
};

/** What a file of results can hold, and in which forms it can be had; the first is what one gets without asking. */
export const contents = {
  ringkasan: ["xlsx", "csv"],
  baris: ["xlsx", "csv"],
  laporan: ["pdf", "docx"],
  grafik: ["png", "svg"],
} as const;
export type Content = keyof typeof contents;

const mimes: Record<string, string> = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  csv: "text/csv; charset=utf-8",
  pdf: "application/pdf",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  png: "image/png",
  svg: "image/svg+xml; charset=utf-8",
  zip: "application/zip",
};

/** What is made, of what, and under which number. */
interface Making {
  title: string;
  group: Group;
  year: number | null;
  exportNo: string;
  by: string;
}

/** Makes the file of results that was ordered, as they are when it is fetched. Throws `Fault` where they are gone. */
export async function evaluationFile(desk: OrganiserDesk, { input, exportNo, by }: FileOrder): Promise<MadeFile> {
  const group = input.results && groupIn(input.results);
  if (!group || !input.results) throw new Fault("not_found", texts.gone);
  const { content, year = null } = input.results;
  const { db, cell, agency, now } = desk;
  const named = await namedGroup({ db, tenant: { cell, agencyId: agency.id }, zone: agency.zone, now }, group, cityTitle(agency));
  if (!named) throw new Fault("not_found", texts.gone);
  const making = { title: named.title, group, year: group.kind === "kelas" ? null : year, exportNo, by };
  const { format, bytes } = await made(desk, making, content, input.format);
  return { name: `evaluasi-${content}-${exportNo}.${format}`, mime: mimes[format] ?? "application/octet-stream", bytes, looked: [] };
}

async function made(desk: OrganiserDesk, making: Making, content: Content, wanted: string): Promise<{ format: string; bytes: Uint8Array }> {
  const format = (contents[content] as readonly string[]).includes(wanted) ? wanted : contents[content][0];
  if (content === "laporan") return { format, bytes: await reportBytes(desk, making, format) };
  if (content === "grafik") return chartFile(desk, making, format);
  return { format, bytes: await tableBytes(desk, making, content, format) };
}

async function tableBytes(desk: OrganiserDesk, making: Making, content: "ringkasan" | "baris", format: string): Promise<Uint8Array> {
  const { agency, now, db, cell } = desk;
  const { group, year, exportNo, by, title } = making;
  const tenant = { cell, agencyId: agency.id };
  const tables = content === "baris" ? await answerTables(db, tenant, group, year) : factTables(await factsOf(db, tenant, group, year, now));
  if (format === "csv") return csvOf(inOne(tables));
  const about: [string, string][] = [
    [texts.facts.no, exportNo],
    [texts.facts.of, title],
    ...(group.kind === "kelas" ? [] : [[texts.facts.year, year === null ? texts.every : String(year)] as [string, string]]),
    [texts.facts.at, `${shortDate(localDate(now, agency.zone))} ${clockTime(now, agency.zone)}`],
    [texts.facts.by, by],
    [texts.facts.rule, content === "baris" ? texts.rule : texts.estimate],
  ];
  return xlsxOf([...tables, { name: texts.about, headers: [texts.about, ""], rows: about, widths: [24, 80] }]);
}

/** CSV has no sheets: the others stand below the first, each under its name. */
const inOne = ([first = emptyTable, ...others]: WrittenTable[]): WrittenTable => ({
  ...first,
  rows: [...first.rows, ...others.flatMap((it) => [[], [it.name], it.headers, ...it.rows])],
});

const emptyTable: WrittenTable = { name: texts.about, headers: [texts.about], rows: [] };

async function reportBytes(desk: OrganiserDesk, { title, group, year, exportNo }: Making, format: string): Promise<Uint8Array> {
  const [{ evaluationPaper }, source] = [await import("./paper/evaluation-paper.ts"), await reportSource(desk, { title, group, year, exportNo })];
  const paper = evaluationPaper(source);
  return format === "docx" ? (await import("./paper/paper-docx.ts")).paperDocx(paper) : (await import("./paper/paper-pdf.ts")).paperPdf(paper);
}

/** One picture as it is, several in a ZIP. */
async function chartFile(desk: OrganiserDesk, { title, group, year }: Making, format: string): Promise<{ format: string; bytes: Uint8Array }> {
  const files = await chartImages(desk, title, group, year, format === "svg" ? "svg" : "png");
  const [only, second] = files;
  if (!only) throw new Fault("not_found", texts.gone);
  if (!second) return { format, bytes: only };
  const { zipSync } = await import("fflate");
  return { format: "zip", bytes: zipSync(Object.fromEntries(files.map((it, at) => [`grafik-${at + 1}.${format}`, it]))) };
}

/** All pictures of a group. */
export async function chartImages(desk: OrganiserDesk, title: string, group: Group, year: number | null, format: "png" | "svg"): Promise<Uint8Array[]> {
  const { db, cell, agency, now } = desk;
  const charts = chartsOf(title, await factsOf(db, { cell, agencyId: agency.id }, group, year, now));
  const { evaluationPng, evaluationSvg } = await import("./chart/draw.ts");
  const images: Uint8Array[] = [];
  for (const it of charts) images.push(format === "svg" ? new TextEncoder().encode(await evaluationSvg(it)) : await evaluationPng(it));
  return images;
}
