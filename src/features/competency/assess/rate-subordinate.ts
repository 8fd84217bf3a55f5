import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate, longDate } from "../../../core/time.ts";
import { type Brief, findPerson, subordinatesOf } from "../../people/person-store.ts";
import { addEvidence } from "../gap/evidence-store.ts";
import { peopleButtons, personNamed } from "../team-list.ts";
import { ask, evidenceFrom, type FormStep, type FormVoice, formInput, step } from "./assessment-form.ts";
import { coolDownDays, planFor } from "./assessment-plan.ts";
import { type Assessment, finishAssessment, openAssessment, type Pair, type RatingStatus, ratingStatus, startAssessment } from "./assessment-store.ts";
import { interview } from "./interview.ts";
import { ratingRight } from "./rating-right.ts";

const texts = {
  choose: "Siapa yang akan Anda nilai? Jawaban Anda tidak memperlihatkan asesmen diri pegawai itu.",
  nobody: "Menurut data kepegawaian, hari ini tidak ada pegawai yang menjadi bawahan langsung Anda. Bila keliru, hubungi petugas BKPSDM.",
  unknown: (words: string) => `Tidak ada bawahan langsung Anda yang bernama “${plain(words)}”. Pilih dari daftar ini:`,
  self: "Tidak ada yang menilai dirinya sendiri di sini. Untuk diri sendiri, ketik /asesmen.",
  notLeading: "Pegawai itu hari ini bukan bawahan langsung Anda, jadi penilaiannya bukan pada Anda.",
  early: (name: string, from: string) =>
    `Perilaku dinilai oleh yang memimpin paling sedikit separuh dari enam bulan terakhir. Untuk *${plain(name)}*, Anda dapat menilai kira-kira mulai ${longDate(from)}.`,
  intro: (count: number) => `${count} kompetensi. Jawablah menurut yang Anda lihat sendiri dalam enam bulan terakhir.`,
  goOn: "Kita lanjutkan penilaian yang belum selesai.",
  about: (name: string) => `Penilaian: ${plain(name)}`,
  skip: { label: "Tidak tahu", full: "Tidak tahu, belum pernah melihatnya" },
  later: "Baik, jawaban Anda sudah disimpan. Lanjutkan kapan saja dengan mengetik /nilai.",
  gone: "Penilaian itu sudah selesai atau tidak ada lagi. Ketik /nilai untuk memilih pegawai.",
  nothing: (name: string) => `Kompetensi *${plain(name)}* sudah cukup diketahui, jadi tidak ada yang perlu dinilai sekarang.`,
  cooling: (name: string, date: string) => `Anda baru saja menilai *${plain(name)}*. Penilaian berikutnya dapat diisi mulai ${longDate(date)}.`,
  incomplete: "Masih ada pertanyaan yang belum dijawab.",
  saved: (name: string, count: number) => `Terima kasih. Penilaian untuk *${plain(name)}* tersimpan: ${count} kompetensi.`,
  empty: (name: string) => `Semua pertanyaan tentang *${plain(name)}* dilewati, jadi tidak ada yang disimpan.`,
  rest: (count: number) => `Masih ${count} bawahan yang belum dinilai dalam tiga bulan terakhir.`,
  next: (name: string) => ({ label: "Berikutnya", full: `Nilai ${name}` }),
  list: { label: "Daftar bawahan", full: "Daftar bawahan" },
  state: { open: "sedang diisi", never: "belum dinilai", rated: (date: string) => `dinilai ${longDate(date)}` },
  source: "penilaian atasan",
};

const listButton: Button = { ...texts.list, call: { capability: "rate_subordinate", input: {} } };

export const rateSubordinate = capability({
  id: "rate_subordinate",
  about: "Menilai kompetensi bawahan langsung Anda.",
  command: "nilai",
  phrases: ["nilai bawahan saya", "menilai bawahan saya", "nilai staf saya"],
  roles: ["supervisor"],
  input: z.object({
    name: z.string().trim().max(80).optional().describe("Nama bawahan yang dinilai"),
    person: z.number().int().positive().optional(),
    after: z.number().int().min(0).default(0),
    ...formInput,
  }),

  async handle(context, input) {
    const rater = context.person as Person;
    const own = { cell: context.cell, agencyId: rater.agency.id, raterId: rater.id };
    const day = localDate(context.now, rater.agency.zone);
    if (input.person === undefined) return choose(context, own, day, input.name ?? "", input.after);
    return rate(context, { ...own, personId: input.person }, day, input);
  },
});

type Own = Omit<Pair, "personId">;

