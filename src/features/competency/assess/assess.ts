import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate, longDate } from "../../../core/time.ts";
import { findPerson } from "../../people/person-store.ts";
import { competencyLike } from "../dictionary/competency-named.ts";
import type { Competency } from "../dictionary/dictionary.ts";
import { competenciesById, competenciesOf } from "../dictionary/dictionary-store.ts";
import { addEvidence } from "../gap/evidence-store.ts";
import { gapsOf } from "../gap/gap.ts";
import { gapLine, namesOf } from "../gap/gap-words.ts";
import { ask, evidenceFrom, type FormStep, type FormVoice, formInput, step } from "./assessment-form.ts";
import { type Plan, planFor } from "./assessment-plan.ts";
import { type Assessment, finishAssessment, openAssessment, type Pair, startAssessment } from "./assessment-store.ts";
import { interview } from "./interview.ts";

const texts = {
  intro: (count: number, minutes: number) =>
    `Asesmen mandiri: ${count} kompetensi, sekitar ${minutes} menit. Pilih yang paling mendekati kebiasaan Anda di pekerjaan; tidak ada jawaban salah. Boleh berhenti kapan saja dan dilanjutkan di sini atau di aplikasi lain.`,
  oneOnly: "Pilih yang paling mendekati kebiasaan Anda di pekerjaan.",
  withoutStandard: "Jabatan Anda belum punya standar, jadi yang ditanyakan kompetensi manajerial dan sosial kultural.",
  goOn: "Kita lanjutkan asesmen yang belum selesai.",
  skip: { label: "Lewati", full: "Lewati, saya tidak yakin" },
  later: "Baik, jawaban Anda sudah disimpan. Lanjutkan kapan saja dengan mengetik /asesmen, di sini atau di aplikasi lain.",
  gone: "Asesmen itu sudah selesai atau tidak ada lagi. Untuk mengisi yang baru, ketik /asesmen.",
  nothing: "Kompetensi yang diminta jabatan Anda sudah cukup diketahui, jadi tidak ada yang perlu ditanyakan sekarang.",
  cooling: (date: string) => `Asesmen mandiri dapat diisi lagi mulai ${longDate(date)}, supaya hasilnya menunjukkan perkembangan.`,
  unknownTopic: (words: string) => `Saya tidak menemukan kompetensi “${plain(words)}”. Ketik /asesmen saja untuk mengisi semuanya.`,
  incomplete: "Masih ada pertanyaan yang belum dijawab.",
  saved: "Terima kasih, hasil asesmen Anda tersimpan. Ini perkiraan menurut Anda sendiri, bukan hasil uji resmi.",
  empty: "Semua pertanyaan dilewati, jadi tidak ada yang disimpan.",
  fits: (names: string) => `Sudah memenuhi: ${names}.`,
  grow: "Yang dapat dikuatkan:",
  source: "asesmen mandiri",
  see: { label: "Lihat kompetensi", full: "Lihat kompetensi saya" },
  recommend: { label: "Rekomendasi", full: "Rekomendasi pelatihan" },
  supervisor: { label: "Minta nilai atasan", full: "Minta penilaian atasan" },
  more: (count: number) => ({ label: "Lanjut asesmen", full: `Lanjut ${count} kompetensi lagi` }),
  notFound: "Data Anda belum ditemukan. Hubungi petugas BKPSDM.",
};

const voice: FormVoice = { capability: "assess", input: {}, about: "", skip: texts.skip };

/** Seconds that a question takes, about. */
const questionSeconds = 20;

const recommendButton: Button = { ...texts.recommend, call: { capability: "recommend", input: {} } };
const supervisorButton: Button = { ...texts.supervisor, call: { capability: "ask_rating", input: {} } };
const seeButton: Button = { ...texts.see, call: { capability: "show_competencies", input: {} } };

