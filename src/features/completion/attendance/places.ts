/** Places in a list of `most`, from 1, each once and in order: `1-5, 8`, `2 dan 4`, `semua`; null = it is not clear. */
export function readPlaces(text: string, most: number): number[] | null {
  const words = text
    .toLowerCase()
    .replace(/\s*(?:-|–|s\.?\/?d\.?|sampai)\s*(?=\d)/g, "-")
    .replace(/\bdan\b|[,;&]/g, " ")
    .trim();
  if (/^(?:semua(?:nya)?|seluruhnya)[.!]?$/.test(words)) return Array.from({ length: most }, (_, at) => at + 1);
  const parts = words.split(/\s+/);
  const places = new Set<number>();
  for (const part of parts) {
    const span = /^(\d{1,3})(?:-(\d{1,3}))?[.!]?$/.exec(part);
    const [from, until] = [Number(span?.[1]), Number(span?.[2] ?? span?.[1])];
    if (!span || from < 1 || until < from || until > most) return null;
    for (let it = from; it <= until; it++) places.add(it);
  }
  return [...places].sort((a, b) => a - b);
}