async function choose(context: Context, own: Own, day: string, words: string, after: number): Promise<Outcome> {
  const people = await subordinatesOf(context.db, { ...own, personId: own.raterId }, day);
  if (people.length === 0) return { reply: { text: texts.nobody }, code: "nobody" };
  const named = words === "" ? [] : personNamed(words, people);
  if (named.length === 1 && named[0]) return rate(context, { ...own, personId: named[0].id }, day, { act: "go" });
  const status = new Map(
    (
      await ratingStatus(
        context.db,
        own,
        people.map((it) => it.id),
      )
    ).map((it) => [it.personId, it]),
  );
  const listed = (named.length > 0 ? named : people).toSorted((a, b) => due(status.get(a.id), day) - due(status.get(b.id), day));
  const call = (it: Brief) => ({ capability: "rate_subordinate", input: { person: it.id } });
  const more = (from: number) => ({ capability: "rate_subordinate", input: { after: from } });
  return {
    reply: {
      text: words !== "" && named.length === 0 ? texts.unknown(words) : texts.choose,
      buttons: peopleButtons(listed, after, (it) => stateOf(status.get(it.id)), call, more),
    },
    code: "listed",
  };
}

/** Under way first, then those who were not rated lately. */
function due(status: RatingStatus | undefined, day: string): number {
  if (status?.open) return 0;
  return rated(status, day) ? 2 : 1;
}

const rated = (status: RatingStatus | undefined, day: string): boolean =>
  typeof status?.ratedOn === "string" && Temporal.PlainDate.from(status.ratedOn).add({ days: coolDownDays }).toString() > day;

function stateOf(status: RatingStatus | undefined): string {
  if (status?.open) return texts.state.open;
  return status?.ratedOn ? texts.state.rated(status.ratedOn) : texts.state.never;
}

/** The right is judged at every tap: who leads somebody no more answers no more about them. */
async function rate(context: Context, pair: Pair, day: string, input: FormStep): Promise<Outcome> {
  const right = await ratingRight(context.db, pair, day);
  if (!right.may && right.why === "early") return { reply: { text: texts.early(right.person.name, right.from), buttons: [listButton] }, code: "early" };
  // Not a `Fault`: the form that may be open in this talk ends here, since its question is no longer this person's to answer.
  if (!right.may) return { reply: { text: right.why === "self" ? texts.self : texts.notLeading, buttons: [listButton] }, code: "forbidden" };
  const { name } = right.person;
  const voice: FormVoice = { capability: "rate_subordinate", input: { person: pair.personId }, about: texts.about(name), skip: texts.skip };
  const open = await openAssessment(context.db, pair);
  if (!open) return input.act === "go" ? begin(context, pair, day, voice, name) : { reply: { text: texts.gone, buttons: [listButton] }, code: "gone" };
  if (input.act === "later") return { reply: { text: texts.later }, code: "paused" };
  if (input.act === "finish") return finish(context, pair, open, day, voice, name, input);
  const { form, note } = await step(context, pair, open, input);
  const resumed = input.act === "go" && input.form === undefined && form.taps.length > 0;
  return ask(context, pair, form, voice, resumed ? texts.goOn : note);
}

async function begin(context: Context, pair: Pair, day: string, voice: FormVoice, name: string): Promise<Outcome> {
  const { db, now } = context;
  const person = await findPerson(db, pair, day);
  if (!person) throw new Error("a subordinate who is not in the register");
  const { plan, againOn } = await planFor(db, pair, person, { kind: "supervisor", raterId: pair.raterId, day });
  if (plan.length === 0) {
    return { reply: { text: againOn === null ? texts.nothing(name) : texts.cooling(name, againOn), buttons: [listButton] }, code: "nothing" };
  }
  return ask(context, pair, await startAssessment(db, pair, plan, now), voice, texts.intro(plan.length));
}

async function finish(context: Context, pair: Pair, form: Assessment, day: string, voice: FormVoice, name: string, at: FormStep): Promise<Outcome> {
  const { question, settled } = interview(form.plan, form.taps);
  if (question || at.form !== form.id || at.step !== form.taps.length) return ask(context, pair, form, voice, texts.incomplete);
  const { db, now } = context;
  await finishAssessment(db, pair, form.id, now);
  const evidence = evidenceFrom(form, settled, { kind: "supervisor", day, source: texts.source });
  await addEvidence(db, pair, evidence, now);
  const people = await subordinatesOf(db, { ...pair, personId: pair.raterId }, day);
  const status = new Map(
    (
      await ratingStatus(
        db,
        pair,
        people.map((it) => it.id),
      )
    ).map((it) => [it.personId, it]),
  );
  const waiting = people.filter((it) => it.id !== pair.personId && !rated(status.get(it.id), day));
  const next = waiting[0] ? [{ ...texts.next(waiting[0].name), call: { capability: "rate_subordinate", input: { person: waiting[0].id } } }] : [];
  const text = evidence.length > 0 ? texts.saved(name, evidence.length) : texts.empty(name);
  return {
    reply: { text: [text, waiting.length > 0 ? texts.rest(waiting.length) : ""].filter(Boolean).join("\n\n"), buttons: [...next, listButton] },
    code: "finished",
  };
}
