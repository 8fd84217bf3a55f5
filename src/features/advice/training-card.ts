import { plain } from "../../core/reply.ts";
import { eligibility, factsOf } from "../training/eligibility.ts";
import { forms } from "../training/forms.ts";
import { creditsOf } from "../training/jp-credit.ts";
import type { Target, Training, TrainingClass } from "../training/store.ts";
import { momentLine, sessionLine, whenLine } from "../training/when.ts";
import { costText, modeNames, nameOf, seatsText } from "../training/words.ts";
import { jpText } from "./jp/jp-words.ts";
import type { Advice } from "./load-advice.ts";
import { activityOf } from "./recommend/candidate.ts";

const texts = {
  fictional: "Contoh untuk mencoba layanan ini, bukan jadwal resmi.",
  develops: (list: string) => `Mengembangkan: ${list}.`,
  level: (name: string, { from, to }: Target) => (from === 0 ? `${name} sampai level ${to}` : `${name} level ${from}→${to}`),
  own: (held: number, required: number) => ` (Anda ${held}, jabatan meminta ${required})`,
  kind: (form: string, mode: string) => `Bentuk: ${form}, ${mode}.`,
  provider: (provider: string, partner: string | null) => `Penyelenggara: ${provider}${partner ? `, bersama ${partner}` : ""}.`,
  cost: (cost: string, travel: string) => `Biaya: ${cost}${travel}.`,
  travel: { true: "; perjalanan ditanggung", false: "; perjalanan tidak ditanggung" },
  series: (name: string) => `Seri tahunan: ${name}.`,
  language: (code: string) => `Bahasa pengantar: ${code}.`,
  prerequisites: (codes: string) => `Prasyarat: ${codes}.`,
  notFor: (reasons: string) => `Pelatihan ini ${reasons}, jadi menurut data belum sesuai untuk Anda. Bila data Anda keliru, sampaikan kepada petugas.`,
  unsure: (reasons: string) => `Kesesuaian belum dapat dipastikan, diperiksa petugas: ${reasons}.`,
  noJp: "JP menurut penyelenggara; diperiksa petugas.",
  noClass: "Belum ada kelas yang dijadwalkan.",
  appointed: "Cara ikut: peserta dipanggil atau ditunjuk BKPSDM; tidak mendaftar sendiri.",
  open: "Cara ikut: daftar lewat tombol di bawah.",
  byUnit: "Cara ikut: diusulkan lewat pengelola kepegawaian unit Anda.",
  interest: "Bila berminat, catat lewat tombol di bawah; minat dihitung saat jadwal disusun.",
  entry: { terbuka: "terbuka", kuota: "kuota tiap unit", usulan: "usulan unit", ditunjuk: "ditunjuk" },
  status: { rencana: "masih rencana", ditutup: "pendaftaran ditutup", berjalan: "sedang berjalan", ditunda: "DITUNDA", batal: "DIBATALKAN" },
  deadline: (when: string) => `daftar paling lambat ${when}`,
  sessions: (count: number) => `…dan ${count} sesi lagi`,
  moreClasses: (count: number) => `…dan ${count} kelas lain.`,
};

/** Classes and sessions on one card. */
const shownClasses = 3;
const shownSessions = 3;

export interface Card {
  training: Training;
  classes: TrainingClass[];
  advice: Advice;
  /** The reader's zone. */
  zone: string;
  now: Temporal.Instant;
}

/** All that is needed to decide about a training, on one screen. */
export function cardText({ training, classes, advice, zone, now }: Card): string {
  const open = classes.toSorted((a, b) => Number(b.status === "dibuka") - Number(a.status === "dibuka"));
  const rest = open.length - shownClasses;
  const list = open.slice(0, shownClasses).map((it) => classText(it, training.selfPaced, zone, now));
  const parts = [
    [nameOf(training), ...(training.fictional ? [texts.fictional] : []), ...(training.about ? [plain(training.about)] : [])].join("\n"),
    about(training, open[0], advice).join("\n"),
    [...(list.length > 0 ? list : [texts.noClass]), ...(rest > 0 ? [texts.moreClasses(rest)] : [])].join("\n"),
    [...suitability(training, advice), wayIn(open)].join("\n"),
  ];
  return parts.join("\n\n");
}

