import { z } from "zod";
import { capability, type Outcome } from "../../../core/capability.ts";
import { plain } from "../../../core/reply.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import { tenantOf } from "../../enrolment/seats/promote.ts";
import { className } from "../../enrolment/words.ts";
import { dayAndDate } from "../../training/when.ts";
import { certificatesIn } from "../certificate/certificate-store.ts";
import { mayCertify } from "../certificate/may-certify.ts";
import { questionsOf } from "../check/test-store.ts";
import { endOf } from "../class-days.ts";
import { classMeant, deskOf, isClass, type OfficerDesk } from "../officer-class.ts";
import { declareResults, refuseOwnResult } from "./declare.ts";
import { type Judgement, judgeClass } from "./judge-class.ts";
import { lackWords, ruleWords } from "./result-words.ts";

const texts = {
  notOver: (name: string) => `${name} belum selesai, jadi hasilnya belum dapat dihitung.`,
  unconfirmed: (name: string, days: string) => `Hasil ${name} dihitung sesudah kehadiran setiap hari dikukuhkan. Belum dikukuhkan: ${days}.`,
  nobody: (name: string) => `Tidak ada peserta terdaftar di ${name}.`,
  notHeld: (name: string) => `${name} tidak diselenggarakan pada hari mana pun, jadi tidak ada hasil yang dinyatakan.`,
  learning: (name: string, count: number) => `Belum ada yang menyelesaikan ${name}; ${count} orang masih belajar.`,
  noTest: "⚠️ Pelatihan ini belum mempunyai tes akhir. Tanpa tes, belajar mandiri tidak dapat dinyatakan selesai. Soalnya dimasukkan admin layanan.",
  head: (name: string, rule: string) => `*Hasil* ${name}\nSyarat: ${rule}.`,
  counts: (done: number, lacking: number, absent: number, learning: number) =>
    `Selesai ${done}, belum memenuhi syarat ${lacking}, tidak hadir ${absent}${learning > 0 ? `, masih belajar ${learning}` : ""}.`,
  line: (name: string, why: string) => `• ${name}: ${why}`,
  more: (count: number) => `…dan ${count} lagi.`,
  settled: "Hasil ini sudah dinyatakan dan dicatat.",
  declare: "Nyatakan hasil",
  question: (name: string, counts: string) => `Nyatakan hasil ${name}? ${counts} JP dan bukti kompetensi dicatat, dan peserta diberi tahu.`,
  done: (name: string, counts: string, told: number) => `Hasil ${name} dinyatakan. ${counts} ${told} orang diberi tahu.`,
  certificates: "Terbitkan sertifikat",
  recap: "Rekap hadir",
};

/** People who lack something, by name, in one message. */
const mostLines = 8;

export const classResults = capability({
  id: "class_results",
  about: "Menghitung hasil satu kelas menurut syarat selesainya dan menyatakannya.",
  command: "hasil",
  phrases: ["hasil kelas", "nyatakan hasil kelas", "rekap hasil pelatihan"],
  roles: ["officer"],
  input: z.object({
    words: z.string().trim().max(200).optional().describe("Kelas"),
    class: z.number().int().positive().optional(),
    declare: z.boolean().default(false),
  }),

  async handle(context, { words, class: id, declare }) {
    const desk = deskOf(context);
    const over = (of: ClassOf) => (endOf(of) ?? 0) <= desk.now.epochMilliseconds / 1_000;
    const open = (it: number) => ({ capability: "class_results", input: { class: it } });
    const ended = await classMeant(context, desk, { id, words, span: "near", fits: over }, open);
    // Who names one that is not over yet is told that, and not that there is none.
    const of = words !== undefined && !isClass(ended) && ended.code === "none" ? await classMeant(context, desk, { id, words, span: "near" }, open) : ended;
    if (!isClass(of)) return of;
    if (!over(of)) return { reply: { text: texts.notOver(className(of)) }, code: "not_over" };
    const judgement = await judgeClass(desk, of);
    const refused = notReady(of, judgement);
    if (refused) return refused.code === "learning" ? withTestMissing(desk, of, refused) : refused;
    if (!declare) return shown(desk, of, judgement);
    const counts = countsOf(judgement);
    await refuseOwnResult(desk, of);
    if (!context.confirmed) {
      return { reply: { text: "" }, ask: { question: texts.question(className(of), counts), input: { class: of.class.id, declare } } };
    }
    const { letters, changed } = await declareResults(desk, of);
    const text = texts.done(className(of), counts, letters.length);
    return { reply: { text, buttons: await certificateButton(desk, of, judgement) }, letters, looked: changed, code: "declared" };
  },
});

function notReady(of: ClassOf, { unconfirmed, notHeld, people, learning }: Judgement): Outcome | undefined {
  if (notHeld) return { reply: { text: texts.notHeld(className(of)) }, code: "not_held" };
  if (people.length === 0 && learning > 0) return { reply: { text: texts.learning(className(of), learning) }, code: "learning" };
  if (people.length === 0) return { reply: { text: texts.nobody(className(of)) }, code: "nobody" };
  if (unconfirmed.length === 0) return undefined;
  const button = { label: texts.recap, call: { capability: "attendance_day", input: { class: of.class.id, day: unconfirmed[0] } } };
  return { reply: { text: texts.unconfirmed(className(of), unconfirmed.map(dayAndDate).join("; ")), buttons: [button] }, code: "unconfirmed" };
}

/** Who waits for people to finish what cannot be finished is told what is missing. */
async function withTestMissing(desk: OfficerDesk, of: ClassOf, outcome: Outcome): Promise<Outcome> {
  const questions = await questionsOf(desk.db, tenantOf(desk), of.training.id, "akhir");
  return questions.length > 0 ? outcome : { ...outcome, reply: { ...outcome.reply, text: `${outcome.reply.text}\n\n${texts.noTest}` } };
}

function countsOf({ people, learning }: Judgement): string {
  const count = (result: string) => people.filter((it) => it.result === result).length;
  return texts.counts(count("selesai"), count("tidak_selesai"), count("tidak_hadir"), learning);
}

async function shown(desk: OfficerDesk, of: ClassOf, judgement: Judgement): Promise<Outcome> {
  const lacking = judgement.people.filter((it) => it.result === "tidak_selesai");
  const lines = lacking.slice(0, mostLines).map((it) => texts.line(plain(it.name), lackWords(it, judgement.rule)));
  const settled = judgement.people.every((it) => it.enrolment.state === it.result);
  const text = [
    texts.head(className(of), ruleWords(judgement.rule)),
    countsOf(judgement),
    [...lines, ...(lacking.length > mostLines ? [texts.more(lacking.length - mostLines)] : [])].join("\n"),
    settled ? texts.settled : "",
  ];
  const declare = { label: texts.declare, call: { capability: "class_results", input: { class: of.class.id, declare: true } } };
  const buttons = settled ? await certificateButton(desk, of, judgement) : [declare];
  return {
    reply: { text: text.filter(Boolean).join("\n\n"), buttons },
    looked: lacking.slice(0, mostLines).map((it) => it.enrolment.personId),
    code: "shown",
  };
}

async function certificateButton(desk: OfficerDesk, of: ClassOf, { people }: Judgement) {
  if (!mayCertify(of.training, desk.agency)) return [];
  const held = new Set((await certificatesIn(desk.db, tenantOf(desk), of.class.id)).filter((it) => it.revokedReason === null).map((it) => it.personId));
  const without = people.some((it) => it.result === "selesai" && !held.has(it.enrolment.personId));
  return without ? [{ label: texts.certificates, call: { capability: "issue_certificates", input: { class: of.class.id } } }] : [];
}
