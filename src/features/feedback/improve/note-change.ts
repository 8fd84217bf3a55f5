import { z } from "zod";
import { type Capability, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { plain } from "../../../core/reply.ts";
import { trainingsById } from "../../training/store.ts";
import { scrub } from "../measure/scrub.ts";
import { groupsNamed, groupsOf, type NamedGroup } from "../report/find-group.ts";
import { feedbackDesk } from "../report/show-evaluation.ts";
import { addChange, dropChange, notedChanges } from "./change-store.ts";

const texts = {
  which: "Perubahan pada pelatihan mana?",
  none: "Belum ada pelatihan yang surveinya sudah dibuka.",
  noted: "Yang terakhir dicatat:",
  line: (training: string, asked: string, changed: string, told: boolean) =>
    `• ${training}: diminta ${asked} → ${changed}${told ? " (sudah disampaikan)" : ""}`,
  asked: (training: string) => `*${training}*. Apa yang diminta peserta? Tulis dengan kata-kata Anda sendiri, tanpa nama orang.`,
  changed: (asked: string) => `Diminta: ${asked}\n\nApa yang diubah?`,
  confirm: (training: string, asked: string, changed: string) =>
    `Catat dan sampaikan kepada peserta *${training}* yang lalu dan yang berikutnya?\n\nDiminta: ${asked}\nDiubah: ${changed}`,
  done: "Sudah dicatat. Peserta diberi tahu pada jam kerja, sekali saja; perubahannya juga tampil pada kartu kelas berikutnya.",
  undo: "Urungkan",
  undone: "Sudah diurungkan. Tidak ada yang diberi tahu.",
  late: "Perubahan itu sudah disampaikan kepada peserta atau sudah diurungkan.",
  before: "Perubahan itu sudah tercatat sebelumnya.",
  gone: "Pelatihan itu tidak ada pada kota ini.",
  short: "Mohon ditulis sedikit lebih jelas, paling sedikit 5 huruf.",
  long: "Terlalu panjang. Mohon dipendekkan sampai 200 huruf.",
};

/** Trainings in one message, and changes that are shown again. */
const [shownTrainings, shownChanges] = [7, 3];

/** Each half of a change. */
export const ChangeWords = z.string().trim().min(5, texts.short).max(200, texts.long);
const nobody = { people: new Set<string>(), speakers: new Set<string>() };
/** Numbers, addresses and whoever is called Pak or Bu go out: what an officer copies from a comment is told to many. */
export const cleanChange = (text: string): string => scrub(text, nobody).replace(/\s+/g, " ").trim();

export const noteChange: Capability = capability({
  id: "note_change",
  about: "Mencatat apa yang diubah pada pelatihan karena masukan peserta, lalu memberi tahu mereka.",
  command: "perubahan",
  phrases: ["catat perubahan pelatihan", "perubahan karena masukan peserta"],
  roles: ["officer"],
  input: z.object({
    words: z.string().trim().max(200).optional().describe("Nama pelatihan"),
    training: z.number().int().positive().optional(),
    asked: ChangeWords.optional().describe("Yang diminta peserta"),
    changed: ChangeWords.optional().describe("Yang diubah"),
    /** A noted change that is taken back. */
    undo: z.number().int().positive().optional(),
  }),

  async handle(context, { training: id, words = "", asked, changed, undo }): Promise<Outcome> {
    const desk = feedbackDesk(context);
    if (undo !== undefined) return (await dropChange(desk.db, desk.tenant, undo)) ? told(texts.undone, "undone") : told(texts.late, "late");
    if (id === undefined) {
      const all = await groupsOf(desk, "pelatihan", desk.city);
      const found = words === "" ? all : (await groupsNamed(desk, words, "pelatihan", desk.city)).filter((it) => it.group.kind === "pelatihan");
      const [only, second] = found;
      if (only && !second && words !== "" && "id" in only.group) return askFor(only.group.id, only.title);
      return whichTraining(found.length > 0 ? found : all, await noted(context.db, desk.tenant));
    }
    const [training] = await trainingsById(desk.db, desk.tenant, [id]);
    if (!training) throw new Fault("not_found", texts.gone);
    if (asked === undefined) return askFor(id, training.name);
    if (changed === undefined) {
      const call = { capability: "note_change", input: { training: id, asked } };
      return { reply: { text: texts.changed(plain(cleanChange(asked))) }, awaits: { ...call, field: "changed", whole: true }, code: "changed" };
    }
    const change = { asked: cleanChange(asked), changed: cleanChange(changed) };
    if (!context.confirmed) {
      const input = { training: id, ...change };
      return { reply: { text: "" }, ask: { question: texts.confirm(plain(training.name), plain(change.asked), plain(change.changed)), input } };
    }
    const by = (context.person as Person).id;
    const made = await addChange(desk.db, desk.tenant, { trainingId: id, ...change, by }, desk.now);
    if (made === null) return told(texts.before, "known");
    const back = { label: texts.undo, call: { capability: "note_change", input: { undo: made } } };
    return { reply: { text: texts.done, buttons: [back] }, code: "noted" };
  },
});

const told = (text: string, code: string): Outcome => ({ reply: { text }, code });

const askFor = (training: number, name: string): Outcome => ({
  reply: { text: texts.asked(plain(name)) },
  awaits: { capability: "note_change", input: { training }, field: "asked", whole: true },
  code: "asked_for",
});

async function noted(db: Parameters<typeof notedChanges>[0], tenant: Parameters<typeof notedChanges>[1]): Promise<string[]> {
  const all = await notedChanges(db, tenant, shownChanges);
  return all.map((it) => texts.line(plain(it.training), plain(it.asked), plain(it.changed), it.told));
}

function whichTraining(all: NamedGroup[], noted: string[]): Outcome {
  const last = noted.length > 0 ? [[texts.noted, ...noted].join("\n")] : [];
  if (all.length === 0) return { reply: { text: [texts.none, ...last].join("\n\n") }, code: "none" };
  const list = all.slice(0, shownTrainings);
  const lines = list.map((it, at) => `${at + 1}. ${plain(it.title)}`).join("\n");
  const buttons = list.map((it, at) => ({
    label: `Pilih ${at + 1}`,
    full: it.title,
    call: { capability: "note_change", input: { training: "id" in it.group ? it.group.id : 0 } },
  }));
  return { reply: { text: [texts.which, lines, ...last].join("\n\n"), buttons }, code: "which" };
}