export const assess = capability({
  id: "assess",
  about: "Mengisi asesmen mandiri singkat tentang kompetensi Anda.",
  command: "asesmen",
  phrases: ["isi asesmen", "mulai asesmen", "lanjut asesmen", "lanjutkan asesmen"],
  roles: ["asn"],
  input: z.object({ topic: z.string().trim().max(80).optional().describe("Nama satu kompetensi, bila hanya itu yang dinilai"), ...formInput }),

  async handle(context, input) {
    const person = context.person as Person;
    const pair: Pair = { cell: context.cell, agencyId: person.agency.id, personId: person.id, raterId: person.id };
    const open = await openAssessment(context.db, pair);
    if (!open) return input.act === "go" ? begin(context, pair, input.topic) : { reply: { text: texts.gone, buttons: [seeButton] }, code: "gone" };
    if (input.act === "later") return { reply: { text: texts.later }, code: "paused" };
    if (input.act === "finish") return finish(context, pair, open, input);
    const { form, note } = await step(context, pair, open, input);
    const resumed = input.act === "go" && input.form === undefined && form.taps.length > 0;
    return ask(context, pair, form, voice, resumed ? texts.goOn : note);
  },
});

async function begin(context: Context, pair: Pair, words = ""): Promise<Outcome> {
  const topic = words === "" ? undefined : competencyLike(words, await competenciesOf(context.db, pair));
  if (words !== "" && !topic) throw new Fault("not_found", texts.unknownTopic(words));
  const planned = await plan(context, pair, topic);
  if (planned.plan.length === 0) return { reply: { text: nothingToAsk(planned), buttons: [seeButton] }, code: "nothing" };
  const form = await startAssessment(context.db, pair, planned.plan, context.now);
  return ask(context, pair, form, voice, leadOf(planned, topic !== undefined));
}

async function plan({ db, now, person }: Context, pair: Pair, topic?: Competency): Promise<Plan> {
  const day = localDate(now, (person as Person).agency.zone);
  const record = await findPerson(db, pair, day);
  if (!record) throw new Fault("not_found", texts.notFound);
  return planFor(db, pair, record, { kind: "self", raterId: pair.raterId, day }, topic);
}

function leadOf({ plan: asked, withoutStandard }: Plan, oneOnly: boolean): string {
  if (oneOnly) return texts.oneOnly;
  const minutes = Math.max(1, Math.round((asked.length * questionSeconds) / 60));
  return [texts.intro(asked.length, minutes), withoutStandard ? texts.withoutStandard : ""].filter(Boolean).join(" ");
}

const nothingToAsk = ({ againOn }: Plan): string => (againOn === null ? texts.nothing : texts.cooling(againOn));

/** Only what is complete, and only once; the form's row is locked, so a second tap finds it finished. */
async function finish(context: Context, pair: Pair, form: Assessment, { form: id, step: at }: FormStep): Promise<Outcome> {
  const { question, settled } = interview(form.plan, form.taps);
  if (question || id !== form.id || at !== form.taps.length) return ask(context, pair, form, voice, texts.incomplete);
  const { db, now, person } = context;
  const day = localDate(now, (person as Person).agency.zone);
  await finishAssessment(db, pair, form.id, now);
  await addEvidence(db, pair, evidenceFrom(form, settled, { kind: "self", day, source: texts.source }), now);
  const left = await plan(context, pair);
  const more: Button[] = left.plan.length > 0 ? [{ ...texts.more(left.plan.length), call: { capability: "assess", input: {} } }] : [];
  const answered = settled.filter((it) => it.level !== null).map((it) => it.competency);
  const text = answered.length === 0 ? texts.empty : await resultText(context, pair, answered, day);
  return { reply: { text, buttons: [seeButton, recommendButton, supervisorButton, ...more] }, code: "finished" };
}

/** What the answers mean, in plain words: what fits already, and the next step where something is left to learn. */
async function resultText({ db }: Context, pair: Pair, answered: string[], day: string): Promise<string> {
  const items = ((await gapsOf(db, pair, { day }))?.items ?? []).filter((it) => answered.includes(it.competency.id));
  const dictionary = await competenciesById(db, pair, answered);
  const fits = items.filter((it) => it.held !== null && it.gap === 0);
  const grows = items.filter((it) => it.gap > 0).slice(0, 3);
  return [
    texts.saved,
    fits.length > 0 ? texts.fits(namesOf(fits)) : "",
    grows.length > 0 ? [texts.grow, ...grows.map((it) => `• ${gapLine(it, dictionary)}`)].join("\n") : "",
  ]
    .filter(Boolean)
    .join("\n\n");
}