/** The easiest way in that there is. */
function wayIn(classes: TrainingClass[]): string {
  const open = classes.filter((it) => it.status === "dibuka");
  if (open.some((it) => it.entry === "terbuka")) return texts.open;
  if (open.length === 0 && !classes.some((it) => it.entry === "ditunjuk")) return texts.interest;
  return classes.some((it) => it.entry === "ditunjuk") ? texts.appointed : texts.byUnit;
}

function about(training: Training, run: TrainingClass | undefined, advice: Advice): string[] {
  const { form, mode, provider, partner, travelCovered, series, language, prerequisites } = training;
  return [
    texts.develops(training.targets.map((it) => developed(it, advice)).join("; ")),
    jpLine(training, run, advice),
    texts.kind(forms[form].name, modeNames[mode]),
    texts.provider(plain(provider), partner && plain(partner)),
    texts.cost(costText(training), travelCovered === null ? "" : texts.travel[`${travelCovered}`]),
    ...(series ? [texts.series(plain(series))] : []),
    ...(language === "id" ? [] : [texts.language(plain(language))]),
    ...(prerequisites.length > 0
      ? [texts.prerequisites(prerequisites.map((code) => plain(advice.trainings.find((it) => it.code === code)?.name ?? code)).join(", "))]
      : []),
  ];
}

function developed(target: Target, { gaps, names, person }: Advice): string {
  const text = texts.level(plain(names.get(target.competency) ?? target.competency), target);
  const gap = gaps.find((it) => it.competency.id === target.competency);
  return person && gap && gap.held !== null ? text + texts.own(gap.held, gap.required) : text;
}

/** JP as the programme states them, and what the table makes of them where that differs. */
function jpLine(training: Training, run: TrainingClass | undefined, { today, rules }: Advice): string {
  const credit = run && creditsOf([activityOf(training, run, today)], rules)[0];
  const stated = training.jp === null ? null : `${jpText(training.jp)} JP`;
  if (!credit || credit.rule === undefined) return stated === null ? texts.noJp : `${stated}.`;
  const counted = `${jpText(credit.credited)} JP`;
  return stated === null || stated === counted ? `${counted}.` : `${stated} menurut program, dihitung ${counted} (${forms[training.form].name}).`;
}

function classText(it: TrainingClass, selfPaced: boolean, zone: string, now: Temporal.Instant): string {
  const where = [it.place, it.city].filter((text) => text !== null).map(plain);
  const facts = [
    ...(it.status === "dibuka" || it.status === "selesai" ? [] : [`${texts.status[it.status]}${it.statusNote ? ` (${plain(it.statusNote)})` : ""}`]),
    ...(where.length > 0 ? [where.join(", ")] : []),
    ...(it.status === "dibuka" ? [seatsText(it), texts.entry[it.entry]] : []),
    ...(it.status === "dibuka" && it.registerUntil !== null && it.registerUntil > now.epochMilliseconds / 1_000
      ? [texts.deadline(momentLine(it.registerUntil - 60, zone, it.zone))]
      : []),
  ];
  return [`*${plain(it.name ?? it.code)}*`, ...dates(it, zone, selfPaced).map((line) => `• ${line}`), facts.join("; ")].filter(Boolean).join("\n");
}

function dates(it: TrainingClass, zone: string, selfPaced: boolean): string[] {
  if (it.sessions.length === 0) return [whenLine(it, zone, selfPaced)];
  const rest = it.sessions.length - shownSessions;
  return [...it.sessions.slice(0, shownSessions).map((session) => sessionLine(session, zone, it.zone)), ...(rest > 0 ? [texts.sessions(rest)] : [])];
}

function suitability(training: Training, { person, done, trainings }: Advice): string[] {
  const { verdict, reasons } = eligibility(training, person && factsOf(person), done, trainings);
  if (verdict === "sesuai") return [];
  return [verdict === "tidak" ? texts.notFor(reasons.map(plain).join("; ")) : texts.unsure(reasons.map(plain).join("; "))];
}
