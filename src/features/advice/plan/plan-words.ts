import { plain } from "../../../core/reply.ts";
import { nameOf } from "../../training/words.ts";
import type { JpAccount } from "../jp/jp-account.ts";
import { jpText } from "../jp/jp-words.ts";
import type { Advice } from "../load-advice.ts";
import type { Candidate } from "../recommend/candidate.ts";
import { gapsClosed } from "../recommend/explain.ts";
import { costsText, factsLine } from "../recommend/learning-words.ts";
import type { Plan } from "./solve.ts";

const texts = {
  head: (jp: string, when: string) => `*Rencana ${jp} JP* ${when}`,
  unsure: "kesesuaian diperiksa petugas",
  nominated: "lewat usulan unit",
  sum: (earned: string, added: string, sum: string) => `JP: ${earned} + ${added} = *${sum}*.`,
  closes: (list: string) => `Menutup: ${list}.`,
  aimed: (closed: string) => `${closed} (diminta jabatan tujuan)`,
  closesNothing: "Tidak menutup kesenjangan kompetensi; hanya menambah JP.",
  cost: (amount: string) => `Biaya: ${amount}.`,
  short: (added: string, need: string) =>
    `Kelas yang terbuka hanya cukup untuk ${added} dari ${need} JP. Sampaikan kekurangannya kepada pengelola kepegawaian unit Anda.`,
  unproven: "Katalognya besar: ini yang terbaik yang ditemukan, belum tentu yang paling baik.",
  wider: (name: string, gaps: string) => `Dengan satu kelas lagi (${name}), tertutup juga: ${gaps}.`,
  widerOther: (names: string, gaps: string) => `Pilihan satu kelas lebih banyak: ${names}; menutup ${gaps}.`,
  orderUnderCeiling:
    "Urutan pertimbangan: tidak melewati batas 24 JP, JP terpenuhi, kelas paling sedikit, JP berlebih paling sedikit, kesenjangan, biaya, selesai paling awal.",
  order: "Urutan pertimbangan: JP terpenuhi, kelas paling sedikit, kesenjangan, biaya, selesai paling awal.",
};

/** A plan of one class more that closes more. */
export interface Wider {
  chosen: Candidate[];
}

export interface PlanReply {
  advice: Advice;
  account: JpAccount;
  /** JP. */
  need: number;
  plan: Plan;
  chosen: Candidate[];
  wider: Wider | null;
  /** ISO date of the last day on which something counts for it. */
  until: string;
  /** Until when. */
  head: string;
  caution: string | null;
}

/** The plan on one screen: what, when, what it adds up to and closes, and what one class more would do. */
export function planText({ advice, account, need, plan, chosen, wider, until, head, caution }: PlanReply): string {
  const items = chosen.map((it, at) =>
    [`${at + 1}. ${nameOf(it.training)}`, [factsLine(endingBy(it, until), advice.agency.zone), ...notesOn(it)].join("; ")].join("\n"),
  );
  const added = plan.jp / 100;
  const closed = closedBy(chosen, advice);
  const facts = [
    texts.sum(jpText(account.earned), jpText(added), jpText(Math.round((account.earned + added) * 100) / 100)),
    closed.length > 0 ? texts.closes(closed.join("; ")) : texts.closesNothing,
    texts.cost(costsText(chosen.map((it) => it.training))),
    ...(plan.worth.jp < Math.round(need * 100) ? [texts.short(jpText(plan.worth.jp / 100), jpText(need))] : []),
    ...(caution ? [caution] : []),
    ...(plan.proven ? [] : [texts.unproven]),
  ];
  return [
    texts.head(jpText(need), head),
    ...items,
    facts.join("\n"),
    [...widerLine(wider, chosen, advice), account.room === null ? texts.order : texts.orderUnderCeiling].join("\n"),
  ].join("\n\n");
}

/** A self-paced class must be finished within the plan, however long it stays open. */
function endingBy(it: Candidate, until: string): Candidate {
  const { endsOn } = it.class;
  return it.training.selfPaced && (endsOn === null || endsOn > until) ? { ...it, class: { ...it.class, endsOn: until } } : it;
}

const notesOn = ({ eligibility, class: { entry } }: Candidate): string[] => [
  ...(entry === "kuota" || entry === "usulan" ? [texts.nominated] : []),
  ...(eligibility.verdict === "belum_pasti" ? [texts.unsure] : []),
];

/** `Pelayanan Publik level 2 dan 3`: for each competency the levels that are climbed. */
function closedBy(chosen: Candidate[], advice: Advice): string[] {
  const steps = [...new Set(chosen.flatMap((it) => it.steps))].flatMap((at) => advice.steps[at] ?? []);
  const order = new Set(chosen.flatMap((it) => gapsClosed(it, advice)));
  return [...order].map(({ competency, aimed }) => {
    const levels = steps.filter((it) => it.competency === competency.id && it.aimed === (aimed !== undefined)).map((it) => it.level);
    const closed = `${plain(competency.name)} level ${levels.sort((a, b) => a - b).join(" dan ")}`;
    return aimed ? texts.aimed(closed) : closed;
  });
}

function widerLine(wider: Wider | null, chosen: Candidate[], advice: Advice): string[] {
  if (!wider) return [];
  const before = new Set(closedBy(chosen, advice));
  const gained = closedBy(wider.chosen, advice).filter((it) => !before.has(it));
  const added = wider.chosen.filter((it) => !chosen.some((other) => other.training.id === it.training.id));
  if (gained.length === 0) return [];
  if (added.length === 1 && added[0]) return [texts.wider(plain(added[0].training.name), gained.join("; "))];
  return [texts.widerOther(wider.chosen.map((it) => plain(it.training.name)).join(", "), closedBy(wider.chosen, advice).join("; "))];
}
