import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import { plain } from "../../../core/reply.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { className } from "../../enrolment/words.ts";
import { unitsNamed } from "../../people/person-store.ts";
import { classFor, deskOf, sheetButton } from "../classes/class-desk.ts";
import { applyQuotas, type NamedQuota } from "./call-units.ts";
import { quotasOf } from "./quota-store.ts";
import { namesIn } from "./read-names.ts";

const texts = {
  ask: (name: string, now: string) => `${now}Tulis kuota tiap unit untuk ${name}, satu baris satu unit. Misalnya:\nDinas Kominfo 3\nKecamatan Baruga 2`,
  now: (lines: string) => `Kuota sekarang:\n${lines}\n\n`,
  line: (unit: string, seats: number) => `• ${unit}: ${seats}`,
  unread: (words: string) => `“${plain(words)}” belum dapat dibaca; tulis nama unit lalu angkanya`,
  unknown: (words: string) => `unit “${plain(words)}” tidak ada`,
  several: (words: string, names: string) => `“${plain(words)}” dapat berarti ${names}`,
  wrong: (lines: string) => `Belum dapat dipakai:\n${lines}\n\nMohon tulis lagi semuanya.`,
  confirm: (name: string, lines: string) => `Tetapkan kuota ${name} dan minta usulan nama kepada pengelola unit?\n${lines}`,
  over: (sum: number, seats: number) => `Jumlahnya ${sum}, lebih dari ${seats} kursi: yang tidak kebagian menjadi cadangan.`,
  done: (count: number, told: string) => `Kuota ${count} unit tercatat. ${told}`,
  told: (count: number) => `${count} pengelola unit diberi tahu.`,
  later: "Pengelola unit diminta mengusulkan nama begitu kelas dibuka.",
  silent: (units: string) => `Belum ada pengelola yang terhubung untuk ${units}. Mohon dihubungi langsung.`,
};

export const setQuota = capability({
  id: "set_quota",
  about: "Menetapkan kuota peserta tiap unit untuk satu kelas dan meminta usulan nama.",
  phrases: [],
  roles: ["officer"],
  input: z.object({ class: z.number().int().positive(), list: z.string().trim().max(4_000, "Terlalu panjang. Mohon dipendekkan.").optional() }),

  async handle(context, { class: id, list }) {
    const desk = deskOf(context);
    const of = await classFor(desk, id);
    const awaits = { capability: "set_quota", input: { class: id }, field: "list" };
    if (list === undefined) {
      const held = await quotasOf(desk.db, tenantOf(desk), [id]);
      const now = held.length > 0 ? texts.now(held.map((it) => texts.line(plain(it.unit), it.seats)).join("\n")) : "";
      return { reply: { text: texts.ask(className(of), now) }, awaits, code: "list" };
    }
    const { quotas, problems } = await readQuotas(desk, list);
    if (problems.length > 0) return { reply: { text: texts.wrong(problems.map((it) => `• ${it}`).join("\n")) }, awaits, code: "unread" };
    if (!context.confirmed) {
      const sum = quotas.reduce((all, it) => all + it.seats, 0);
      const { seats } = of.class;
      const lines = quotas.map((it) => texts.line(plain(it.unit), it.seats)).join("\n");
      const question = [texts.confirm(className(of), lines), ...(seats !== null && sum > seats ? [texts.over(sum, seats)] : [])].join("\n\n");
      return { reply: { text: "" }, ask: { question, input: { class: id, list } } };
    }
    const { letters, silent } = await applyQuotas(desk, of, quotas);
    const told = of.class.status === "dibuka" ? texts.told(letters.length) : texts.later;
    const text = [texts.done(quotas.length, told), ...(silent.length > 0 ? [texts.silent(silent.map(plain).join(", "))] : [])].join("\n");
    return { reply: { text, buttons: [sheetButton(id)] }, letters, code: "set" };
  },
});

/** Quotas in words, one unit a line; what cannot be read is told line by line. */
export async function readQuotas(desk: Desk, list: string): Promise<{ quotas: NamedQuota[]; problems: string[] }> {
  const quotas: NamedQuota[] = [];
  const problems: string[] = [];
  for (const line of namesIn(list)) {
    const [, words = "", seats] = /^(.+?)\s*[:=–-]?\s*(\d{1,4})(?:\s*(?:orang|kursi|peserta))?$/i.exec(line) ?? [];
    const units = words === "" ? [] : await unitsNamed(desk.db, tenantOf(desk), words);
    const [only, second] = units;
    if (seats === undefined) problems.push(texts.unread(line));
    else if (!only) problems.push(texts.unknown(words));
    else if (second)
      problems.push(
        texts.several(
          words,
          units
            .slice(0, 3)
            .map((it) => plain(it.name))
            .join(", "),
        ),
      );
    else quotas.push({ unitId: only.id, unit: only.name, seats: Number(seats) });
  }
  return { quotas, problems };
}
