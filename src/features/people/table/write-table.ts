/** A table to be written. */
export interface WrittenTable {
  /** At most 31 characters, without `: \ / ? * [ ]`. */
  name: string;
  headers: string[];
  rows: string[][];
  /** Indexes of columns that are text also where somebody types into them later: NIP, phone. */
  textColumns?: number[];
  /** Characters wide. */
  widths?: number[];
}

/** Text that a spreadsheet would take for a formula is made a text (F8). */
export const neutral = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** CSV as Excel in Indonesian opens it: semicolons, UTF-8 with its mark. It cannot say that a column is text: for NIPs give XLSX. */
export const csvOf = ({ headers, rows }: WrittenTable): Uint8Array =>
  new TextEncoder().encode(`\ufeff${stringify([headers, ...rows.map((row) => row.map(neutral))])}`);

/** Every field quoted, so that no name with a comma, quote or line break changes its place. */
const stringify = (rows: string[][]): string => `${rows.map((row) => row.map((it) => `"${it.replaceAll('"', '""')}"`).join(";")).join("\r\n")}\r\n`;

/** An XLSX workbook; every cell is a text, so that nothing in it is a formula or a damaged number. */
export async function xlsxOf(tables: WrittenTable[]): Promise<Uint8Array> {
  const { default: writeWorkbook } = await import("write-excel-file/node");
  const sheets = tables.map(({ name, headers, rows, widths }) => ({
    sheet: name,
    data: [headers.map((value) => ({ value, type: String, fontWeight: "bold" as const, format: "@" })), ...rows.map((row) => row.map(textCell))],
    columns: headers.map((it, at) => ({ width: widths?.[at] ?? Math.max(12, it.length + 2) })),
    stickyRowsCount: 1,
  }));
  const bytes = await writeWorkbook(sheets).toBuffer();
  return withTextColumns(new Uint8Array(bytes), tables);
}

const textCell = (value: string) => (value === "" ? null : { value, type: String, format: "@" });

/** The library styles cells, not whole columns: a text column must hold for rows that somebody adds as well. */
async function withTextColumns(bytes: Uint8Array, tables: WrittenTable[]): Promise<Uint8Array> {
  const { strFromU8, strToU8, unzipSync, zipSync } = await import("fflate");
  const parts = unzipSync(bytes);
  const edit = (file: string, change: (xml: string) => string) => {
    const part = parts[file];
    if (part) parts[file] = strToU8(change(strFromU8(part)));
  };
  let style = 0;
  edit("xl/styles.xml", (xml) =>
    xml.replace(/<cellXfs count="(\d+)">([\s\S]*?)<\/cellXfs>/, (_, count: string, inside: string) => {
      style = Number(count);
      return `<cellXfs count="${style + 1}">${inside}<xf numFmtId="${textFormat}" applyNumberFormat="1"/></cellXfs>`;
    }),
  );
  if (style === 0) throw new Error("the XLSX writer's styles have another form than expected");
  tables.forEach(({ textColumns = [] }, index) =>
    edit(`xl/worksheets/sheet${index + 1}.xml`, (xml) =>
      xml.replace(/<col ([^>]*\bmin="(\d+)")/g, (whole, rest: string, min: string) =>
        textColumns.includes(Number(min) - 1) ? `<col style="${style}" ${rest}` : whole,
      ),
    ),
  );
  return zipSync(parts);
}

/** Built-in number format "text" of every spreadsheet program. */
const textFormat = 49;
