/** Pages of a printed document as one text, without page numbers and lines that head or foot most pages. */
export function joinPages(pages: readonly string[]): string {
  const split = pages.map((page) => page.split("\n").filter((line) => line.trim() !== ""));
  const repeated = edges(split);
  return split
    .map((lines) => lines.filter((line, at) => !(isEdge(at, lines.length) && (isPageNumber(line) || repeated.has(shapeOf(line))))))
    .map((lines) => lines.join("\n"))
    .filter((page) => page !== "")
    .join("\n");
}

function isEdge(at: number, count: number): boolean {
  return at < 2 || at >= count - 2;
}

function isPageNumber(line: string): boolean {
  return /^\s*(?:[-–—]\s*)?(?:(?:Halaman|Hal\.?|Page)\s*)?\d{1,4}(?:\s*(?:dari|of|\/)\s*\d{1,4})?(?:\s*[-–—])?\s*$/i.test(line);
}

/** A running head differs from page to page in its number only. */
function shapeOf(line: string): string {
  return line.trim().replace(/\d+/g, "#");
}

function edges(pages: readonly string[][]): Set<string> {
  const times = new Map<string, number>();
  for (const lines of pages) {
    const shapes = new Set(lines.filter((_, at) => isEdge(at, lines.length)).map(shapeOf));
    for (const shape of shapes) times.set(shape, (times.get(shape) ?? 0) + 1);
  }
  return new Set([...times].filter(([, count]) => count >= 3 && count > pages.length * 0.6).map(([shape]) => shape));
}
