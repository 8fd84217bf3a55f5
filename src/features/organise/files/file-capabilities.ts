import { z } from "zod";
import { type Capability, type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Button } from "../../../core/reply.ts";
import { tenantOf } from "../../enrolment/seats/promote.ts";
import { className } from "../../enrolment/words.ts";
import { classFor, deskOf, sheetButton } from "../classes/class-desk.ts";
import { letterFacts, letterKinds, letterNames } from "../letters/letter-facts.ts";
import { filesOf, templateOf } from "../letters/letter-store.ts";
import { type FileInput, type FileWhat, filePath, linkMinutes, makeLink } from "./link-store.ts";

const texts = {
  which: (name: string) => `Berkas peserta ${name}. Yang mana?`,
  choices: { xlsx: "Daftar (XLSX)", csv: "Daftar (CSV)", sign: "Daftar hadir", closing: "Paket penutup", nip: "Dengan NIP lengkap" },
  why: "Untuk keperluan apa NIP lengkapnya? Alasannya ikut tercatat.",
  link: (what: string, url: string, no: string) =>
    `${what} siap diunduh:\n${url}\n\nBerlaku ${linkMinutes} menit, satu kali unduh. Nomor ekspor ${no}; unduhannya tercatat.`,
  roster: (name: string) => `Daftar peserta ${name}`,
  sign: (name: string) => `Daftar hadir ${name}`,
  closing: (name: string) => `Paket penutup ${name} (laporan, rekap, daftar hadir)`,
  letter: (kind: string, name: string, count: number) => `Konsep ${kind} ${name} untuk ${count} orang`,
  whichForm: (kind: string, name: string) => `${kind} ${name} sebagai berkas apa?`,
  forms: { docx: "Word (DOCX)", pdf: "PDF" },
  ownForm: "Bentuk surat kota ini dipakai pada berkas Word; PDF memakai bentuk bawaan.",
  giveBack: { label: "Terima kembali", full: "Simpan yang sudah ditandatangani" },
  take: { label: "Unduh yang kembali", full: "Unduh yang bertanda tangan" },
  signedTitle: (name: string) => `Surat bertanda tangan ${name}`,
  open: "Nomor, tanggal, dan penanda tangan dikosongkan untuk diisi.",
  whichLetter: (name: string) => `Surat untuk ${name}. Yang mana?`,
  nobody: (kind: string) => `Belum ada orang untuk ${kind}: panggil atau daftarkan peserta dulu.`,
  signed: (count: number) => `Sudah ada ${count} berkas bertanda tangan pada kelas ini.`,
};

const Id = z.number().int().positive();

