import type { Passage } from "../../passage.ts";
import { cutArticles } from "./cut-articles.ts";
import { articlePassages, citedPassages } from "./law-passages.ts";
import { layLines } from "./lines.ts";

const one = /(?<=^|[\s."”])P(?:asal|ASAL) ?[I1l](?=[\s.:])[.:]?/g;
const two = /(?<=[\s."”])P(?:asal|ASAL) ?(?:I{2}|l{2}|11|Il|lI)(?=[\s.:])[.:]?/g;
const item =
  /(?<=^|[\s.;:"”])(?<!asal )(\d{1,3})\. ?(?=(?:Ketentuan|Di ?[Aa]ntara|Pasal|Judul|BAB|Bab|Setelah|Sesudah|Sebelum|Penjelasan|Substansi|Menambah|Mengubah|Menghapus|Menyisipkan|Mencabut|Beberapa|Istilah|Huruf|Ayat|Lampiran|Rumusan|Dalam|Pada|Kata|Frasa|Antara|Bagian|Paragraf)\b)/g;
const changes = /diubah|dihapus|disisip|ditambah|berbunyi|menjadi|dicabut|diganti/;
/** Only some articles are quoted, so numbers left out say nothing. */
const quoted = 0.02;

/** Whether a body is that of an amending regulation: *Pasal I* that changes, *Pasal II* that puts into force. */
export function isAmendment(body: string): boolean {
  const title = body.slice(0, 6000).split(/M\s?E\s?M\s?U\s?T\s?U\s?S\s?K\s?A\s?N/)[0] ?? "";
  return /\bPERUBAHAN\s(?:[A-Z]+\s){0,4}ATAS\b/.test(title) && split(body) !== null;
}

/** Passages of an amending regulation: each amended article stays addressable as `Pasal I angka 5 (Pasal 12)`. */
export function amendmentPassages(body: string, free: (wanted: string) => string): Passage[] {
  const cut = split(body);
  if (cut === null) return [];
  const items = numbered(cut.first);
  const from = items[0]?.from ?? cut.first.length;
  const lead = cut.first.slice(0, from).trim();
  const opening = items.length > 0 ? citedPassages("article", "Pasal I", layLines(lead), free) : quotedPassages(lead, "Pasal I", free);
  return [
    ...opening,
    ...items.flatMap((it) => quotedPassages(it.text, `Pasal I angka ${it.number}`, free)),
    ...citedPassages("article", "Pasal II", layLines(cut.second), free),
  ];
}

interface Item {
  number: number;
  from: number;
  text: string;
}

function split(body: string): { first: string; second: string } | null {
  const starts = [...body.matchAll(one)].filter((it) => changes.test(body.slice(it.index, it.index + 3000)));
  const ends = [...body.matchAll(two)].filter((it) => /berlaku/.test(body.slice(it.index, it.index + 1500)));
  const first = starts[0];
  const second = ends.at(-1);
  if (first === undefined || second === undefined || second.index < first.index) return null;
  // A page break repeats the heading: "Pasal I\nPasal I\nBeberapa ketentuan".
  const opened = body.slice(first.index + first[0].length, second.index).replace(/^(?:\s*P(?:asal|ASAL) ?[I1l](?=\s))+/, "");
  return { first: opened.trim(), second: body.slice(second.index + second[0].length).trim() };
}

/** The numbered changes, in ascending order; a list inside a quoted article does not begin like a change. */
function numbered(text: string): Item[] {
  const items: Item[] = [];
  for (const found of text.matchAll(item)) {
    const number = Number(found[1]);
    const above = items.at(-1);
    const expected = (above?.number ?? 0) + 1;
    if (number < expected || number > expected + 5) continue;
    if (!changes.test(text.slice(found.index, found.index + 500))) continue;
    if (above !== undefined) above.text = text.slice(above.from, found.index);
    items.push({ number, from: found.index, text: text.slice(found.index) });
  }
  return items.map((it) => ({ ...it, text: it.text.replace(/^\d{1,3}\. ?/, "").trim() }));
}

function quotedPassages(text: string, change: string, free: (wanted: string) => string): Passage[] {
  const { head, articles } = cutArticles(text, quoted);
  const [first, ...rest] = articles;
  if (first === undefined) return citedPassages("article", `${change}${only(text)}`, layLines(text), free);
  const led = { ...first, text: [head, first.text].filter((it) => it !== "").join("\n") };
  return [led, ...rest].flatMap((it) => {
    const own = { ...it, text: it.text.replace(/\s*["”]\s*$/, ""), swallowed: [] };
    const from = mentions(head, it.number) ? change : "Pasal I";
    return articlePassages(own, (part) => `${from} (${part})`, free);
  });
}

/** The article that a change without a quoted heading is about, where its instruction names just one: ` (Pasal 5)`. */
function only(text: string): string {
  const instruction = (text.slice(0, 400).split(/berbunyi|sebagai berikut/)[0] ?? "").split(/\b(?:Peraturan|Undang-)/)[0] ?? "";
  const named = new Set([...instruction.matchAll(/Pasal (\d+ ?[A-Z]?)(?![\w])/g)].map((it) => (it[1] ?? "").replace(" ", "")));
  return named.size === 1 ? ` (Pasal ${[...named].join("")})` : "";
}

/**
 * Whether a change names the article quoted under it. Scans lose numbers of changes; without the name, the article
 * may belong to a later change, and is cited without one.
 */
function mentions(head: string, number: string): boolean {
  const [, digits = number, suffix = ""] = /^(\d+)([A-Z]?)$/.exec(number) ?? [];
  return new RegExp(`asal ${digits} ?${suffix}(?![\\dA-Z])`).test(head);
}
