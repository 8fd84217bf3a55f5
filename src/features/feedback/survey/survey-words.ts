import type { Outcome } from "../../../core/capability.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { answerTo, type Form, openQuestion, type Question, questionsOf } from "./form.ts";
import type { Progress, SurveyRequest } from "./request-store.ts";
import type { Answer } from "./survey.ts";

const texts = {
  head: {
    peserta: { reaksi: (name: string) => name, belajar: (name: string) => name, perilaku: (name: string, days: number) => `${name}, ${days} hari kemudian` },
    other: (who: string, name: string) => `Perilaku kerja *${who}* setelah ${name}`,
  },
  place: (place: number, of: number) => `(${place} dari ${of})`,
  seen: {
    kelas:
      "Jawaban Anda rahasia: petugas BKPSDM dan pemateri hanya melihat gabungan lima orang atau lebih dan kutipan kalimat tanpa nama; atasan tidak melihatnya.",
    peserta:
      "Jawaban Anda rahasia: atasan tidak melihatnya, petugas BKPSDM hanya melihat gabungan lima orang atau lebih dan kutipan kalimat tanpa nama. Tingkat perilaku yang Anda pilih ikut menghitung level kompetensi Anda.",
    atasan:
      "Jawaban Bapak/Ibu rahasia: yang dinilai tidak melihatnya, petugas BKPSDM hanya melihat gabungan lima orang atau lebih. Tingkat yang dipilih ikut menghitung level kompetensinya.",
    rekan: "Jawaban Anda rahasia: yang dinilai dan atasannya tidak melihatnya, petugas BKPSDM hanya melihat gabungan lima orang atau lebih.",
  },
  pause: "Boleh berhenti kapan saja dan dilanjutkan di sini atau di aplikasi lain.",
  nps: "Ketik satu angka dari 0 (sama sekali tidak) sampai 10 (pasti).",
  number: (least: number, most: number, unit = "") => `Ketik angka dari ${least} sampai ${most}${unit === "" ? "" : ` (${unit})`}.`,
  text: "Ketik dengan kata-kata sendiri, tanpa nama orang; kalimat Anda dapat dikutip tanpa nama.",
  several: "Boleh lebih dari satu.",
  typed: (words: string) => `Boleh juga ketik ${words}.`,
  chosen: (labels: string) => `Sudah dipilih: ${labels}. Pilih lagi, atau *Selesai*.`,
  before: (answer: string) => `Jawaban Anda: ${answer}.`,
  skipped: "(dilewati)",
  choice: (number: number) => `Pilihan ${number}`,
  done: "Selesai",
  skip: { label: "Lewati", full: "Lewati" },
  unknown: { label: "Tidak tahu", full: "Tidak tahu, belum melihatnya" },
  back: "Kembali",
  later: "Nanti saja",
  decline: { peserta: "Tidak ingin mengisi", atasan: "Tidak dapat menilai", rekan: "Kurang mengenalnya" },
  review: "Ini jawaban Anda. Sudah benar?",
  reviewHow: "Sesudah dikirim, jawaban tidak dapat diubah. Untuk mengubahnya sekarang, ketik misalnya *ubah 2*.",
  reviewLine: (at: number, ask: string, answer: string) => `${at}. ${ask} *${answer}*`,
  send: "Kirim",
  change: "Ubah jawaban",
  which: "Jawaban nomor berapa yang diubah?",
  nothing: "Tidak jadi",
};

/** What stands around a form's questions. */
export interface Talked {
  request: SurveyRequest;
  form: Form;
  /** With its markup. */
  className: string;
  /** Whom it is about, made harmless; "" = oneself. */
  about: string;
  now: Temporal.Instant;
}

/** Purpose, who sees it, and that it can wait: above the first question. */
export function introOf({ form, request: { capacity, round } }: Talked): string {
  const seen = capacity === "peserta" && round.step !== "perilaku" ? texts.seen.kelas : texts.seen[capacity];
  return `${form.survey.intro} ${seen}\n\n${texts.pause}`;
}

/** What the form asks now: its open question, else whether to send. */
export function asked(talked: Talked, progress: Progress, lead = ""): Outcome {
  const open = openQuestion(talked.form, progress);
  return open ? question(talked, progress, open, lead) : review(talked, progress, lead);
}

const headOf = ({ request: { capacity, round }, className, about }: Talked): string =>
  capacity === "peserta" ? texts.head.peserta[round.step](className, round.afterDays) : texts.head.other(about, className);

/** A button counts only at the step that it was shown at. */
const callOf =
  ({ request }: Talked, { step }: Progress) =>
  (input: Record<string, unknown>) => ({ capability: "answer_survey", input: { request: request.id, step, ...input } });

function waiting(talked: Talked, progress: Progress, more: Record<string, unknown> = {}) {
  // With the step it is shown without a word of greeting: the talk says itself that it goes on.
  const form = callOf(talked, progress)({ act: "show" });
  return { form, awaits: { ...callOf(talked, progress)(more), field: "words", whole: true } };
}

