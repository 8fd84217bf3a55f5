import { strToU8, zipSync } from "fflate";
import { columnName } from "../../../src/features/people/table/sheet.ts";

/** A cell as a spreadsheet program stores it; a plain string is an inline text. */
export type WrittenCell =
  | string
  | { text: string }
  | { number: string }
  /** Day number with a date format. */
  | { date: string }
  | { error: string }
  | { formula: string }
  | { raw: string };

/** An XLSX file written by hand, so that nothing of ours decides how its cells are stored. */
export function workbook(rows: WrittenCell[][], extraRows = ""): Uint8Array {
  const xml = (body: string) => strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${body}`);
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const data = rows.map((row, at) => `<row r="${at + 1}">${row.map((it, column) => cellXml(it, `${columnName(column)}${at + 1}`)).join("")}</row>`).join("");
  return zipSync({
    "[Content_Types].xml": xml('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
    "xl/workbook.xml": xml(`<workbook ${main} xmlns:r="${relations}"><sheets><sheet name="Lembar" sheetId="1" r:id="rId1"/></sheets></workbook>`),
    "xl/_rels/workbook.xml.rels": xml(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    ),
    "xl/styles.xml": xml(`<styleSheet ${main}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`),
    "xl/worksheets/sheet1.xml": xml(`<worksheet ${main}><sheetData>${data}${extraRows}</sheetData></worksheet>`),
  });
}

const escaped = (text: string) => text.replace(/[&<>]/g, (it) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[it] ?? it);

function cellXml(cell: WrittenCell, address: string): string {
  if (typeof cell === "string") return cell === "" ? "" : cellXml({ text: cell }, address);
  if ("raw" in cell) return cell.raw;
  if ("number" in cell) return `<c r="${address}"><v>${cell.number}</v></c>`;
  if ("date" in cell) return `<c r="${address}" s="1"><v>${cell.date}</v></c>`;
  if ("error" in cell) return `<c r="${address}" t="e"><v>${cell.error}</v></c>`;
  if ("formula" in cell) return `<c r="${address}" t="str"><f>A1</f><v>${escaped(cell.formula)}</v></c>`;
  return `<c r="${address}" t="inlineStr"><is><t>${escaped(cell.text)}</t></is></c>`;
}
