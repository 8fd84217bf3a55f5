/** Who came, of a numbered list: `1 3 5`, `1, 3 dan 5`, `1-4`, `semua`; undefined = not clear, or a number that is not on it. */
export function readCame<T>(text: string, list: T[]): T[] | undefined {
  const word = text.trim().toLowerCase();
  if (/^(?:semua|semuanya|semua hadir|hadir semua|lengkap)[.!]?$/.test(word)) return list;
  const parts = word.replace(/\s*(?:-|–|s\.?d\.?|sampai)\s*/g, "-").match(/\d+-\d+|\d+|\p{L}+/gu) ?? [];
  const numbers = new Set<number>();
  for (const part of parts) {
    if (/^(?:dan|nomor|no|serta)$/.test(part)) continue;
    const span = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part);
    const [from, until] = [Number(span?.[1]), Number(span?.[2] ?? span?.[1])];
    if (!span || from < 1 || until > list.length || from > until) return undefined;
    for (let at = from; at <= until; at++) numbers.add(at);
  }
  if (numbers.size === 0) return undefined;
  return list.filter((_, at) => numbers.has(at + 1));
}