function question(talked: Talked, progress: Progress, open: NonNullable<ReturnType<typeof openQuestion>>, lead: string): Outcome {
  const { question: it, place, of } = open;
  const call = callOf(talked, progress);
  const given = answerTo(progress.answers, it.key);
  const head = `${headOf(talked)} ${texts.place(place, of)}`;
  const text = [lead, `${head}\n${askOf(it, talked)}`, how(it, given, talked, place)].filter(Boolean).join("\n\n");
  const nav = navOf(talked, it, given, place).map(({ label, full, act }) => ({ label, full, call: call({ act }) }));
  // A number that is typed would mean a place in the list where only some of the channels show buttons without one.
  const buttons = typedNumber(it) ? [] : [...choicesOf(it, given, call), ...nav];
  const isText = it.item.kind === "text";
  const { form, awaits } = waiting(talked, progress, isText ? { asked: Math.floor(talked.now.epochMilliseconds / 1_000) } : {});
  return { reply: { text, ...(buttons.length > 0 && { buttons }) }, form, awaits: { ...awaits, ...(isText && { anyWords: true }) }, code: "asking" };
}

const typedNumber = ({ item }: Question): boolean => item.kind === "nps" || item.kind === "number";

/** The question's own words, with the names in place. */
export function askOf({ ask, competency }: Question, { className, about }: Talked): string {
  const words = ask.replaceAll("{kelas}", className).replaceAll("{pegawai}", about);
  return competency ? `${words}\n\n*${plain(competency.name)}.* ${plain(competency.question)}` : words;
}

function how(it: Question, given: Answer | undefined, talked: Talked, place: number): string {
  const { item } = it;
  const before = given === undefined ? "" : Array.isArray(given) ? texts.chosen(answerText(it, given)) : texts.before(answerText(it, given));
  const words = navOf(talked, it, given, place).map(({ full }) => `*${full.toLowerCase()}*`);
  switch (item.kind) {
    case "nps":
      return [before, `${texts.nps} ${texts.typed(orList(words))}`].filter(Boolean).join("\n");
    case "number":
      return [before, `${texts.number(item.least, item.most, item.unit)} ${texts.typed(orList(words))}`].filter(Boolean).join("\n");
    case "text":
      return [before, texts.text].filter(Boolean).join("\n");
    case "multiple":
      return before === "" ? texts.several : before;
    default:
      return before;
  }
}

const orList = (words: string[]): string => words.join(", ").replace(/, ([^,]*)$/, " atau $1");

function choicesOf({ item, choices }: Question, given: Answer | undefined, call: (input: Record<string, unknown>) => Button["call"]): Button[] {
  const chosen = Array.isArray(given) ? given : [];
  return choices.map(({ value, label }, at) => ({
    label: label.length <= 20 ? label : texts.choice(at + 1),
    full: chosen.includes(String(value)) ? `✅ ${label}` : label,
    call: call({ act: item.kind === "multiple" ? "choose" : "answer", value }),
  }));
}

/** What can be done with any question, in words that are tapped or typed. */
function navOf({ request: { capacity } }: Talked, { item }: Question, given: Answer | undefined, place: number) {
  const chosen = Array.isArray(given) && given.length > 0;
  const skip = capacity !== "peserta" && item.kind !== "text" ? texts.unknown : texts.skip;
  const same = (label: string, act: string) => ({ label, full: label, act });
  return [
    ...(chosen ? [same(texts.done, "done")] : []),
    ...(item.optional && !chosen ? [{ ...skip, act: "skip" }] : []),
    ...(place > 1 ? [same(texts.back, "back")] : []),
    same(texts.later, "later"),
    ...(place === 1 ? [same(texts.decline[capacity], "decline")] : []),
  ];
}

/** An answer as it is read. */
export function answerText({ choices, item }: Question, answer: Answer | undefined): string {
  if (answer === null || answer === undefined) return texts.skipped;
  const label = (value: number | string) => choices.find((it) => String(it.value) === String(value))?.label ?? String(value).replace(".", ",");
  if (Array.isArray(answer)) return plain(answer.map(label).join(", "));
  return plain(item.kind === "text" ? cut(String(answer), 120) : label(answer));
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`);

function review(talked: Talked, progress: Progress, lead: string): Outcome {
  const call = callOf(talked, progress);
  const text = [lead, `${headOf(talked)}\n${texts.review}`, reviewLines(talked, progress), texts.reviewHow].filter(Boolean).join("\n\n");
  const buttons = [
    { label: texts.send, call: call({ act: "send" }) },
    { label: texts.change, call: call({ act: "review" }) },
    { label: texts.later, call: call({ act: "later" }) },
  ];
  return { reply: { text, buttons }, ...waiting(talked, progress), code: "review" };
}

function reviewLines({ form, ...talked }: Talked, { answers }: Progress): string {
  return questionsOf(form, answers)
    .map((it, at) => texts.reviewLine(at + 1, shortAsk(it, { form, ...talked }), answerText(it, answerTo(answers, it.key))))
    .join("\n");
}

/** One line in a list: of a behaviour its competency, of a row the row. */
function shortAsk(it: Question, talked: Talked): string {
  if (it.competency) return `${plain(it.competency.name)}:`;
  return cut((askOf(it, talked).split("\n").at(-1) ?? "").replaceAll("*", ""), 90);
}

/** Which of the answers is to be changed; their numbers are those of the review. */
export function whichAnswer(talked: Talked, progress: Progress): Outcome {
  const call = callOf(talked, progress);
  const buttons: Button[] = questionsOf(talked.form, progress.answers).flatMap((it, at) =>
    answerTo(progress.answers, it.key) === undefined
      ? []
      : [{ label: `Nomor ${at + 1}`, full: shortAsk(it, talked), call: call({ act: "change", key: it.key }) }],
  );
  return {
    reply: { text: texts.which, buttons: [...buttons, { label: texts.nothing, call: call({ act: "show" }) }] },
    ...waiting(talked, progress),
    code: "which",
  };
}
