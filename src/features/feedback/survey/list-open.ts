import type { Context, Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { loadClasses } from "../../enrolment/class-of.ts";
import { className } from "../../enrolment/words.ts";
import { briefsOf } from "../../people/person-store.ts";
import { mayOpen } from "./may-answer.ts";
import { openRequestsOf, type SurveyRequest } from "./request-store.ts";
import { confirmButton } from "./talked.ts";

const texts = {
  none: "Saat ini tidak ada survei yang perlu Anda isi.",
  which: "Survei mana yang diisi lebih dulu?",
  hidden: (count: number) => `${count} penilaian tentang orang lain terbuka setelah petugas BKPSDM memastikan bahwa percakapan ini milik Anda.`,
  more: (count: number) => `Masih ada ${count} lagi sesudah ini.`,
  line: {
    kelas: (name: string) => `Tanggapan: ${name}`,
    peserta: (name: string, days: number) => `Penerapan sesudah ${days} hari: ${name}`,
    other: (who: string, name: string) => `Perilaku ${who} setelah ${name}`,
  },
  choose: (at: number) => `Pilih ${at}`,
};

/** Choices in one message: a WhatsApp list has ten rows. */
const shown = 8;

/** Letters from which on words that follow the list name one of it. */
const leastNamed = 3;

/**
 * What a person can answer now as choices; the id of the request where only one is meant; null where words that follow the list (`fromList`)
 * name none of it: they are for somebody else.
 */
export async function listOpen({ db, cell, now, person }: Context, words: string, fromList: boolean): Promise<Outcome | number | null> {
  const { id, agency } = person as Person;
  const tenant = { cell, agencyId: agency.id };
  const { open: all, hidden } = await mayOpen(db, tenant, person as Person, (await openRequestsOf(db, { ...tenant, personId: id }, now)).filter(ownSitting));
  const confirm: Button[] = hidden > 0 ? [confirmButton] : [];
  const aside = hidden > 0 ? `\n\n${texts.hidden(hidden)}` : "";
  if (all.length === 0 && fromList) return null;
  if (all.length === 0)
    return hidden > 0 ? { reply: { text: texts.hidden(hidden), buttons: confirm }, code: "unconfirmed" } : { reply: { text: texts.none }, code: "none" };
  const classes = await loadClasses(db, tenant, [...new Set(all.map((it) => it.round.classId))]);
  const about = all.flatMap((it) => it.aboutId ?? []).filter((it) => it !== id);
  const names = new Map((await briefsOf(db, tenant, about, localDate(now, agency.zone))).map((it) => [it.id, it.name]));
  const lines = all.map((request) => {
    const of = classes.get(request.round.classId);
    return { request, line: lineOf(request, of ? className(of).replaceAll("*", "") : request.survey.title, names.get(request.aboutId ?? 0) ?? "") };
  });
  const named = words === "" ? [] : lines.filter(({ line }) => line.toLowerCase().includes(words.toLowerCase()));
  if (fromList && (named.length === 0 || words.length < leastNamed)) return null;
  const open = named.length > 0 ? named : lines;
  const [only, second] = open;
  if (only && !second && (hidden === 0 || named.length > 0)) return only.request.id;
  const buttons: Button[] = open.slice(0, shown).map(({ request, line }, at) => ({
    label: texts.choose(at + 1),
    full: line,
    call: { capability: "answer_survey", input: { request: request.id } },
  }));
  const more = open.length > shown ? `\n${texts.more(open.length - shown)}` : "";
  const awaits = { capability: "answer_survey", input: {}, field: "named" };
  return { reply: { text: `${texts.which}${more}${aside}`, buttons: [...buttons, ...confirm] }, awaits, code: "listed" };
}

/** What was learnt comes right after the reaction to the same class, and is no choice of its own until then. */
const ownSitting = ({ round }: SurveyRequest, _at: number, all: SurveyRequest[]): boolean =>
  round.step !== "belajar" || !all.some((it) => it.round.step === "reaksi" && it.round.classId === round.classId);

function lineOf({ capacity, round }: SurveyRequest, name: string, who: string): string {
  if (capacity !== "peserta") return plain(texts.line.other(who, name));
  return plain(round.step === "perilaku" ? texts.line.peserta(name, round.afterDays) : texts.line.kelas(name));
}
