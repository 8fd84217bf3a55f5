import { z } from "zod";
import { capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { isQuestion, noReason } from "../../enrolment/ask-reason.ts";
import { findPerson } from "../../people/person-store.ts";
import { askDegree, type DegreeLevel, type DegreeStudy, degreeLevels, degreesOf, moveDegree, openDegreeStates, predicatesOf } from "./degree-store.ts";
import { fromRegister, type Met, requirementNames, requirements } from "./requirements.ts";

const texts = {
  head: "Persyaratan tugas belajar PNS (SE MenPANRB 28/2021), menurut data Anda:",
  open: (what: string, state: string) => `Pengajuan tugas belajar Anda: ${what}.\nKeadaan: ${state}.`,
  met: { tampak: "✅ tampak terpenuhi", tidak: "⚠️ belum terpenuhi menurut data", petugas: "diperiksa petugas" } satisfies Record<Met, string>,
  found: { ya: "✅ terpenuhi", tidak: "⚠️ belum terpenuhi", belum: "sedang diperiksa" },
  pppk: "Surat edaran itu mengatur PNS. Bagi PPPK belum dapat dipastikan; mohon tanyakan BKPSDM.",
  unsure: "Jangka waktu dan ikatan dinas belum dapat saya pastikan; mohon tanyakan BKPSDM.",
  reason: (words: string) => `Catatan petugas: ${words}`,
  apply: "Ajukan",
  withdraw: "Batalkan pengajuan",
  level: "Jenjang apa yang dituju?",
  program: "Program studi apa?",
  institution: "Di perguruan tinggi mana?",
  starts: "Rencana mulai kapan? Misalnya *Agustus 2027*.",
  badStarts: "Tulis bulan dan tahunnya, misalnya *Agustus 2027*; tidak boleh tahun yang sudah lewat.",
  last: (what: string, state: string) => `Pengajuan terakhir Anda: ${what}.\nKeadaan: ${state}.`,
  confirm: (what: string) => `Ajukan tugas belajar ini untuk diperiksa BKPSDM?\n${what}`,
  done: (what: string) => `Pengajuan tercatat: ${what}. Petugas BKPSDM memeriksa persyaratannya; lihat hasilnya dengan /tubel.`,
  already: "Anda sudah mempunyai pengajuan tugas belajar. Lihat dengan /tubel.",
  sure: "Batalkan pengajuan tugas belajar Anda?",
  withdrawn: "Pengajuan tugas belajar Anda dibatalkan.",
  none: "Tidak ada pengajuan tugas belajar yang berjalan.",
  changed: "Pengajuan Anda baru saja diproses petugas. Lihat keadaannya dengan /tubel.",
};

const subjectOf = ({ cell }: { cell: number }, { id, agency }: Person): Subject => ({ cell, agencyId: agency.id, personId: id });
const isOpen = (it: DegreeStudy): boolean => openDegreeStates.includes(it.state);
/** `S2 Ilmu Komputer, Universitas Contoh, mulai Agustus 2027` */
export const degreeText = (it: Pick<DegreeStudy, "level" | "program" | "institution" | "starts">): string =>
  plain(`${it.level} ${it.program}, ${it.institution}, mulai ${it.starts}`);

export const degreeStudy = capability({
  id: "degree_study",
  about: "Menampilkan persyaratan tugas belajar menurut data Anda dan keadaan pengajuannya.",
  command: "tubel",
  phrases: ["pengajuan tugas belajar saya", "ajukan tugas belajar", "cek syarat tubel saya"],
  roles: ["asn"],
  input: z.object({}),

  async handle(context) {
    const who = context.person as Person;
    const subject = subjectOf(context, who);
    const day = localDate(context.now, who.agency.zone);
    const person = await findPerson(context.db, subject, day);
    if (!person) throw new Error("a linked person who is not in the register");
    const all = await degreesOf(context.db, subject);
    const open = all.find(isOpen);
    // Somebody whose application was refused looks here for why.
    const shown = open ?? all.find((it) => it.state === "ditolak");
    const known = fromRegister(person, await predicatesOf(context.db, subject), day);
    const lines = requirementNames.map((it) => {
      const finding = open?.checks[it];
      return `• ${requirements[it]}: ${finding ? texts.found[finding] : texts.met[known[it]]}`;
    });
    const text = [
      ...(shown ? [stateText(shown)] : []),
      [texts.head, ...lines].join("\n"),
      ...(person.status === "PPPK" || person.status === "PPPK_PARUH_WAKTU" ? [texts.pppk] : []),
      texts.unsure,
    ].join("\n\n");
    const button = open
      ? { label: texts.withdraw, call: { capability: "withdraw_degree", input: {} } }
      : { label: texts.apply, call: { capability: "apply_degree", input: {} } };
    return { reply: { text, buttons: [button] }, code: open?.state ?? "none" };
  },
});

function stateText(it: DegreeStudy): string {
  const line = (isOpen(it) ? texts.open : texts.last)(degreeText(it), it.state);
  return [line, ...(it.reason ? [texts.reason(plain(it.reason))] : [])].join("\n");
}

const parts = ["level", "program", "institution", "starts"] as const;
type Parts = Partial<Record<(typeof parts)[number], string | undefined>>;
const Words = z.string().trim().max(150, "Terlalu panjang. Mohon dipendekkan.").optional();

export const applyDegree = capability({
  id: "apply_degree",
  about: "Mengajukan tugas belajar untuk diperiksa BKPSDM.",
  phrases: [],
  roles: ["asn"],
  /** `asked`: the part that was awaited; a question in its place belongs to the talk. */
  input: z.object({ level: Words, program: Words, institution: Words, starts: Words, asked: z.enum(parts).optional() }),

  async handle(context, { asked, ...input }) {
    if (asked !== undefined && isQuestion(input[asked] ?? "")) return noReason;
    const who = context.person as Person;
    const subject = subjectOf(context, who);
    if ((await degreesOf(context.db, subject)).some(isOpen)) return { reply: { text: texts.already }, code: "already" };
    const level = levelOf(input.level);
    const missing = level === undefined ? "level" : parts.find((it) => (input[it]?.length ?? 0) < 2);
    if (missing) return asks(missing, input);
    const year = Number(/\b20\d{2}\b/.exec(input.starts ?? "")?.[0] ?? 0);
    if (year < Number(localDate(context.now, who.agency.zone).slice(0, 4))) return asks("starts", input, texts.badStarts);
    const it = { level: level as DegreeLevel, program: input.program ?? "", institution: input.institution ?? "", starts: input.starts ?? "" };
    if (!context.confirmed) return { reply: { text: "" }, ask: { question: texts.confirm(degreeText(it)), input: it } };
    if (!(await askDegree(context.db, subject, it, context.now))) return { reply: { text: texts.already }, code: "already" };
    return { reply: { text: texts.done(degreeText(it)) }, code: "asked" };
  },
});

const levelOf = (words = ""): DegreeLevel | undefined => degreeLevels.find((it) => it.toLowerCase() === words.toLowerCase().replace(/[^a-z0-9]/g, ""));

/** From the first part on it is a form: a question in between is answered, and then it goes on. */
function asks(field: keyof Parts, input: Parts, text = texts[field]): Outcome {
  const { [field]: _, ...given } = input;
  const buttons = field === "level" ? degreeLevels.map((it) => ({ label: it, call: { capability: "apply_degree", input: { ...given, level: it } } })) : [];
  const call = { capability: "apply_degree", input: given };
  return {
    reply: { text, ...(buttons.length > 0 && { buttons }) },
    awaits: { ...call, input: { ...given, asked: field }, field },
    form: call,
    code: field,
  };
}

export const withdrawDegree = capability({
  id: "withdraw_degree",
  about: "Membatalkan pengajuan tugas belajar Anda.",
  phrases: [],
  roles: ["asn"],
  input: z.object({}),

  async handle(context) {
    const subject = subjectOf(context, context.person as Person);
    const open = (await degreesOf(context.db, subject)).find(isOpen);
    if (!open) return { reply: { text: texts.none }, code: "none" };
    if (!context.confirmed) return { reply: { text: "" }, ask: { question: `${texts.sure}\n${degreeText(open)}`, input: {} } };
    const moved = await moveDegree(context.db, subject, open, { state: "batal", reason: null, by: null }, context.now);
    if (!moved) return { reply: { text: texts.changed }, code: "changed" };
    return { reply: { text: texts.withdrawn }, code: "withdrawn" };
  },
});
