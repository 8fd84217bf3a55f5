/** Of a table of ranges ("di atas 70 sampai 80: baik") the row that a number falls into, with the line that opens the table. */
export function rangeRow(text: string, numbers: number[]): string | null {
  const lines = text.split("\n");
  const rows = lines.map((line) => ({ line, range: rangeOf(line) }));
  if (rows.filter((it) => it.range).length < 3) return null;
  for (const number of numbers) {
    const row = rows.find(({ range }) => range && (range.open ? number > range.from : number >= range.from) && number <= range.to);
    if (!row) continue;
    const opener = lines[0] === row.line ? "" : `${lines[0]}\n`;
    const [range, label] = row.line.replace(/^-\s*/, "").split(/:\s*/, 2);
    return `${opener}Nilai ${String(number).replace(".", ",")} termasuk ${label ?? ""} (${range}).`;
  }
  return null;
}

interface Range {
  from: number;
  to: number;
  /** The lower end itself does not belong. */
  open: boolean;
}

function rangeOf(line: string): Range | null {
  const number = (text: string | undefined) => Number((text ?? "").replace(",", "."));
  const between = /^-?\s*(di atas|lebih dari|>)?\s*(\d+(?:[.,]\d+)?)\s*(?:sampai(?: dengan)?|s\.d\.|–|-)\s*(\d+(?:[.,]\d+)?)\s*:/i.exec(line);
  if (between) return { from: number(between[2]), to: number(between[3]), open: between[1] !== undefined };
  const below = /^-?\s*(?:≤\s*)?(\d+(?:[.,]\d+)?)\s*ke bawah\s*:/i.exec(line) ?? /^-?\s*(?:≤|paling tinggi|sampai|hingga)\s*(\d+(?:[.,]\d+)?)\s*:/i.exec(line);
  if (below) return { from: Number.NEGATIVE_INFINITY, to: number(below[1]), open: true };
  const above = /^-?\s*(?:di atas|lebih dari|>)\s*(\d+(?:[.,]\d+)?)\s*:/i.exec(line);
  return above ? { from: number(above[1]), to: Number.POSITIVE_INFINITY, open: true } : null;
}

/** Of a table of ranges the label of the row that a number falls into, and the labels of all rows. */
function labelsFor(text: string, number: number): { right: string; all: string[] } | null {
  const rows = text.split("\n").flatMap((line) => {
    const range = rangeOf(line);
    const label = line.replace(/^-\s*/, "").split(/:\s*/, 2)[1]?.trim().toLowerCase();
    return range && label ? [{ range, label }] : [];
  });
  const row = rows.find(({ range }) => (range.open ? number > range.from : number >= range.from) && number <= range.to);
  return rows.length >= 3 && row ? { right: row.label, all: rows.map((it) => it.label) } : null;
}

/** "Nilai 82 itu sangat memuaskan" where the table has 82 among others: the label of another row. */
export function clashesInRange(claim: string, evidence: string): boolean {
  const numbers = [...claim.matchAll(/(?<![\p{L}\d/])\d+(?:[.,]\d+)?(?![\p{L}\d/])/gu)].map((it) => Number(it[0].replace(",", ".")));
  return numbers.some((number) => {
    const labels = labelsFor(evidence, number);
    if (!labels) return false;
    // The longest first: "sangat memuaskan" is not "memuaskan".
    let left = ` ${claim.toLowerCase()} `;
    const named = labels.all
      .toSorted((a, b) => b.length - a.length)
      .filter((label) => {
        const found = left.includes(` ${label} `);
        left = left.replaceAll(` ${label} `, " ");
        return found;
      });
    return named.length > 0 && !named.includes(labels.right);
  });
}
