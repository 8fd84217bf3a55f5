import { z } from "zod";
import { capability, type Outcome } from "../../../core/capability.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { type Need, type NeedState, needStates, needsOf } from "../../competency/need-store.ts";
import { asksReason, isQuestion, noReason } from "../../enrolment/ask-reason.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { shortDate } from "../../training/when.ts";
import { deskOf } from "../classes/class-desk.ts";
import { decideAndTell, type NeedDecision, needDecisions, needFor } from "./decide-need.ts";
import { planOfYear } from "./plan-store.ts";

const texts = {
  none: (state: string) => `Tidak ada kebutuhan pelatihan yang ${state}.`,
  head: (count: number, state: string) => `${count} kebutuhan pelatihan ${state}:`,
  line: (it: Need) => `*${plain(it.name)}*${it.unit ? ` (${plain(it.unit)})` : ""}: ${plain(it.competencyName)} ${gapOf(it)}`,
  own: "(diputuskan petugas lain)",
  gap: (it: Need) => `Kini level ${it.held ?? "belum diketahui"}, diminta ${it.required}; dasarnya ${it.official ? "uji resmi" : "perkiraan"}.`,
  by: (who: string, day: string) => `Diusulkan ${who}, ${day}.`,
  state: (state: string, reason: string | null) => `Keadaan: ${state}${reason ? `. Alasan: ${plain(reason)}` : ""}.`,
  inPlan: (lines: string) => `Baris rencana untuk kompetensi ini: ${lines}.`,
  offPlan: "⚠️ Belum ada baris rencana tahun ini untuk kompetensi ini: /rencanakota.",
  decide: { verified: "Sudah diperiksa", planned: "Rencanakan", deferred: "Tunda", refused: "Tolak" } satisfies Record<NeedDecision, string>,
  why: { deferred: "Mengapa ditunda? Yang bersangkutan membacanya.", refused: "Mengapa ditolak? Yang bersangkutan membacanya." },
  confirm: (decision: string, need: Need, reason: string | null) =>
    [`${decision}: kebutuhan ${plain(need.competencyName)} untuk *${plain(need.name)}*?`, ...(reason === null ? [] : [`Alasan: ${plain(reason)}`])].join("\n"),
  done: (need: Need, state: string, told: number) =>
    `✅ Kebutuhan ${plain(need.competencyName)} untuk *${plain(need.name)}* sekarang ${state}. ${told > 0 ? "Yang bersangkutan diberi tahu." : "Yang bersangkutan belum menautkan percakapan."}`,
  changed: (state: string) => `Kebutuhan itu sudah berubah sejak Anda melihatnya: sekarang ${state}. Mohon lihat lagi sebelum memutuskan.`,
  look: "Lihat lagi",
  more: "Berikutnya",
  list: "Daftar kebutuhan",
};

export const needWords: Record<NeedState, string> = {
  proposed: "diusulkan",
  verified: "sudah diperiksa",
  planned: "direncanakan",
  deferred: "ditunda",
  refused: "ditolak",
  withdrawn: "dibatalkan pengusul",
};
const proposers: Record<Need["proposedAs"], string> = { person: "pegawainya sendiri", supervisor: "atasannya", unit: "unitnya" };

const gapOf = ({ held, required }: Need): string => `${held ?? "–"} dari ${required}`;
const shown = 6;
/** What an officer looks through; the others are over. */
const listed: NeedState[] = ["proposed", "verified", "planned", "deferred"];
const Id = z.number().int().positive();

const listCall = (state: NeedState, after = 0) => ({ capability: "training_needs", input: { state, ...(after > 0 && { after }) } });

