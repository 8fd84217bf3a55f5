import fc from "fast-check";
import type { Reply, ReplyFile } from "../../../src/core/reply.ts";
import type { Shown } from "./world.ts";

const call = { capability: "help", input: {} };

/** Words as documents, people and attackers write them. */
const words = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.lorem({ maxCount: 12 }),
  fc.constantFrom("*", "**", "*tebal*", "_a_", "~b~", "`c`", "<b>", "</b>", "&amp;", "\n\n", "\r\n", "1. ", "> ", "https://asn.go.id/_a_?b=1&c=2"),
  fc.constantFrom(
    "\u202Eterbalik\u202C",
    "\u2067عربي עברית\u2069",
    "\u0000\u0007\u001b[31m\u0085",
    "\ud800",
    "x\udc00y",
    "\ufeff",
    "e\u0301\u0301",
    "👩‍👩‍👧‍👦",
  ),
);
const text = fc.oneof(
  fc.array(words, { maxLength: 12 }).map((it) => it.join("")),
  fc.array(words, { maxLength: 12 }).map((it) => it.join(" ")),
  fc.tuple(words, fc.nat(2_000), fc.constantFrom("", " ", "\n", "*", ". ")).map(([it, times, joint]) => `${it}${joint}`.repeat(times)),
  fc
    .tuple(fc.string({ unit: "grapheme", minLength: 1, maxLength: 50 }), fc.constantFrom("", " ", "\n\n"))
    .map(([it, joint]) => longer(`${it}${joint}`, 100_000)),
);
const longer = (it: string, length: number) => it.repeat(Math.ceil(length / it.length)).slice(0, length);

const label = fc.oneof(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), fc.lorem({ maxCount: 1 }), words);
const full = fc.oneof(fc.string({ unit: "grapheme", maxLength: 120 }), fc.lorem({ maxCount: 20 }), fc.constantFrom("😀".repeat(35), "é".repeat(41)));

/** A file as it is asked for; the world keeps its bytes and names them. */
export interface WantedFile {
  name: string;
  mime: string;
  caption: string;
}
const file = fc.record({ name: words, mime: fc.constantFrom("application/pdf", "image/png"), caption: fc.constantFrom("", captionWord()) });

/** Anything a reply can be; files still without their bytes. */
export const anyReply: fc.Arbitrary<{ reply: Reply; files: WantedFile[] }> = fc.record({
  reply: fc.record(
    {
      text,
      sources: fc.array(fc.record({ label: words, status: words, text: words }), { maxLength: 3 }),
      buttons: fc.array(fc.record({ label, full, call: fc.constant(call) }, { requiredKeys: ["label", "call"] }), { maxLength: 15 }),
      askContact: words,
    },
    { requiredKeys: ["text"] },
  ),
  files: fc.array(file, { maxLength: 2 }),
});

/** Replies that once went wrong, or are at an edge. */
export const hardReplies: Reply[] = [
  { text: "" },
  { text: " \n\t" },
  { text: "", buttons: [{ label: "Ya", call }] },
  { text: "", askContact: "" },
  { text: "a".repeat(100_000) },
  { text: `${"a".repeat(4_096)}z` },
  { text: `${"a".repeat(1_024)}z`, buttons: [{ label: "Ya", call }] },
  { text: "*".repeat(20_000) },
  { text: `*${"tebal ".repeat(20_000)}*` },
  { text: "<&>".repeat(30_000) },
  { text: "\u{1F469}\u200d".repeat(9_000) },
  { text: `x${"\u{1F469}\u200d".repeat(9_000)}` },
  { text: "\u0301".repeat(9_000) },
  { text: "\u0000\u0001" },
  { text: "Pilih:", buttons: [{ label: "😀".repeat(20), full: "😀".repeat(40), call }] },
  {
    text: "Pilih:",
    buttons: [
      { label: "\u0000", call },
      { label: " ", call },
      { label: "sama", call },
      { label: "sama", call },
    ],
  },
  {
    text: "Pilih:",
    buttons: Array.from({ length: 60 }, (_, at) => ({ label: `Kelas ${at + 1}`, full: `Kelas ${at + 1} ${"yang panjang ".repeat(10)}`, call })),
  },
];

function captionWord(): string {
  return "KETERANGANBERKAS";
}

/** Only what can be read: no blanks, controls or invisible signs, no stars of our markup and no marks that a network knows. */
export const readable = (said: string): string =>
  said
    .toWellFormed()
    .replace(/[^\p{L}\p{N}\p{P}\p{S}]/gu, "")
    .replace(/[*∗_ˍ~∼`ˋ]/g, "");

/** Whether everything in a reply stands on the screen: its text in one piece and order, each source, each choice in full at its place. */
export function missingFrom(screen: Shown[], reply: Reply, files: ReplyFile[]): string[] {
  const seen = readable(screen.map((it) => it.text).join("\n"));
  const missing: string[] = [];
  const uncaptioned = seen.replaceAll(captionWord(), "");
  if (!uncaptioned.includes(readable(reply.text))) missing.push("the text");
  for (const it of reply.sources ?? []) if (![it.label, it.status].every((one) => uncaptioned.includes(readable(one)))) missing.push(`source ${it.label}`);
  const options = screen.flatMap((it) => it.options);
  for (const [place, it] of (reply.buttons ?? []).entries()) {
    const wanted = readable(it.full ?? it.label);
    const option = options[place];
    const tapped = option !== undefined && [option.label, option.hint].some((one) => readable(one) === wanted);
    const numbered = uncaptioned.includes(readable(`${place + 1}. ${it.full ?? it.label}`));
    if (!tapped && !numbered && wanted !== "") missing.push(`choice ${place + 1}`);
  }
  if (seen.split(captionWord()).length - 1 < files.filter((it) => it.caption).length) missing.push("a caption");
  return missing;
}