/** Files about others, each behind an address for one fetch (F8). `base`: address that people use for this service. */
export const fileCapabilities = (base = ""): Capability[] => {
  /** The address stands in the confirmed talk of an officer who has just proven the second factor. */
  async function linked(
    context: Context,
    what: FileWhat,
    input: Partial<FileInput> & Pick<FileInput, "class" | "format">,
    title: string,
    reason: string | null,
    note = "",
  ): Promise<Outcome> {
    const desk = deskOf(context);
    const made = await makeLink(desk.db, tenantOf(desk), { what, input, reason, personId: context.person?.id ?? 0 }, desk.now);
    const text = texts.link(title, `${base.replace(/\/+$/, "")}${filePath}/${made.secret}`, made.exportNo);
    return { reply: { text: [text, note].filter(Boolean).join("\n"), buttons: [sheetButton(input.class)] }, code: "linked" };
  }

  const classRoster = capability({
    id: "class_roster",
    about: "Membuat daftar peserta satu kelas sebagai berkas dengan tautan sekali unduh.",
    phrases: [],
    roles: ["officer"],
    input: z.object({
      class: Id,
      format: z.enum(["xlsx", "csv", "sign", "closing"]).optional(),
      nip: z.boolean().default(false),
      reason: z.string().trim().max(300, "Terlalu panjang. Mohon dipendekkan.").optional(),
    }),

    async handle(context, { class: id, format, nip, reason }) {
      const of = await classFor(deskOf(context), id);
      const call = { capability: "class_roster", input: { class: id } };
      if (format === undefined) {
        const choice = (label: string, input: object): Button => ({ label, call: { ...call, input: { ...call.input, ...input } } });
        const { choices } = texts;
        const buttons = [
          choice(choices.xlsx, { format: "xlsx" }),
          choice(choices.csv, { format: "csv" }),
          choice(choices.nip, { format: "xlsx", nip: true }),
          choice(choices.sign, { format: "sign" }),
          choice(choices.closing, { format: "closing" }),
        ];
        return { reply: { text: texts.which(className(of)), buttons }, code: "which" };
      }
      if (format === "sign") return linked(context, "sign_sheet", { class: id, format: "xlsx" }, texts.sign(className(of)), null);
      if (format === "closing") return linked(context, "closing", { class: id, format: "xlsx" }, texts.closing(className(of)), null);
      if (nip && (reason === undefined || reason.length < 5)) {
        return { reply: { text: texts.why }, awaits: { ...call, input: { class: id, format, nip }, field: "reason" }, code: "reason" };
      }
      return linked(context, "roster", { class: id, format, nip }, texts.roster(className(of)), nip ? (reason ?? null) : null);
    },
  });

  const classLetter = capability({
    id: "class_letter",
    about: "Membuat konsep surat panggilan atau surat tugas satu kelas sebagai berkas Word atau PDF.",
    phrases: [],
    roles: ["officer"],
    input: z.object({ class: Id, kind: z.enum(letterKinds).optional(), format: z.enum(["docx", "pdf"]).optional() }),

    async handle(context, { class: id, kind, format }) {
      const desk = deskOf(context);
      const of = await classFor(desk, id);
      if (kind === undefined) {
        const signed = (await filesOf(desk.db, tenantOf(desk), id)).length;
        const buttons = letterKinds.map((it) => ({ label: capital(letterNames[it]), call: { capability: "class_letter", input: { class: id, kind: it } } }));
        const text = [texts.whichLetter(className(of)), ...(signed > 0 ? [texts.signed(signed)] : [])].join("\n");
        return { reply: { text, buttons: [...buttons, sheetButton(id)] }, code: "which" };
      }
      const { people } = await letterFacts(desk, of, kind);
      if (people.length === 0) return { reply: { text: texts.nobody(letterNames[kind]), buttons: [sheetButton(id)] }, code: "nobody" };
      if (format === undefined) {
        const forms = (["docx", "pdf"] as const).map((it) => ({
          label: texts.forms[it],
          call: { capability: "class_letter", input: { class: id, kind, format: it } },
        }));
        const kept = (await filesOf(desk.db, tenantOf(desk), id)).findLast((it) => it.kind === kind);
        const signed = [
          { ...texts.giveBack, call: { capability: "return_letter", input: { class: id, kind } } },
          ...(kept ? [{ ...texts.take, call: { capability: "signed_letter", input: { class: id, file: kept.id } } }] : []),
        ];
        const own = (await templateOf(desk.db, tenantOf(desk), kind)) ? [texts.ownForm] : [];
        const text = [texts.whichForm(capital(letterNames[kind]), className(of)), ...own].join("\n");
        return { reply: { text, buttons: [...forms, ...signed, sheetButton(id)] }, code: "which" };
      }
      const title = texts.letter(letterNames[kind], className(of), people.length);
      return linked(context, "letter", { class: id, format, letter: kind, nip: true }, title, letterNames[kind], texts.open);
    },
  });

  const signedLetter = capability({
    id: "signed_letter",
    about: "Membuka surat satu kelas yang sudah ditandatangani lewat tautan sekali unduh.",
    phrases: [],
    roles: ["officer"],
    input: z.object({ class: Id, file: Id }),

    async handle(context, { class: id, file }) {
      const of = await classFor(deskOf(context), id);
      return linked(context, "signed_letter", { class: id, format: "asli", record: file }, texts.signedTitle(className(of)), null);
    },
  });

  return [classRoster, classLetter, signedLetter];
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