/** Needs that were proposed (F12), by what has become of them. */
export const trainingNeeds = capability({
  id: "training_needs",
  about: "Menampilkan kebutuhan pelatihan yang diusulkan pegawai, atasan, dan unit, untuk diperiksa dan diputuskan petugas.",
  command: "kebutuhan",
  phrases: ["lihat usulan kebutuhan", "periksa usulan kebutuhan"],
  roles: ["officer"],
  input: z.object({ state: z.enum(needStates).default("proposed"), after: z.number().int().min(0).max(100_000).default(0) }),

  async handle(context, { state, after }) {
    const desk = deskOf(context);
    const all = await needsOf(desk.db, tenantOf(desk));
    const found = all.filter((it) => it.state === state);
    const some = found.slice(after, after + shown);
    const others = listed
      .filter((it) => it !== state)
      .flatMap((it): Button[] => {
        const count = all.filter((one) => one.state === it).length;
        return count > 0 ? [{ label: `${capital(needWords[it])} (${count})`, call: listCall(it) }] : [];
      });
    if (some.length === 0) return { reply: { text: texts.none(needWords[state]), buttons: others }, code: "none" };
    const own = (it: Need) => it.personId === context.person?.id || it.proposerId === context.person?.id;
    const lines = some.map((it, at) => `${after + at + 1}. ${texts.line(it)}${own(it) ? ` ${texts.own}` : ""}`);
    const buttons = some.flatMap((it, at): Button[] =>
      own(it)
        ? []
        : [{ label: `Pilih ${after + at + 1}`, full: `${it.name}: ${it.competencyName}`, call: { capability: "decide_need", input: { need: it.id } } }],
    );
    const more = found.length > after + shown ? [{ label: texts.more, call: listCall(state, after + shown) }] : [];
    const text = `${texts.head(found.length, needWords[state])}\n${lines.join("\n")}`;
    return { reply: { text, buttons: [...buttons, ...more, ...others] }, looked: some.map((it) => it.personId), code: "listed" };
  },
});

/** One need, and what becomes of it; with `to`, the decision. */
export const decideNeedCapability = capability({
  id: "decide_need",
  about: "Memutuskan satu kebutuhan pelatihan: diperiksa, direncanakan, ditunda, atau ditolak dengan alasan.",
  phrases: [],
  roles: ["officer"],
  /** `seen`: the state that the officer decided on; in another one the decision is not taken. */
  input: z.object({
    need: Id,
    to: z.enum(needDecisions).optional(),
    seen: z.enum(needStates).optional(),
    reason: z.string().trim().max(300, "Terlalu panjang. Mohon dipendekkan.").optional(),
  }),

  async handle(context, { need: id, to, seen, reason }) {
    if (!context.confirmed && reason !== undefined && isQuestion(reason)) return noReason;
    const desk = deskOf(context);
    const officerId = context.person?.id ?? null;
    const need = await needFor(desk, id, officerId);
    const looked = [need.personId];
    if (to === undefined) return { ...(await card(desk, need)), looked };
    if ((seen !== undefined && seen !== need.state) || to === need.state) {
      const again = { label: texts.look, call: { capability: "decide_need", input: { need: id } } };
      return { reply: { text: texts.changed(needWords[need.state]), buttons: [again] }, looked, code: "changed" };
    }
    const input = { need: id, to, seen: need.state };
    const reasoned = to === "deferred" || to === "refused";
    if (reasoned && (reason === undefined || reason.length < 3)) return { ...asksReason(texts.why[to], { capability: "decide_need", input }), looked };
    const words = reasoned ? (reason ?? null) : null;
    if (!context.confirmed) {
      const question = texts.confirm(texts.decide[to], need, words);
      return { reply: { text: "" }, ask: { question, input: { ...input, ...(words !== null && { reason: words }) } }, looked };
    }
    const letters = await decideAndTell(desk, need, { state: to, reason: words, officerId });
    const list = { label: texts.list, call: listCall(need.state) };
    return { reply: { text: texts.done(need, needWords[to], letters.length), buttons: [list] }, letters, looked, code: to };
  },
});

/** From where a decision may lead where; the store holds the same. */
const offered: Partial<Record<NeedState, NeedDecision[]>> = {
  proposed: ["verified", "planned", "deferred", "refused"],
  verified: ["planned", "deferred", "refused"],
  planned: ["deferred", "refused"],
  deferred: ["verified", "planned", "refused"],
};

async function card(desk: Desk, need: Need): Promise<Outcome> {
  const today = localDate(desk.now, desk.agency.zone);
  const plan = (await planOfYear(desk.db, tenantOf(desk), Number(today.slice(0, 4)))).filter((it) => it.competencies.includes(need.competency));
  const text = [
    texts.line(need),
    texts.gap(need),
    texts.by(proposers[need.proposedAs], shortDate(need.proposedOn)),
    texts.state(needWords[need.state], need.reason),
    plan.length > 0 ? texts.inPlan(plan.map((it) => plain(`${it.code} ${it.name}`)).join("; ")) : texts.offPlan,
  ].join("\n");
  const decide = (offered[need.state] ?? []).map(
    (to): Button => ({ label: texts.decide[to], call: { capability: "decide_need", input: { need: need.id, to, seen: need.state } } }),
  );
  return { reply: { text, buttons: [...decide, { label: texts.list, call: listCall(need.state) }] }, code: "shown" };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
