import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import { rolesOf } from "../../../core/person.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { type Button, plain, type Reply } from "../../../core/reply.ts";
import { competenciesOf } from "../../competency/gap/gap.ts";
import { trainingByCode, trainingsOf } from "../../training/store.ts";
import { matchTopic } from "../../training/topic.ts";
import { forget, type NamedWish, restore, wishesAbout } from "./forget-wish.ts";
import { addPreference, endKind, endPreference, type Preference, preferencesOf } from "./preference-store.ts";
import { readWish, type Wish } from "./read-wish.ts";
import { kindNames, valueNames } from "./wish-words.ts";

const texts = {
  mode: { daring: "Baik, saya ingat: saran untuk Anda hanya yang daring.", tatap_muka: "Baik, saya ingat: saran untuk Anda hanya yang tatap muka." } as Record<
    string,
    string
  >,
  cost: "Baik, saya ingat: saran untuk Anda hanya yang tanpa biaya bagi peserta.",
  place: "Baik, saya ingat: yang di luar kota tidak saya sarankan.",
  less: (name: string) => `Baik, *${name}* tidak saya sarankan lagi, dan yang mirip turun urutannya.`,
  less_topic: (topic: string) => `Baik, pelatihan tentang *${topic}* saya turunkan urutannya.`,
  interest: (topic: string) => `Baik, saya ingat Anda berminat pada *${topic}*; pelatihan tentang itu naik urutannya.`,
  ended: "Baik, saran untuk Anda kembali mencakup semua cara belajar.",
  undone: "Baik, sudah saya batalkan.",
  gone: "Keinginan itu sudah tidak tersimpan.",
  allGone: "Baik, semua keinginan belajar yang tersimpan sudah dihapus.",
  forgotten: (names: string) => `Baik, sudah saya hapus: ${names}.`,
  restored: "Baik, sudah saya ingat kembali.",
  notHeld: (about: string) => `Saya tidak menyimpan keinginan tentang *${about}*.`,
  noTopic: (topic: string) =>
    `Saya belum menemukan pelatihan tentang *${topic}* di katalog kota ini, jadi belum saya simpan. Maksudnya topik apa? Coba kata lain, misalnya "saya berminat SPBE".`,
  whichLess: "Pelatihan mana yang ingin dikurangi? Buka rekomendasi, lalu pilih yang mana.",
  cannot:
    "Hari, jam, dan lamanya kelas belum dapat saya pakai untuk menyaring saran, jadi tidak saya simpan. Yang dapat saya ingat: cara belajar, tanpa biaya, dalam kota, minat, dan yang ingin dikurangi.",
  held: "Yang saya ingat tentang keinginan belajar Anda:",
  guest:
    "Agar keinginan belajar dapat saya ingat, saya perlu tahu siapa Anda. Tautkan dulu percakapan ini; sementara itu sebutkan saja topik atau cara belajarnya.",
  none: 'Belum ada keinginan belajar yang saya simpan. Contoh: "daring saja" atau "saya berminat SPBE".',
};

const Input = z.object({
  wish: z.string().trim().max(300).optional().describe("Keinginan dalam kalimat sendiri, misalnya daring saja, atau minat pada suatu topik"),
  /** Code of the training meant by "like this". */
  training: z.string().max(60).optional(),
  /** A wish to be taken back, or all of them. */
  undo: z.union([z.number().int(), z.literal("all")]).optional(),
  /** Wishes that were taken back, to be remembered again. */
  restore: z.array(z.number().int()).max(100).optional(),
});

const Shown = z.array(z.string());

/** Changes only what oneself is advised, at once, and is taken back with one tap: so it is not asked twice. */
export const prefer = capability({
  id: "prefer",
  about: "Mengingat keinginan belajar Anda: cara belajar, minat, atau yang ingin dikurangi.",
  phrases: ["saya berminat", "saya tertarik", "minat saya", "keinginan belajar saya"],
  roles: ["guest", "asn"],
  input: Input,

  async handle(context, { wish = "", training, undo, restore: again }) {
    const { db, cell, agency, person, now } = context;
    if (!agency || !person || !rolesOf(person).includes("asn")) return forGuest(readWish(wish));
    const subject = { cell, agencyId: agency.id, personId: person.id };
    if (again !== undefined) return said((await restore(context, subject, again)) > 0 ? texts.restored : texts.gone);
    if (undo === "all") return forgotten(context, subject, await named(db, subject), texts.allGone);
    if (undo !== undefined) return said((await endPreference(db, subject, undo, now)) > 0 ? texts.undone : texts.gone);
    const meant: Wish = training === undefined ? readWish(wish) : { do: "less_shown" };
    if (meant.do === "less_shown") return less(context, subject, training);
    if (meant.do === "list") return { reply: list(await named(db, subject)) };
    if (meant.do === "cannot") return said(texts.cannot);
    if (meant.do === "forget_all") {
      const all = (await named(db, subject)).filter((it) => meant.kind === null || it.kind === meant.kind);
      return forgotten(context, subject, all);
    }
    if (meant.do === "forget") {
      const held = await named(db, subject);
      const about = wishesAbout(meant.about, held);
      if (about.length > 0) return forgotten(context, subject, about);
      const { text, ...reply } = list(held);
      return { reply: { ...reply, text: [texts.notHeld(plain(meant.about)), text].join("\n\n") } };
    }
    if (meant.do === "keep" && (meant.kind === "interest" || meant.kind === "less_topic") && !(await isTaught(context, subject, meant.value))) {
      return said(texts.noTopic(plain(meant.value)));
    }
    if (meant.do === "keep") return kept(context, subject, meant, wordsFor(meant));
    await endKind(db, subject, meant.kind, now);
    return said(texts.ended);
  },
});

