import { Fault } from "../../../core/fault.ts";
import { clockTime, localDate } from "../../../core/time.ts";
import type { Desk as OrganiserDesk } from "../../enrolment/promote.ts";
import type { FileOrder, MadeFile } from "../../organise/files/make-file.ts";
import { cityTitle } from "../../people/agencies.ts";
import { csvOf, type WrittenTable, xlsxOf } from "../../people/table/write-table.ts";
import { shortDate } from "../../training/when.ts";
import type { Group } from "../measure/fact-store.ts";
import { factsOf } from "../measure/facts.ts";
import { answerTables } from "./answer-table.ts";
import { factTables } from "./fact-table.ts";
import { namedGroup } from "./find-group.ts";
import { groupIn } from "./group-input.ts";

const texts = {
  gone: "Hasil evaluasi itu tidak ada lagi.",
  about: "Keterangan",
  facts: { no: "Nomor ekspor", of: "Evaluasi", year: "Tahun", at: "Dibuat", by: "Diunduh oleh", rule: "Aturan" },
  rule: "Hanya jawaban lima orang atau lebih. Tanpa nama, waktu, unit, dan kelas; id diacak untuk tiap berkas.",
  estimate: "Nilai memperhitungkan yang tidak menjawab; batas bawah dan atas ialah rentang keyakinan 95%.",
  every: "semua",
};

const mimes = { xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", csv: "text/csv; charset=utf-8" };

/** Makes the file of results that was ordered, as they are when it is fetched. Throws `Fault` where they are gone. */
export async function evaluationFile(desk: OrganiserDesk, { input, exportNo, by }: FileOrder): Promise<MadeFile> {
  const group = input.results && groupIn(input.results);
  if (!group || !input.results) throw new Fault("not_found", texts.gone);
  const { content, year = null } = input.results;
  const { db, cell, agency, now } = desk;
  const tenant = { cell, agencyId: agency.id };
  const named = await namedGroup({ db, tenant, zone: agency.zone, now }, group, cityTitle(agency));
  if (!named) throw new Fault("not_found", texts.gone);
  const about: [string, string][] = [
    [texts.facts.no, exportNo],
    [texts.facts.of, named.title],
    ...(group.kind === "kelas" ? [] : [[texts.facts.year, year === null ? texts.every : String(year)] as [string, string]]),
    [texts.facts.at, `${shortDate(localDate(now, agency.zone))} ${clockTime(now, agency.zone)}`],
    [texts.facts.by, by],
    [texts.facts.rule, content === "baris" ? texts.rule : texts.estimate],
  ];
  const tables = await tablesOf(desk, group, year, content);
  const format = input.format === "csv" ? "csv" : "xlsx";
  const bytes =
    format === "csv"
      ? csvOf(tables[0] ?? emptyTable)
      : await xlsxOf([...tables, { name: texts.about, headers: [texts.about, ""], rows: about, widths: [24, 80] }]);
  return { name: `evaluasi-${content}-${exportNo}.${format}`, mime: mimes[format], bytes, looked: [] };
}

const emptyTable: WrittenTable = { name: texts.about, headers: [texts.about], rows: [] };

async function tablesOf({ db, cell, agency, now }: OrganiserDesk, group: Group, year: number | null, content: "ringkasan" | "baris"): Promise<WrittenTable[]> {
  const tenant = { cell, agencyId: agency.id };
  const own = group.kind === "kelas" ? null : year;
  return content === "baris" ? answerTables(db, tenant, group, own) : factTables(await factsOf(db, tenant, group, own, now));
}
