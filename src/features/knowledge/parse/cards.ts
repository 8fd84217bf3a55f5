import { Fault } from "../../../core/fault.ts";
import type { Confidence, Passage, PassageRole } from "../passage.ts";
import { passageOf } from "./passage-of.ts";
import { unwrap, withoutMarks } from "./plain-text.ts";
import { anchors, slug } from "./slug.ts";

const texts = {
  unknown: (heading: string, key: string) => `Bagian "${heading}" memuat keterangan yang tidak dikenal: "${key}".`,
  twice: (heading: string, key: string) => `Bagian "${heading}" memuat keterangan "${key}" dua kali. Sisakan satu.`,
  wrong: (heading: string, key: string, allowed: string) => `Bagian "${heading}": nilai "${key}" harus salah satu dari ${allowed}.`,
  form: (heading: string) => `Bagian "${heading}": tulis keterangan sebagai "- nama: isi", lalu satu baris kosong.`,
  empty: (heading: string) => `Bagian "${heading}" belum berisi teks.`,
  none: (name: string) => `${name} belum memuat satu pun bagian. Awali tiap bagian dengan "## ".`,
};

const roles = new Map<string, PassageRole>([
  ["fakta", "fact"],
  ["panduan", "guide"],
  ["dicabut", "repealed"],
  ["keliru", "correction"],
  ["celah", "gap"],
  ["batas", "boundary"],
]);
const confidences = new Map<string, Confidence>([
  ["verified", "verified"],
  ["secondary", "secondary"],
]);
const keys = ["jenis", "pasal", "fakta", "keyakinan", "catatan", "kata kunci", "anggapan", "benar", "dasar"];
const attribute = /^-\s+([^:]+?)\s*:\s*(.*)$/;

/** Whether a text is written as cards: some `## ` heading with a known attribute directly under it. */
export function hasCards(body: string): boolean {
  return split(body).some((card) => keys.includes(attribute.exec(card.lines[0] ?? "")?.[1]?.toLowerCase() ?? ""));
}

/** One passage for each `## ` heading; the attribute list under it says what the passage is. */
export function readCards(name: string, body: string): Passage[] {
  const free = anchors();
  const cards = split(body);
  if (cards.length === 0) throw new Fault("bad_input", texts.none(name));
  return cards.map((card) => read(card, free));
}

interface Card {
  heading: string;
  lines: string[];
}

function split(body: string): Card[] {
  const cards: Card[] = [];
  for (const line of body.split("\n")) {
    const heading = /^##\s+(.+?)\s*#*$/.exec(line)?.[1];
    if (heading !== undefined) cards.push({ heading: withoutMarks(heading), lines: [] });
    else if (line.trim() !== "" || (cards.at(-1)?.lines.length ?? 0) > 0) cards.at(-1)?.lines.push(line);
  }
  return cards;
}

function read({ heading, lines }: Card, free: (wanted: string) => string): Passage {
  const first = attribute.exec(lines[0] ?? "")?.[1]?.toLowerCase() ?? "";
  const blank = lines.findIndex((line) => line.trim() === "");
  const end = keys.includes(first) ? (blank === -1 ? lines.length : blank) : 0;
  const found = attributes(heading, lines.slice(0, end));
  const text = withoutMarks(unwrap(lines.slice(end).join("\n")));
  if (text === "") throw new Fault("bad_input", texts.empty(heading));
  const article = found.get("pasal") ?? "";
  return passageOf(pick(heading, "jenis", found.get("jenis") ?? "fakta", roles), free(slug(`${article} ${heading}`)), text, {
    article,
    title: heading,
    aliases: list(found.get("kata kunci"), ","),
    claims: list(found.get("anggapan"), "|"),
    ...(found.has("benar") ? { truths: list(found.get("benar"), "|") } : {}),
    confidence: found.has("keyakinan") ? pick(heading, "keyakinan", found.get("keyakinan") ?? "", confidences) : null,
    caution: found.get("catatan") ?? "",
    basis: list(found.get("dasar"), ";").map(basis),
    codes: list(found.get("fakta"), ","),
  });
}

function attributes(heading: string, lines: string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, key = "", value = ""] = attribute.exec(line) ?? [];
    const known = key.toLowerCase();
    if (known === "") throw new Fault("bad_input", texts.form(heading), { line });
    if (!keys.includes(known)) throw new Fault("bad_input", texts.unknown(heading, key));
    if (found.has(known)) throw new Fault("bad_input", texts.twice(heading, known));
    if (value.trim() !== "") found.set(known, value.trim());
  }
  return found;
}

function pick<T>(heading: string, key: string, value: string, from: ReadonlyMap<string, T>): T {
  const picked = from.get(value.toLowerCase());
  if (picked === undefined) throw new Fault("bad_input", texts.wrong(heading, key, [...from.keys()].join(", ")), { value });
  return picked;
}

function list(value: string | undefined, by: string): string[] {
  return (value ?? "")
    .split(by)
    .map((it) => it.trim())
    .filter((it) => it !== "");
}

/** `pp-2017-11 Pasal 362 angka 12` → document and article. */
function basis(one: string): { document: string; article: string } {
  const [document = "", ...rest] = one.split(/\s+/);
  return { document, article: rest.join(" ") };
}