/** What a guest wishes holds for one list: nobody is known for whom it could be remembered. */
function forGuest(meant: Wish): Outcome {
  const { kind = null, value = "" } = meant.do === "keep" ? meant : {};
  const input = kind === "mode" ? { mode: value } : kind === "interest" ? { topic: value } : null;
  if (input) return { reply: { text: "" }, next: { capability: "recommend", input } };
  const link: Button = { label: "Tautkan data saya", call: { capability: "link_chat", input: {} } };
  return { reply: { text: texts.guest, buttons: [link, adviceButton] }, code: "guest" };
}

const said = (text: string) => ({ reply: { text, buttons: [adviceButton] } });

function wordsFor({ kind, value }: Extract<Wish, { do: "keep" }>): string {
  if (kind === "mode") return texts.mode[value] ?? texts.ended;
  return kind === "cost" || kind === "place" ? texts[kind] : texts[kind](plain(value));
}

const adviceButton: Button = { label: "Rekomendasi", full: "Rekomendasi pelatihan", call: { capability: "recommend", input: {} } };
const undoButton = (undo: number): Button => ({ label: "Batalkan", call: { capability: "prefer", input: { undo } } });

async function kept({ db, now }: Context, subject: Subject, { kind, value }: Omit<Preference, "id">, text: string) {
  const id = await addPreference(db, subject, { kind, value }, now);
  return { reply: { text, buttons: [adviceButton, undoButton(id)] } };
}

/** Whether any training speaks of a subject: what is none would be kept for nothing. */
async function isTaught({ db }: Context, subject: Subject, topic: string): Promise<boolean> {
  const names = new Map((await competenciesOf(db, subject)).map((it) => [it.id, it.name]));
  return matchTopic(topic, await trainingsOf(db, subject), names).length > 0;
}

/** Takes wishes back, and gives them back with one tap. */
async function forgotten(context: Context, subject: Subject, wishes: NamedWish[], text?: string) {
  if (wishes.length === 0) return { reply: list([]) };
  await forget(context, subject, wishes);
  const names = wishes.map((it) => `${kindNames[it.kind]} *${plain(it.name)}*`).join(", ");
  const back: Button = { label: "Batalkan", full: "Ingat kembali", call: { capability: "prefer", input: { restore: wishes.map((it) => it.id) } } };
  return { reply: { text: text ?? texts.forgotten(names), buttons: [adviceButton, back] } };
}

/** The training named by the button, else the only one that was shown last. */
async function less(context: Context, subject: Subject, code: string | undefined) {
  const shown = Shown.safeParse(context.memory.trainingsShown).data ?? [];
  const meant = code ?? (shown.length === 1 ? shown[0] : undefined);
  const training = meant === undefined ? undefined : await trainingByCode(context.db, subject, meant);
  if (!training) return { reply: { text: texts.whichLess, buttons: [{ ...adviceButton, call: { capability: "recommend", input: { why: true } } }] } };
  return kept(context, subject, { kind: "less", value: training.code }, texts.less(plain(training.name)));
}

/** Wishes with the names of the trainings instead of their codes. */
async function named(db: Context["db"], subject: Subject): Promise<NamedWish[]> {
  const wishes = await preferencesOf(db, subject);
  const trainings = wishes.some((it) => it.kind === "less") ? await trainingsOf(db, subject) : [];
  return wishes.map((it) => ({ ...it, name: trainings.find(({ code }) => code === it.value)?.name ?? valueNames[it.value] ?? it.value }));
}

/** Buttons in one message. */
const shownWishes = 8;

function list(wishes: NamedWish[]): Reply {
  if (wishes.length === 0) return { text: texts.none, buttons: [adviceButton] };
  const newest = wishes.slice(-shownWishes);
  const lines = newest.map((it, at) => `${at + 1}. ${kindNames[it.kind]}: ${plain(it.name)}`);
  const buttons = newest.map((it, at) => ({
    label: `Hapus ${at + 1}`,
    full: `Hapus: ${it.name}`,
    call: { capability: "prefer", input: { undo: it.id } },
  }));
  const all = { label: "Hapus semua", call: { capability: "prefer", input: { undo: "all" } } };
  return { text: [texts.held, lines.join("\n")].join("\n\n"), buttons: [...buttons, ...(wishes.length > 1 ? [all] : []), adviceButton] };
}
