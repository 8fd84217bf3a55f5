import { fingerprint } from "../../../language/fingerprint.ts";
import { createStemmer } from "../../../language/stemmer.ts";
import { isStopWord, weightOfWord } from "../../../language/stop-words.ts";
import type { SearchVocabulary } from "../../../language/vocabulary.ts";
import { type Features, featureCount } from "./features.ts";

const asking = /^(?:apa|apakah|siapa|siapakah|berapa|berapakah|kapan|mana|dimana|kemana|bagaimana|gimana|mengapa|kenapa)$/;
const mayBe = /^(?:boleh|bolehkah|bisa|bisakah|dapatkah|perlu|perlukah|wajib|wajibkah|harus|haruskah|adakah|benarkah|betulkah)$/;
const norm = /^(?:minimal|maksimal|paling|wajib|hanya|cuma|harus|batas|batasnya|terdiri|selama|sebesar|sampai|kewajiban|syarat|syaratnya|ada|bobot|dihitung)$/;
const self = /^(?:saya|sy|aku|ku|gw|kami|kita|awak)$/;
const number = /^(?:\d+(?:[.,]\d+)?|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas|se(?:tahun|bulan|minggu|hari|kali)|[ivx]+)$/;

/**
 * What tells that a question takes something for granted. The subject says little, the form much: so the words of grammar in their
 * order, with a blank for every run of others, and where the asking begins, what stands before it, and whose the numbers are.
 */
export function createAssumptionFeatures({ slang }: SearchVocabulary): Features {
  const stem = createStemmer(() => 0);
  return (message) => {
    const found = new Set<number>();
    const add = (kind: string, what: string) => found.add(fingerprint(`${kind}${what}`, featureCount));
    const words = (message.toLowerCase().match(/[\p{L}\p{N}%]+|[,.;:?!]/gu) ?? []).flatMap((it) => (slang.get(it) ?? it).split(" "));
    const plain = words.filter((it) => /[\p{L}\p{N}]/u.test(it));
    for (const it of plain) add("1", stem(it));
    const form = formOf(words);
    for (let length = 1; length <= 4; length++) {
      for (let at = 0; at + length <= form.length; at++) add(`form${length} `, form.slice(at, at + length).join(" "));
    }
    for (const it of signsOf(words)) for (let time = 0; time < 3; time++) add(`sign${time}`, it);
    return Uint32Array.from(found);
  };
}

/** "karena PKP tiga bulan, izinnya ke siapa" → ^ karena _ # _ , _ ke siapa $. */
function formOf(words: readonly string[]): string[] {
  const form = words.map((it) => (number.test(it) ? "#" : isGrammar(it) ? it : /[\p{L}\p{N}]/u.test(it) ? "_" : it));
  return ["^", ...form.filter((it, at) => it !== "_" || form[at - 1] !== "_"), "$"];
}

const isGrammar = (word: string): boolean =>
  isStopWord(word) || weightOfWord(word) < 1 || asking.test(word) || mayBe.test(word) || norm.test(word) || self.test(word);

function signsOf(words: readonly string[]): string[] {
  const at = words.findIndex((it) => asking.test(it));
  const before = at < 0 ? words : words.slice(0, at);
  const numbers = words.flatMap((it, place) => (number.test(it) ? [place] : []));
  const early = numbers.filter((it) => at < 0 || it < at);
  const near = (place: number, test: RegExp, reach: number): boolean => words.slice(Math.max(0, place - reach), place).some((it) => test.test(it));
  const comma = words.indexOf(",");
  return [
    at < 0 ? "asks nothing" : at === 0 ? "asks at once" : at < 3 ? "asks soon" : "asks late",
    `begins ${asking.test(words[0] ?? "") ? "asking" : mayBe.test(words[0] ?? "") ? "may" : self.test(words[0] ?? "") ? "self" : "else"}`,
    ...(early.length > 0 ? ["number first"] : []),
    ...(early.some((it) => near(it, norm, 3)) ? ["norm number"] : []),
    ...(early.some((it) => near(it, self, 4)) ? ["own number"] : []),
    ...(comma > 0 && (at < 0 || comma < at) ? [`clause before ${words.slice(0, comma).some((it) => self.test(it)) ? "of self" : "of none"}`] : []),
    ...(before.some((it) => mayBe.test(it)) ? ["may before"] : []),
    ...(before.includes("itu") || before.includes("tu") ? ["itu before"] : []),
    ...(words.some((it) => self.test(it)) ? ["self"] : ["no self"]),
    `size ${Math.min(6, Math.floor(words.length / 4))}`,
  ];
}
