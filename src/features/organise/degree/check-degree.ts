import { z } from "zod";
import { capability, type Outcome } from "../../../core/capability.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { asksReason, isQuestion, noReason } from "../../enrolment/ask-reason.ts";
import { tenantOf } from "../../enrolment/seats/promote.ts";
import { briefsOf, findPerson, fullName } from "../../people/person-store.ts";
import { deskOf } from "../classes/class-desk.ts";
import { type Decision, decideDegree, decisions, missingOf, openDegree } from "./decide-degree.ts";
import {
  allDegrees,
  checkedDegreeStates,
  type DegreeStudy,
  degreeById,
  degreeStates,
  findings,
  noteFinding,
  openDegreeStates,
  predicatesOf,
} from "./degree-store.ts";
import { degreeText } from "./degree-study.ts";
import { fromRegister, type Met, type Requirement, requirementNames, requirements } from "./requirements.ts";

const texts = {
  none: "Tidak ada pengajuan tugas belajar yang menunggu.",
  head: (count: number) => `${count} pengajuan tugas belajar. Pilih yang hendak diperiksa:`,
  line: (name: string, what: string, state: string, missing: number) =>
    `*${plain(name)}*: ${what}; ${state}, ${missing} persyaratan belum dinyatakan terpenuhi`,
  own: "(milik Anda, diperiksa petugas lain)",
  of: (name: string, what: string, state: string) => `*${plain(name)}*\n${what}\nKeadaan: ${state}`,
  met: { tampak: "tampak terpenuhi menurut data", tidak: "belum terpenuhi menurut data", petugas: "tidak tampak dari data" } satisfies Record<Met, string>,
  found: { ya: "✅ terpenuhi", tidak: "⚠️ tidak terpenuhi", belum: "masih diperiksa" },
  ask: (requirement: string, known: string) => `${requirement}\n(${known})\n\nTerpenuhi?`,
  answers: { ya: "Terpenuhi", tidak: "Tidak terpenuhi", belum: "Masih diperiksa" },
  all: "Semua persyaratan dinyatakan terpenuhi.",
  check: "Periksa persyaratan",
  again: "Periksa lagi",
  more: "Berikutnya",
  decide: { disetujui: "Setujui", ditunda: "Tunda", ditolak: "Tolak" } satisfies Record<Decision, string>,
  why: { ditunda: "Mengapa ditunda? Yang bersangkutan membacanya.", ditolak: "Mengapa ditolak? Yang bersangkutan membacanya." },
  confirm: (decision: string, name: string, what: string, reason: string | null) =>
    [`${decision} pengajuan tugas belajar *${plain(name)}*?`, what, ...(reason === null ? [] : [`Alasan: ${plain(reason)}`])].join("\n"),
  done: (name: string, decision: string) => `✅ Pengajuan *${plain(name)}* ${decision}, dan yang bersangkutan diberi tahu.`,
  changed: (name: string, state: string) =>
    `Pengajuan *${plain(name)}* sudah berubah sejak Anda melihatnya: sekarang ${state}. Mohon lihat lagi sebelum memutuskan.`,
  look: "Lihat lagi",
  closed: "Pengajuan itu sudah disetujui, maka persyaratannya tidak diubah lagi.",
  list: { label: "Daftar pengajuan", call: { capability: "degree_queue", input: {} } },
};

/** On one screen. */
const shown = 6;
const Id = z.number().int().positive();

/** What waits for an officer, by when it was asked; each with what is still open. */
export const degreeQueue = capability({
  id: "degree_queue",
  about: "Menampilkan pengajuan tugas belajar pegawai untuk diperiksa dan diputuskan petugas.",
  command: "periksatubel",
  phrases: ["periksa tugas belajar", "antrean tugas belajar", "pengajuan tugas belajar pegawai"],
  roles: ["officer"],
  input: z.object({ from: z.number().int().min(0).max(100_000).default(0) }),

  async handle(context, { from }) {
    const desk = deskOf(context);
    const all = (await allDegrees(desk.db, tenantOf(desk))).filter((it) => openDegreeStates.includes(it.state) && it.state !== "disetujui").toReversed();
    const some = all.slice(from, from + shown);
    if (some.length === 0) return { reply: { text: texts.none }, code: "none" };
    const ids = some.map((it) => it.personId);
    const names = new Map((await briefsOf(desk.db, tenantOf(desk), ids, localDate(desk.now, desk.agency.zone))).map((it) => [it.id, fullName(it)]));
    const own = (it: DegreeStudy) => it.personId === context.person?.id;
    const lines = some.map((it, at) => {
      const said = texts.line(names.get(it.personId) ?? "", degreeText(it), it.state, missingOf(it).length);
      return `${from + at + 1}. ${said}${own(it) ? ` ${texts.own}` : ""}`;
    });
    const buttons = some.flatMap((it, at): Button[] =>
      own(it)
        ? []
        : [{ label: `Periksa ${from + at + 1}`, full: `Periksa ${names.get(it.personId)}`, call: { capability: "check_degree", input: { degree: it.id } } }],
    );
    const more = all.length > from + shown ? [{ label: texts.more, call: { capability: "degree_queue", input: { from: from + shown } } }] : [];
    return { reply: { text: [texts.head(all.length), ...lines].join("\n"), buttons: [...buttons, ...more] }, looked: ids, code: "listed" };
  },
});

