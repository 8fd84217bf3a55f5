import { z } from "zod";
import { type Capability, capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { filePath, linkMinutes, makeLink } from "../../organise/files/link-store.ts";
import { GroupInput, groupIn, inputOf } from "./group-input.ts";
import { seenFacts } from "./show-evaluation.ts";

const texts = {
  which: (title: string) => `Berkas evaluasi ${title}. Yang mana?`,
  choices: {
    pdf: "Laporan (PDF)",
    docx: "Laporan (Word)",
    png: "Grafik (PNG)",
    svg: "Grafik (SVG)",
    xlsx: "Ringkasan (XLSX)",
    csv: "Ringkasan (CSV)",
    rows: "Jawaban (XLSX)",
  },
  link: (what: string, url: string, no: string) =>
    `${what} siap diunduh:\n${url}\n\nBerlaku ${linkMinutes} menit, satu kali unduh. Nomor ekspor ${no}; unduhannya tercatat.`,
  what: {
    ringkasan: (title: string) => `Ringkasan evaluasi ${title}`,
    baris: (title: string) => `Jawaban tanpa nama tentang ${title}`,
    laporan: (title: string) => `Laporan evaluasi ${title}`,
    grafik: (title: string) => `Grafik evaluasi ${title}`,
  },
  none: "Belum ada jawaban yang dapat diunduh: berkas dibuat mulai lima jawaban.",
  unit: "Jawaban satu per satu tidak diberikan per unit, supaya tidak ada yang dapat dikenali. Ringkasannya dapat diunduh.",
  choose: { label: "Evaluasi lain", call: { capability: "show_evaluation", input: {} } },
};

/** Results as files, each behind an address for one fetch (F8). `base`: address that people use for this service. */
export const exportEvaluation = (base = ""): Capability =>
  capability({
    id: "export_evaluation",
    about: "Membuat berkas hasil evaluasi (laporan, grafik, ringkasan, atau jawaban tanpa nama) lewat tautan sekali unduh.",
    phrases: ["unduh hasil evaluasi", "laporan evaluasi pelatihan"],
    roles: ["officer"],
    input: z.object({
      ...GroupInput,
      content: z.enum(["ringkasan", "baris", "laporan", "grafik"]).default("ringkasan").describe("Isi berkas"),
      format: z.enum(["xlsx", "csv", "pdf", "docx", "png", "svg"]).optional(),
    }),

    async handle(context, { content, format, ...input }): Promise<Outcome> {
      const group = groupIn(input);
      if (!group) return { reply: { text: texts.none, buttons: [texts.choose] }, code: "none" };
      const year = group.kind === "kelas" ? null : (input.year ?? null);
      const { named, facts } = await seenFacts(context, group, year);
      const title = plain(named.title);
      if (facts.parts.every((it) => it.hidden)) return { reply: { text: texts.none, buttons: [texts.choose] }, code: "few" };
      if (content === "baris" && group.kind === "unit") return { reply: { text: texts.unit }, code: "unit" };
      if (format === undefined) {
        const button = (label: string, more: object): Button => ({
          label,
          call: { capability: "export_evaluation", input: { ...inputOf(group, year), ...more } },
        });
        const { choices } = texts;
        const buttons = [
          button(choices.pdf, { content: "laporan", format: "pdf" }),
          button(choices.docx, { content: "laporan", format: "docx" }),
          button(choices.png, { content: "grafik", format: "png" }),
          button(choices.svg, { content: "grafik", format: "svg" }),
          button(choices.xlsx, { format: "xlsx" }),
          button(choices.csv, { format: "csv" }),
          ...(group.kind === "unit" ? [] : [button(choices.rows, { content: "baris", format: "xlsx" })]),
        ];
        return { reply: { text: texts.which(title), buttons }, code: "which" };
      }
      const { id, agency } = context.person as Person;
      const order = { class: 0, format, results: { ...group, ...(year === null ? {} : { year }), content } };
      const link = { what: "evaluation" as const, input: order, reason: null, personId: id };
      const made = await makeLink(context.db, { cell: context.cell, agencyId: agency.id }, link, context.now);
      const url = `${base.replace(/\/+$/, "")}${filePath}/${made.secret}`;
      return { reply: { text: texts.link(texts.what[content](title), url, made.exportNo) }, code: "linked" };
    },
  });
