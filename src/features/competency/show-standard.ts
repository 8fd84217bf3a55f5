import type { Context, Outcome } from "../../core/capability.ts";
import { cityButtons } from "../../core/city-buttons.ts";
import { Fault } from "../../core/fault.ts";
import { type Button, plain } from "../../core/reply.ts";
import { competencyMeant } from "./dictionary/competency-named.ts";
import { type Competency, kindNames, type Standard } from "./dictionary/dictionary.ts";
import { competenciesOf, standardsById } from "./dictionary/dictionary-store.ts";
import { standardsMatching } from "./gap/gap.ts";
import { levelLines, standsIn } from "./gap/gap-words.ts";
import { bareTitle, isNamed, namedBy } from "./standard-match.ts";
import { shortNames } from "./team-list.ts";

const texts = {
  whichCity: "Standar kompetensi berbeda tiap kota. Anda bekerja di kota mana?",
  whichPosition:
    "Sebutkan jabatannya, misalnya: *kompetensi kepala seksi* atau *kompetensi guru ahli muda*. Untuk melihat kompetensi Anda sendiri, tautkan dulu percakapan ini.",
  notFound: (words: string) =>
    `Belum ada standar untuk jabatan “${plain(words)}” di kota ini. Coba nama jabatan yang lebih umum, misalnya kepala seksi, lurah, atau perawat.`,
  several: "Jabatan mana yang dimaksud?",
  title: (title: string) => `Yang diminta dari jabatan *${plain(title)}*:`,
  mostWanted: (names: string) => `Paling menentukan: ${names}.`,
  example: (name: string, level: number, choice: string) => `Contoh, ${name} level ${level}: ${choice.charAt(0).toLowerCase()}${choice.slice(1)}.`,
  official: (source: string | null) => `Standar ini ditetapkan resmi${source ? ` (${source})` : ""}.`,
  own: "Standar ini setelan kota, bukan ketentuan.",
  unknown: "Kemampuan Anda sendiri belum saya ketahui.",
  link: { label: "Tautkan", full: "Tautkan agar bisa membandingkan" },
  recommend: { label: "Pelatihan", full: "Pelatihan untuk jabatan ini" },
  competency: (name: string, kind: string) => `*${plain(name)}* (kompetensi ${kind})`,
  ownWords: "Uraian level memakai kata-kata kami sendiri sebagai alat bantu.",
};

const linkButton: Button = { ...texts.link, call: { capability: "link_chat", input: {} } };

const position = { capability: "show_competencies", input: { asked: true }, field: "words" };

/** "Saya guru SD", "jabatan saya lurah pak": what stands around the name of a position. */
const introduction = /^(?:(?:saya|sy|aku|jabatan|jabatannya|sebagai|kompetensi|kalau|untuk)(?:\s+|$))+/i;
const closing = /(?:[\s,]+(?:pak|bu|min|kak|ya))*[.!]?$/i;
/** Words of a question or another wish, which is no name. */
const otherwise =
  /[?]|\b(?:apa\w*|berapa|brp|bagaimana|gimana|kapan|siapa|kenapa|mengapa|mana|bisa|boleh|mau|ingin|minta|tolong|jp|pelatihan|kelas|diklat|aturan|syarat)\b/i;
const namedMost = 6;

/** The same, after the position was asked for: what names none goes back to the talk. */
export async function showNamed(context: Context, said: string): Promise<Outcome> {
  const words = said.replace(introduction, "").replace(closing, "").trim();
  const { agency, db, cell } = context;
  const short = words !== "" && words.split(/\s+/).length <= namedMost && !otherwise.test(words);
  const found = agency && short ? await standardsMatching(db, { cell, agencyId: agency.id }, words) : [];
  if (found.length === 0) return { reply: { text: "" }, notAwaited: true };
  return showStandard(context, { words });
}

/** What a position asks, for somebody of whom nothing is known; honest about that. */
export async function showStandard(context: Context, wanted: { words: string } | { standard: string }): Promise<Outcome> {
  const { agency, db, cell } = context;
  if (!agency) return { reply: { text: texts.whichCity, buttons: cityButtons(context.agencies) }, code: "no_city" };
  const tenant = { cell, agencyId: agency.id };
  if ("standard" in wanted) {
    const [standard] = await standardsById(db, tenant, [wanted.standard]);
    if (!standard) throw new Fault("not_found", texts.notFound(wanted.standard));
    return shown(standard, await competenciesOf(db, tenant), "");
  }
  if (wanted.words === "") return { reply: { text: texts.whichPosition, buttons: [linkButton] }, awaits: position, code: "no_position" };
  const dictionary = await competenciesOf(db, tenant);
  const found = await standardsMatching(db, tenant, wanted.words);
  const competency = competencyMeant(wanted.words, dictionary, found);
  if (competency) return oneCompetency(competency);
  if (found.length === 0) return { reply: { text: texts.notFound(wanted.words), buttons: [linkButton] }, code: "not_found" };
  const exact = found.find((it) => bareTitle(it.title) === bareTitle(wanted.words));
  if (exact) return shown(exact, dictionary, "");
  const [first, second] = found;
  const vague = found.filter((it) => namedBy(wanted.words, it.title)).length > 1 && !found.some((it) => isNamed(it, wanted.words));
  if (first && !vague && (!second || !alike(first, second))) {
    return shown(first, dictionary, namedBy(wanted.words, first.title) ? "" : standsIn(wanted.words, first.title));
  }
  return { reply: { text: texts.several, buttons: standardButtons(found) }, code: "several" };
}

/** Steps of one functional position: which of them was meant, only the person knows. */
const alike = (one: Standard, other: Standard): boolean => one.level !== null && other.level !== null && one.phrases.join() === other.phrases.join();

function standardButtons(standards: Standard[]): Button[] {
  const labels = shortNames(standards.map((it) => it.title));
  return standards.map(({ id, title }, at) => ({ label: labels[at] ?? "", full: title, call: { capability: "show_competencies", input: { target: id } } }));
}

function shown(standard: Standard, dictionary: Competency[], lead: string): Outcome {
  const named = new Map(dictionary.map((it) => [it.id, it]));
  const asked = standard.requirements.map(({ competency, required }) => ({ competency: named.get(competency) ?? { name: competency }, required }));
  const heaviest = standard.requirements
    .filter((it) => it.weight > 1)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 3);
  const example = heaviest[0] ?? standard.requirements[0];
  const competency = example && named.get(example.competency);
  const words = example && competency?.levels[example.required - 1]?.choice;
  const text = [
    lead,
    texts.title(standard.title),
    levelLines(asked).join("\n"),
    [
      heaviest.length > 0 ? texts.mostWanted(heaviest.map((it) => named.get(it.competency)?.name ?? it.competency).join(", ")) : "",
      words && competency ? texts.example(competency.name, example.required, words) : "",
    ]
      .filter(Boolean)
      .join(" "),
    `${standard.official ? texts.official(standard.source) : texts.own} ${texts.unknown}`,
  ].filter(Boolean);
  const buttons = [linkButton, { ...texts.recommend, call: { capability: "recommend", input: { standard: standard.id } } }];
  return { reply: { text: text.join("\n\n"), buttons, data: standard }, code: "standard" };
}

const oneCompetency = ({ name, kind, about, levels }: Competency): Outcome => ({
  reply: {
    text: [texts.competency(name, kindNames[kind]), about, levels.map((it, at) => `${at + 1}. ${it.choice}`).join("\n"), texts.ownWords].join("\n\n"),
    buttons: [linkButton],
  },
  code: "one",
});