/** One application with its requirements; with `requirement`, that one to be judged, then the next that is open. */
export const checkDegree = capability({
  id: "check_degree",
  about: "Memeriksa persyaratan satu pengajuan tugas belajar, satu per satu.",
  phrases: [],
  roles: ["officer"],
  input: z.object({
    degree: Id,
    requirement: z.enum(requirementNames as [Requirement, ...Requirement[]]).optional(),
    finding: z.enum(findings).optional(),
  }),

  async handle(context, { degree, requirement, finding }) {
    const desk = deskOf(context);
    const by = context.person?.id ?? null;
    const before = await openDegree(desk, degree, by);
    const looked = [before.personId];
    if (requirement && finding && !(await noteFinding(desk.db, tenantOf(desk), degree, { requirement, finding, by }, desk.now)))
      return { reply: { text: texts.closed, buttons: [lookAgain(degree)] }, looked, code: "closed" };
    const it = (await degreeById(desk.db, tenantOf(desk), degree)) ?? before;
    const day = localDate(desk.now, desk.agency.zone);
    const subject = { ...tenantOf(desk), personId: it.personId };
    const person = await findPerson(desk.db, subject, day);
    if (!person) throw new Error("an applicant who is not in the register");
    const known = fromRegister(person, await predicatesOf(desk.db, subject), day);
    const place = requirement === undefined ? -1 : requirementNames.indexOf(requirement);
    const next = finding === undefined ? requirement : requirementNames.slice(place + 1).find((one) => it.checks[one] !== "ya");
    if (next && checkedDegreeStates.includes(it.state)) return { ...question(it, next, texts.met[known[next]]), looked };
    return { reply: card(it, fullName(person), known), looked, code: finding ? "found" : "shown" };
  },
});

const lookAgain = (degree: number): Button => ({ label: texts.look, call: { capability: "check_degree", input: { degree } } });

function question({ id }: DegreeStudy, requirement: Requirement, known: string): Outcome {
  const buttons = findings.map((finding) => ({
    label: texts.answers[finding],
    call: { capability: "check_degree", input: { degree: id, requirement, finding } },
  }));
  return { reply: { text: texts.ask(requirements[requirement], known), buttons }, code: "asks" };
}

function card(it: DegreeStudy, name: string, known: Record<Requirement, Met>) {
  const missing = missingOf(it);
  const lines = requirementNames.map((one) => {
    const found = it.checks[one];
    return `• ${requirements[one]}: ${found ? texts.found[found] : texts.met[known[one]]}`;
  });
  const first = missing[0] ?? requirementNames[0];
  const check: Button = {
    label: missing.length > 0 ? texts.check : texts.again,
    call: { capability: "check_degree", input: { degree: it.id, requirement: first } },
  };
  const may = decisions.filter((one) => one !== it.state && (one !== "disetujui" || missing.length === 0));
  const decide = may.map(
    (decision): Button => ({ label: texts.decide[decision], call: { capability: "decide_degree", input: { degree: it.id, decision, seen: it.state } } }),
  );
  const text = [texts.of(name, degreeText(it), it.state), lines.join("\n"), ...(missing.length === 0 ? [texts.all] : [])].join("\n\n");
  return { text, buttons: [...(checkedDegreeStates.includes(it.state) ? [check] : []), ...decide, texts.list] };
}

/** Approves once every requirement is met, defers or refuses with a reason; the person is told. */
export const decideDegreeCapability = capability({
  id: "decide_degree",
  about: "Menyetujui, menunda, atau menolak satu pengajuan tugas belajar, dengan alasan.",
  phrases: [],
  roles: ["officer"],
  /** `seen`: the state that the officer decided on; in another one the decision is not taken. */
  input: z.object({
    degree: Id,
    decision: z.enum(decisions),
    seen: z.enum(degreeStates).optional(),
    reason: z.string().trim().max(300, "Terlalu panjang. Mohon dipendekkan.").optional(),
  }),

  async handle(context, { degree, decision, seen: given, reason }) {
    if (!context.confirmed && reason !== undefined && isQuestion(reason)) return noReason;
    const desk = deskOf(context);
    const by = context.person?.id ?? null;
    const it = await openDegree(desk, degree, by);
    const looked = [it.personId];
    const [who] = await briefsOf(desk.db, tenantOf(desk), looked, localDate(desk.now, desk.agency.zone));
    const name = who ? fullName(who) : "";
    const seen = given ?? it.state;
    if (seen !== it.state || decision === it.state)
      return { reply: { text: texts.changed(name, it.state), buttons: [lookAgain(degree)] }, looked, code: "changed" };
    const input = { degree, decision, seen };
    if (decision !== "disetujui" && (reason === undefined || reason.length < 3)) {
      return { ...asksReason(texts.why[decision], { capability: "decide_degree", input }), looked };
    }
    const words = decision === "disetujui" ? null : (reason ?? null);
    if (!context.confirmed) {
      const question = texts.confirm(texts.decide[decision], name, degreeText(it), words);
      return { reply: { text: "" }, ask: { question, input: { ...input, ...(words !== null && { reason: words }) } }, looked };
    }
    const letters = await decideDegree(desk, it, { decision, reason: words, by });
    return { reply: { text: texts.done(name, decision), buttons: [texts.list] }, letters, looked, code: decision };
  },
});
