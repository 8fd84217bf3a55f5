import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { cityTitle } from "../../people/agencies.ts";
import type { Group } from "../measure/fact-store.ts";
import { type Facts, factsOf } from "../measure/facts.ts";
import { classesNamed, type Desk, groupsNamed, groupsOf, type NamedGroup, namedGroup, readWords } from "./find-group.ts";
import { GroupInput, groupIn, inputOf, type Kind, kinds } from "./group-input.ts";
import { unitsFor } from "./group-store.ts";
import { picturesOf } from "./pictures.ts";
import { mustSee, narrowed, type Sight, sightOf } from "./sight.ts";
import { summaryText } from "./summary.ts";

const texts = {
  which: "Evaluasi apa yang ingin dilihat? Boleh juga langsung ditulis, misalnya “evaluasi kelas SPBE” atau “evaluasi 2026 seluruh kota”.",
  whichOne: "Yang mana?",
  own: "Hasil evaluasi yang dapat Anda lihat. Yang mana?",
  notOwn: "Yang itu tidak termasuk hasil yang dapat Anda lihat, atau namanya lain. Yang dapat Anda lihat:",
  noneOwn:
    "Belum ada hasil evaluasi untuk Anda. Petugas BKPSDM melihat seluruh kota, pemateri kelasnya sendiri, dan pimpinan unitnya sendiri. Survei yang menunggu Anda ada pada /survei.",
  noneOf: (kind: string) => `Belum ada ${kind} yang surveinya sudah dibuka.${kind === "pemateri" ? " Pemateri kelas dicatat lewat /kelola." : ""}`,
  notFound: (words: string) => `Saya belum menemukan evaluasi tentang “${words}”. Pilih jenisnya, lalu pilih dari daftar.`,
  gone: "Yang diminta itu tidak ada pada kota ini, atau surveinya belum pernah dibuka.",
  more: (count: number) => `…dan ${count} lagi; tulis namanya.`,
  redesign: "Perlu dirancang",
  year: (year: number) => `Tahun ${year}`,
  every: "Semua tahun",
  other: "Evaluasi lain",
  files: "Unduh",
};
const kindNames: Record<Kind, string> = {
  kelas: "kelas",
  pelatihan: "pelatihan",
  penyelenggara: "penyelenggara",
  pemateri: "pemateri",
  unit: "unit kerja",
  kota: "kota",
};
const kindLabels: Record<Kind, string> = {
  kelas: "Kelas",
  pelatihan: "Pelatihan",
  penyelenggara: "Penyelenggara",
  pemateri: "Pemateri",
  unit: "Unit kerja",
  kota: "Seluruh kota",
};

/** Choices in one message. */
const shown = 7;

/** Where a person's city looks for results. */
export function feedbackDesk({ db, cell, now, person }: Context): Desk & { city: string } {
  const { agency } = person as Person;
  return { db, tenant: { cell, agencyId: agency.id }, zone: agency.zone, now, city: cityTitle(agency) };
}

/** A group that this person may see, with what may be told of it. Throws `Fault`. */
export async function seenFacts(context: Context, group: Group, year: number | null): Promise<{ named: NamedGroup; facts: Facts; sight: Sight }> {
  const desk = feedbackDesk(context);
  const sight = await sightOf(context);
  mustSee(sight, group);
  const named = await namedGroup(desk, group, desk.city);
  if (!named) throw new Fault("not_found", texts.gone, { kind: group.kind });
  const facts = narrowed(await factsOf(desk.db, desk.tenant, group, group.kind === "kelas" ? null : year, desk.now), sight);
  return { named, facts, sight };
}

const choose = (input: Record<string, unknown>) => ({ capability: "show_evaluation", input });
const choiceButtons = (list: NamedGroup[], year: number | null): Button[] =>
  list.slice(0, shown).map((it, at) => ({ label: `Pilih ${at + 1}`, full: it.title, call: choose(inputOf(it.group, year)) }));
const kindButtons = (year: number | null): Button[] =>
  kinds.map((kind) => ({ label: kindLabels[kind], call: choose(kind === "kota" ? inputOf({ kind }, year) : { kind, ...(year === null ? {} : { year }) }) }));

