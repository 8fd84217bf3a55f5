import type { Facts, PartFacts } from "../measure/facts.ts";
import { agreementText, measureLines, themeText } from "./fact-words.ts";
import { answeredText } from "./number-words.ts";
import { hiddenText, partName } from "./part-words.ts";

const texts = {
  head: (title: string, year: number | null) => `*Evaluasi: ${title}*${year === null ? "" : `, tahun ${year}`}`,
  nothing: "Belum ada survei yang dibuka untuk ini.",
  than: { kelas: "angkatan sebelumnya", tahun: "tahun sebelumnya" },
  runs: (count: number) => `, dari ${count} kelompok`,
  shown: (shown: number) => `; ${shown} di antaranya sudah dapat ditampilkan`,
  comments: "Yang sering ditulis:",
  foot: "Dalam kurung: rentang keyakinan 95%. Isi jawaban ditampilkan mulai 5 orang.",
};

/** Themes on a phone's screen. */
const shownThemes = 3;

/** What a change is against, in words. */
export const thanText = ({ before }: Facts): string => (before?.group.kind === "kelas" ? texts.than.kelas : texts.than.tahun);

/** All that is told of a group, on one or two screens of a phone. */
export function summaryText(title: string, facts: Facts): string {
  const head = texts.head(title, facts.year);
  if (facts.parts.length === 0) return `${head}\n\n${texts.nothing}`;
  const parts = facts.parts.map((it) => partText(it, thanText(facts)));
  const told = facts.parts.some((it) => !it.hidden);
  return [head, ...parts, ...(told ? [texts.foot] : [])].join("\n\n");
}

function partText(part: PartFacts, than: string): string {
  const lead = `*${partName(part)}*: ${answeredText(part)}`;
  if (part.hidden) return `${lead}; ${hiddenText(part)}.`;
  const rest = part.shown < part.answered ? texts.shown(part.shown) : "";
  const lines = [...measureLines(part, than), ...(part.agreement ? [agreementText(part.agreement)] : [])];
  const themes = part.themes.slice(0, shownThemes).map((it) => `• ${themeText(it)}`);
  return [`${lead}${rest}.`, ...lines.map((it) => `• ${it}`), ...(themes.length > 0 ? [texts.comments, ...themes] : [])].join("\n");
}
