import { z } from "zod";
import { capability, type Outcome } from "../../../core/capability.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { className } from "../../enrolment/words.ts";
import { changeClass, moveClass } from "./change-class.ts";
import { classFor, deskOf, sheetButton } from "./class-desk.ts";
import { type ClassFieldName, classFieldNames, fieldOf } from "./class-fields.ts";
import { type StatusMoveName, statusMoveNames, statusMoves } from "./class-status.ts";
import { concerned } from "./concerned.ts";

const texts = {
  confirm: {
    buka: (name: string) => `Buka pendaftaran ${name}?`,
    tutup: (name: string) => `Tutup pendaftaran ${name}? Yang sudah masuk tetap terdaftar.`,
    tunda: (name: string, reason: string) => `Tunda ${name}?\nSebab: ${reason}\nYang sudah masuk tetap tercatat sampai ada jadwal baru.`,
    batalkan: (name: string, reason: string) => `Batalkan ${name}?\nSebab: ${reason}\nSemua peserta dilepas. Ini tidak dapat diurungkan.`,
  },
  touches: (count: number, told: boolean) => (count === 0 ? "Belum ada orang di kelas ini." : `${count} orang di kelas ini${told ? " diberi tahu" : ""}.`),
  why: {
    tunda: "Apa sebabnya ditunda? Peserta akan membacanya.",
    batalkan: "Apa sebabnya dibatalkan? Peserta akan membacanya.",
  },
  done: (name: string, what: string, told: number) => `${name} sudah ${what}.${told > 0 ? ` ${told} orang diberi tahu.` : ""}`,
  which: (name: string) => `Apa yang diubah dari ${name}?`,
  now: (ask: string, value: string) => `${ask}\nSekarang: ${value}.`,
  wrong: (why: string) => `Belum dapat dibaca: ${plain(why)}. Mohon tulis lagi.`,
  change: (field: string, name: string, from: string, to: string) => `Ubah ${field.toLowerCase()} ${name}?\nDari: ${from}\nMenjadi: ${to}`,
  changed: (field: string, name: string, told: number) => `${field} ${name} sudah diubah.${told > 0 ? ` ${told} orang diberi tahu.` : ""}`,
  same: "Isinya sama dengan yang sekarang, jadi tidak ada yang berubah.",
};

/** What participants are told of when it changes. */
const telling: ReadonlySet<string> = new Set(["jadwal", "tempat", "tautan"] satisfies ClassFieldName[]);

const Id = z.number().int().positive();

export const moveClassCapability = capability({
  id: "move_class",
  about: "Membuka, menutup, menunda, atau membatalkan satu kelas.",
  phrases: [],
  roles: ["officer"],
  input: z.object({
    class: Id,
    move: z.enum(statusMoveNames as [StatusMoveName, ...StatusMoveName[]]),
    reason: z.string().trim().max(300, "Terlalu panjang. Mohon dipendekkan.").optional(),
  }),

  async handle(context, { class: id, move, reason }) {
    const desk = deskOf(context);
    const of = await classFor(desk, id);
    const { needsReason, done } = statusMoves[move];
    if (needsReason && (reason === undefined || reason.length < 3)) return asksWhy(id, move);
    if (!context.confirmed) {
      const question = [texts.confirm[move](className(of), plain(reason ?? "")), texts.touches(await concerned(desk, id), needsReason)].join("\n");
      return { reply: { text: "" }, ask: { question, input: { class: id, move, ...(reason !== undefined && { reason }) } } };
    }
    const { after, letters, told } = await moveClass(desk, id, move, needsReason ? (reason ?? null) : null);
    return { reply: { text: texts.done(className(after), done, told), buttons: [sheetButton(id)] }, letters, code: move };
  },
});

const asksWhy = (id: number, move: StatusMoveName): Outcome => ({
  reply: { text: move === "batalkan" ? texts.why.batalkan : texts.why.tunda },
  awaits: { capability: "move_class", input: { class: id, move }, field: "reason" },
  code: "reason",
});

export const editClass = capability({
  id: "edit_class",
  about: "Mengubah jadwal, tempat, tautan, kursi, batas, atau cara masuk satu kelas.",
  phrases: [],
  roles: ["officer"],
  input: z.object({
    class: Id,
    field: z.enum(classFieldNames as [ClassFieldName, ...ClassFieldName[]]).optional(),
    value: z.string().trim().max(500, "Terlalu panjang. Mohon dipendekkan.").optional(),
  }),

  async handle(context, { class: id, field: name, value }) {
    const desk = deskOf(context);
    const of = await classFor(desk, id);
    const { zone } = desk.agency;
    if (name === undefined) {
      const buttons = classFieldNames.map((it) => ({ label: fieldOf(it).label, call: { capability: "edit_class", input: { class: id, field: it } } }));
      return { reply: { text: texts.which(className(of)), buttons }, code: "which" };
    }
    const field = fieldOf(name);
    const call = { capability: "edit_class", input: { class: id, field: name } };
    if (value === undefined) {
      const choices = field.choices?.map((it) => ({ label: it, call: { ...call, input: { ...call.input, value: it } } }));
      return {
        reply: { text: texts.now(field.ask, field.show(of, zone)), ...(choices && { buttons: choices }) },
        awaits: { ...call, field: "value" },
        code: "value",
      };
    }
    const patch = field.read(value, of, { today: localDate(desk.now, zone), zone, now: desk.now });
    if (typeof patch === "string") return { reply: { text: texts.wrong(patch) }, awaits: { ...call, field: "value" }, code: "unread" };
    const { dates, ...facts } = patch;
    const planned = { ...of, class: { ...of.class, ...facts, ...dates } };
    const [from, to] = [field.show(of, zone), field.show(planned, zone)];
    if (from === to && !dates) return { reply: { text: texts.same, buttons: [sheetButton(id)] }, code: "same" };
    if (!context.confirmed) {
      const question = [texts.change(field.label, className(of), from, to), texts.touches(await concerned(desk, id), telling.has(name))].join("\n");
      return { reply: { text: "" }, ask: { question, input: { class: id, field: name, value } } };
    }
    const { after, letters, told } = await changeClass(desk, id, patch);
    return { reply: { text: texts.changed(field.label, className(after), told), buttons: [sheetButton(id)] }, letters, code: "changed" };
  },
});