export const showEvaluation = capability({
  id: "show_evaluation",
  about: "Menampilkan hasil evaluasi pelatihan: tanggapan, hasil belajar, dan perubahan di pekerjaan.",
  command: "evaluasi",
  phrases: ["hasil evaluasi", "evaluasi pelatihan", "evaluasi kelas", "hasil survei pelatihan"],
  roles: ["asn", "supervisor", "unit_officer", "officer"],
  input: z.object({ words: z.string().trim().max(1_000).optional().describe("Yang dicari, dengan kata sendiri"), ...GroupInput }),

  async handle(context, { words = "", ...input }) {
    const group = groupIn(input);
    if (group) return shownGroup(context, group, input.year ?? null);
    const sight = await sightOf(context);
    if (!sight.all) return ownChoices(context, sight, readWords(words).rest);
    const desk = feedbackDesk(context);
    const read = readWords(words);
    const year = input.year ?? read.year;
    const kind = input.kind ?? read.kind;
    if (read.rest === "" && kind !== "kota") return kind === null ? anyKind(texts.which, year) : ofKind(desk, kind, year);
    const found = await groupsNamed(desk, read.rest, kind, desk.city);
    const [only, second] = found;
    if (!only) return { ...anyKind(texts.notFound(plain(read.rest)), year), code: "none", foundNothing: true };
    return second ? choices(texts.whichOne, found, year) : shownGroup(context, only.group, year);
  },
});

const anyKind = (text: string, year: number | null): Outcome => ({
  reply: { text, buttons: [...kindButtons(year), { label: texts.redesign, full: "Perlu dirancang ulang", call: { capability: "list_redesign", input: {} } }] },
  code: "which",
});

async function ofKind(desk: Desk & { city: string }, kind: Kind, year: number | null): Promise<Outcome> {
  const all = await groupsOf(desk, kind, desk.city);
  return all.length === 0 ? { reply: { text: texts.noneOf(kindNames[kind]), buttons: kindButtons(year) }, code: "none" } : choices(texts.whichOne, all, year);
}

function choices(lead: string, list: NamedGroup[], year: number | null): Outcome {
  const lines = list.slice(0, shown).map((it, at) => `${at + 1}. ${plain(it.title)} (${kindNames[it.group.kind]})`);
  const more = list.length > shown ? [texts.more(list.length - shown)] : [];
  return { reply: { text: [lead, [...lines, ...more].join("\n")].join("\n\n"), buttons: choiceButtons(list, year) }, code: "which" };
}

/** What a speaker or leader may see: all of it by name, so that nobody has to know what it is called. */
async function ownChoices(context: Context, sight: Sight, words: string): Promise<Outcome> {
  const desk = feedbackDesk(context);
  const units = (await unitsFor(desk.db, desk.tenant, sight.units)).map((it): NamedGroup => ({ group: { kind: "unit", id: it.id }, title: it.name }));
  const own = [...units, ...(await classesNamed(desk, sight.classes))];
  const asked = words
    .toLowerCase()
    .split(" ")
    .filter((it) => it.length > 2);
  const meant = own.filter(({ title }) => asked.some((it) => title.toLowerCase().includes(it)));
  const [only, second] = asked.length > 0 ? meant : own;
  // Of what was asked for by name, nothing else is shown in its place.
  if (!only && own.length > 0) return { ...choices(texts.notOwn, own, null), code: "none" };
  if (!only) return { reply: { text: texts.noneOwn, buttons: [{ label: "Survei saya", call: { capability: "answer_survey", input: {} } }] }, code: "none" };
  return second ? choices(texts.own, asked.length > 0 ? meant : own, null) : shownGroup(context, only.group, null);
}

async function shownGroup(context: Context, group: Group, year: number | null): Promise<Outcome> {
  const { named, facts, sight } = await seenFacts(context, group, year);
  const thisYear = context.now.toZonedDateTimeISO((context.person as Person).agency.zone).year;
  const years: Button[] =
    group.kind === "kelas"
      ? []
      : [
          facts.year === null
            ? { label: texts.year(thisYear), call: choose(inputOf(group, thisYear)) }
            : { label: texts.every, call: choose(inputOf(group, null)) },
        ];
  const files: Button[] =
    sight.all && facts.parts.some((it) => !it.hidden)
      ? [{ label: texts.files, call: { capability: "export_evaluation", input: inputOf(group, facts.year) } }]
      : [];
  const others: Button[] = sight.all || sight.classes.length + sight.units.length > 1 ? [{ label: texts.other, call: choose({}) }] : [];
  const pictures = await picturesOf(context, named.title, facts);
  const reply = { text: summaryText(plain(named.title), facts), buttons: [...files, ...years, ...others], data: plainFacts(facts) };
  return { reply: { ...reply, ...(pictures.length > 0 && { files: pictures }) }, code: "shown" };
}

/** The facts as data that JSON can hold. */
export const plainFacts = (facts: Facts): unknown => ({
  ...facts,
  parts: facts.parts.map((part) => ({ ...part, measures: part.measures.map((it) => ({ ...it, labels: Object.fromEntries(it.labels) })) })),
});
