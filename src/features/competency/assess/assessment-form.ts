import { z } from "zod";
import type { Context, Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import { type Button, type Call, plain, type Reply } from "../../../core/reply.ts";
import type { Tenant } from "../../people/person-store.ts";
import type { Competency } from "../dictionary/dictionary.ts";
import { competenciesById } from "../dictionary/dictionary-store.ts";
import type { NewEvidence } from "../gap/evidence-store.ts";
import { type Assessment, keepTaps } from "./assessment-store.ts";
import { interview, isOffered, type Question, type Settled, type Tap } from "./interview.ts";

const texts = {
  further: "pertanyaan lanjutan",
  place: (place: number, of: number) => `${place} dari ${of}`,
  choice: (number: number) => `Pilihan ${number}`,
  never: { label: "Belum pernah", full: "Belum pernah mengerjakannya" },
  back: { label: "Kembali", full: "Kembali ke pertanyaan sebelumnya" },
  later: { label: "Nanti saja", full: "Nanti saja, simpan jawabannya" },
  answered: "Pertanyaan itu sudah dijawab. Untuk mengubah jawaban terakhir, pilih *Kembali*.",
  notOffered: "Pilihan itu tidak ada pada pertanyaan ini. Silakan pilih salah satu tombolnya.",
  complete: (count: number) => `Semua sudah ditanyakan, ${count} kompetensi terjawab. Simpan hasilnya?`,
  save: { label: "Simpan", full: "Simpan hasilnya" },
  change: { label: "Ubah yang terakhir", full: "Ubah jawaban terakhir" },
};

/** What both forms take beside their own words. `step` is the number of answers when a button was shown: an old button is known by it. */
export const formInput = {
  act: z.enum(["go", "answer", "back", "later", "finish"]).default("go"),
  form: z.number().int().positive().optional(),
  step: z.number().int().min(0).optional(),
  tap: z.union([z.number().int().min(0).max(5), z.literal("skip")]).optional(),
};

export interface FormStep {
  act: "go" | "answer" | "back" | "later" | "finish";
  form?: number | undefined;
  step?: number | undefined;
  tap?: Tap | undefined;
}

/** What differs between rating oneself and rating somebody else. */
export interface FormVoice {
  capability: string;
  /** Part of every button's input, so that it finds the form again. */
  input: Record<string, unknown>;
  /** Stands above the question; "" = nothing. */
  about: string;
  skip: { label: string; full: string };
}

/**
 * Takes an answer or a step back. Repeated taps and old buttons change nothing: a button counts only while its question is the open
 * one. Returns the form as it is now, and a sentence for who tapped something old.
 */
export async function step(
  context: Context,
  tenant: Tenant,
  form: Assessment,
  { act, step: at, form: id, tap }: FormStep,
): Promise<{ form: Assessment; note: string }> {
  const current = id === form.id && at === form.taps.length;
  if (act === "back" && current && form.taps.length > 0) return { form: await kept(context, tenant, form, form.taps.slice(0, -1)), note: "" };
  if (act !== "answer" || tap === undefined) return { form, note: "" };
  if (!current) return { form, note: id === form.id && at !== undefined && form.taps[at] === tap ? "" : texts.answered };
  const { question } = interview(form.plan, form.taps);
  if (!question || !isOffered(question, tap)) throw new Fault("bad_input", texts.notOffered, { form: form.id });
  return { form: await kept(context, tenant, form, [...form.taps, tap]), note: "" };
}

async function kept({ db, now }: Context, tenant: Tenant, form: Assessment, taps: Tap[]): Promise<Assessment> {
  await keepTaps(db, tenant, form.id, taps, now);
  return { ...form, taps };
}

/** The open question, or whether to save; `lead` stands above it. */
export async function ask({ db }: Context, tenant: Tenant, form: Assessment, voice: FormVoice, lead = ""): Promise<Outcome> {
  const { question, settled } = interview(form.plan, form.taps);
  const call = (more: Omit<FormStep, "form" | "step">): Call => ({
    capability: voice.capability,
    input: { ...voice.input, ...more, form: form.id, step: form.taps.length },
  });
  const goOn: Call = { capability: voice.capability, input: { ...voice.input, form: form.id } };
  if (!question) return { reply: closing(settled.filter((it) => it.level !== null).length, call, lead), form: goOn, code: "complete" };
  const competency = (await competenciesById(db, tenant, [question.competency])).get(question.competency);
  if (!competency) throw new Error(`the form ${form.id} asks for an unknown competency`);
  return { reply: asking(form, question, competency, voice, call, lead), form: goOn, code: "asking" };
}

function asking(form: Assessment, question: Question, competency: Competency, voice: FormVoice, call: (it: FormStep) => Call, lead: string): Reply {
  const place = [texts.place(question.place, form.plan.length), ...(question.further ? [texts.further] : [])].join(", ");
  const text = [lead, `${voice.about === "" ? "" : `${voice.about}\n`}*${plain(competency.name)}* (${place})`, competency.question]
    .filter(Boolean)
    .join("\n\n");
  const choices: Button[] = question.offered.map((level, at) => ({
    label: texts.choice(at + 1),
    full: competency.levels[level - 1]?.choice,
    call: call({ act: "answer", tap: level }),
  }));
  const never = competency.kind === "teknis" ? [{ ...texts.never, call: call({ act: "answer", tap: 0 }) }] : [];
  const back = form.taps.length > 0 ? [{ ...texts.back, call: call({ act: "back" }) }] : [];
  return {
    text,
    buttons: [...choices, ...never, { ...voice.skip, call: call({ act: "answer", tap: "skip" }) }, ...back, { ...texts.later, call: call({ act: "later" }) }],
  };
}

/** What a finished form says about the person; keyed by the form, so that it is noted once. */
export const evidenceFrom = (
  { id, personId, raterId }: Assessment,
  settled: Settled[],
  { kind, day, source }: { kind: "self" | "supervisor"; day: string; source: string },
): NewEvidence[] =>
  settled.flatMap(({ competency, level }) =>
    level === null ? [] : [{ personId, raterId, competency, kind, level, official: false, observedOn: day, source, key: `assessment:${id}:${competency}` }],
  );

const closing = (answered: number, call: (it: FormStep) => Call, lead: string): Reply => ({
  text: [lead, texts.complete(answered)].filter(Boolean).join("\n\n"),
  buttons: [
    { ...texts.save, call: call({ act: "finish" }) },
    { ...texts.change, call: call({ act: "back" }) },
    { ...texts.later, call: call({ act: "later" }) },
  ],
});
