import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { personNamed, shortNames } from "../../competency/team-list.ts";
import { supervisorOn } from "../../people/authority.ts";
import { linesOf } from "../../people/authority-store.ts";
import { small, spanWords } from "../../people/delegation-notice.ts";
import { delegationsFrom, type KeptDelegation } from "../../people/delegation-store.ts";
import { type Brief, briefsOf, findPerson, subordinatesOf } from "../../people/person-store.ts";
import { isQuestion, noReason } from "../ask-reason.ts";
import { tenantOf } from "../seats/promote.ts";
import { askWhen, spanIn } from "./delegate-time.ts";
import { confirmEnd, namesOf } from "./settle-delegate.ts";

const texts = {
  notLeading: "Wakil ditunjuk oleh pimpinan yang bersangkutan. Menurut data kepegawaian, hari ini tidak ada pegawai yang Anda pimpin langsung.",
  intro: "Siapa yang mewakili Anda memutuskan permintaan pelatihan, dan kapan? Tulis misalnya: *Budi Santoso 1–12 Desember*.",
  standing: (lines: string[]) => `Wakil Anda:\n${lines.map((it) => `• ${it}`).join("\n")}`,
  line: (name: string, span: string) => `*${name}*, ${span}`,
  who: "Siapa yang mewakili Anda?",
  unknown: (words: string) =>
    `Belum ada “${plain(words)}” di antara pegawai yang Anda pimpin, rekan setingkat, dan atasan Anda. Tulis namanya lagi; untuk orang lain, petugas BKPSDM yang mencatatnya.`,
  end: "Akhiri",
};

/** A leader says who decides in their place, and from when to when; it ends by itself. */
export const chooseDelegate = capability({
  id: "choose_delegate",
  about: "Menunjuk wakil yang memutuskan permintaan pelatihan pegawai Anda selama Anda tidak di tempat.",
  command: "wakil",
  phrases: ["tunjuk wakil", "wakil saya", "siapa wakil saya", "ganti wakil", "delegasikan persetujuan"],
  roles: ["supervisor"],
  input: z.object({
    words: z.string().trim().max(200).optional().describe("Nama wakil dan waktunya"),
    person: z.number().int().positive().optional(),
    /** When: in words, or the first and the last day. */
    time: z.string().trim().max(200).optional(),
    from: z.iso.date().optional(),
    until: z.iso.date().optional(),
    end: z.number().int().positive().optional(),
    /** A name was awaited; other words in its place belong to the talk. */
    asked: z.boolean().optional(),
  }),

  async handle(context, { words = "", person, time, from, until, end, asked }) {
    const { id, agency } = context.person as Person;
    const leader: Subject = { ...tenantOf({ ...context, agency }), personId: id };
    const day = localDate(context.now, agency.zone);
    if (!(await leadsByLine(context, leader, day))) return { reply: { text: texts.notLeading }, code: "not_leading" };
    if (end !== undefined) return confirmEnd(context, leader, end, day);
    const candidates = await candidatesOf(context, leader, day);
    const chosen = candidates.find((it) => it.id === person);
    if (chosen) return askWhen(context, leader, chosen, { time, from, until, day, asked });
    const said = spanIn(words, day);
    const name = withoutFilling(said.rest);
    if (asked && (isQuestion(words) || name.split(" ").length > longestName)) return noReason;
    if (name === "" && said.time === undefined) return overview(context, leader, day);
    const named = name === "" ? candidates : calledBy(name, candidates);
    const [only, second] = named;
    if (only && !second) return askWhen(context, leader, only, { time: said.time, day });
    if (only) return { reply: { text: texts.who, buttons: choices(named, said.time === undefined ? {} : { time: said.time }) }, code: "who" };
    return { reply: { text: texts.unknown(name) }, awaits: nameAwaited, code: "unknown" };
  },
});

const nameAwaited = { capability: "choose_delegate", input: { asked: true }, field: "words" };

/** Words of a name or of an office; more are a sentence. */
const longestName = 5;

/** By name, else by office: "ke sekretaris". */
function calledBy(words: string, candidates: Brief[]): Brief[] {
  const byName = personNamed(words, candidates);
  const office = words.toLowerCase();
  return byName.length > 0 ? byName : candidates.filter((it) => it.title?.toLowerCase().includes(office));
}

/** Who stands in for somebody cannot hand that on: only who leads by the dated line, which is also how Plt. and Plh. lead. */
async function leadsByLine({ db }: Context, leader: Subject, day: string): Promise<boolean> {
  const team = (await subordinatesOf(db, leader, day)).map((it) => it.id);
  const lines = await linesOf(db, leader, team);
  return team.some((it) => supervisorOn(lines, it, day) === leader.personId);
}

/** Whom a leader may name: who is led, who has the same leader, and that one; a search of the whole city would show everybody to everybody. */
async function candidatesOf({ db }: Context, leader: Subject, day: string): Promise<Brief[]> {
  const above = (await findPerson(db, leader, day))?.supervisor?.id;
  const beside = above === undefined ? [] : [...(await subordinatesOf(db, { ...leader, personId: above }, day)), ...(await briefsOf(db, leader, [above], day))];
  const all = [...beside, ...(await subordinatesOf(db, leader, day))].filter((it) => it.id !== leader.personId);
  return [...new Map(all.map((it) => [it.id, it])).values()];
}

const filling = new Set(
  `pak bapak bpk bu ibu sdr sdri mas mbak dari mulai sejak pada oleh ke kepada untuk selama saya cuti dinas luar jadi sebagai yang yg
   wakil wakilkan tunjuk menunjuk ganti diganti mewakili delegasikan persetujuan alihkan dialihkan limpahkan dilimpahkan serahkan
   diserahkan titip titipkan pindahkan tolong mohon dulu sementara acc setujui menyetujui disetujui wewenang kewenangan biar saja aja
   sakit`.split(/\s+/),
);
const withoutFilling = (text: string): string =>
  text
    .split(/\s+/)
    .filter((it) => !filling.has(it.toLowerCase()))
    .join(" ");

/** Those beside the leader come first: they are named most. */
function choices(people: Brief[], input: Record<string, unknown>): Button[] {
  const shown = people.slice(0, 9);
  const labels = shortNames(shown.map((it) => it.name));
  return shown.map((it, at) => ({
    label: labels[at] ?? "",
    full: it.title === null ? it.name : `${it.name} — ${it.title}`,
    call: { capability: "choose_delegate", input: { ...input, person: it.id } },
  }));
}

async function overview({ db }: Context, leader: Subject, day: string): Promise<Outcome> {
  const standing = await delegationsFrom(db, leader, day);
  const names = await namesOf(db, leader, standing, day);
  const line = (it: KeptDelegation) => [names.get(it.delegateId) ?? "", small(spanWords(it, day))] as const;
  const buttons = standing.slice(0, 5).map((it, at) => ({
    label: standing.length === 1 ? texts.end : `${texts.end} ${at + 1}`,
    full: `${texts.end}: ${line(it).join(", ")}`,
    call: { capability: "choose_delegate", input: { end: it.id } },
  }));
  const lines = standing.map((it) => texts.line(plain(line(it)[0]), line(it)[1]));
  const text = [...(lines.length > 0 ? [texts.standing(lines)] : []), texts.intro].join("\n\n");
  return { reply: { text, buttons }, awaits: nameAwaited, code: "overview" };
}
