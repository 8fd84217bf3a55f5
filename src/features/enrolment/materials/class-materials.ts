import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { readDate } from "../../training/schedule.ts";
import { beginOf, loadClass } from "../class-of.ts";
import { inOwnClass } from "../questions/own-class.ts";
import { type Desk, tenantOf } from "../seats/promote.ts";
import { className, moment } from "../words.ts";
import { keepMaterial, materialsOf } from "./material-store.ts";

const texts = {
  head: (name: string) => `Materi ${name}:`,
  none: (name: string) => `Materi ${name} belum dibagikan. Begitu ada, saya kirim ke sini.`,
  webinar: (link: string) => `Tautan kelas: ${link}`,
  gone: "Kelas itu tidak ada.",
  askTitle: "Apa judul materinya?",
  askLink: "Kirim tautannya (diawali https://).",
  askWhen: "Kapan dibagikan? Tulis tanggal, misalnya 7/12/2026, atau *sekarang*, atau *mulai* untuk saat kelas dimulai.",
  badLink: "Tautan harus diawali https://",
  badWhen: "Tanggal itu belum saya kenali. Tulis misalnya 7/12/2026, *sekarang*, atau *mulai*.",
  kept: (title: string, name: string, when: string) => `Dicatat: *${title}* untuk ${name}, dibagikan ${when}.`,
  now: "sekarang juga",
};

const Id = z.number().int().positive();

/** What somebody gets of an own class, for weeks after it too. */
export const classMaterials = capability({
  id: "class_materials",
  about: "Menampilkan materi dan tautan kelas yang Anda ikuti.",
  command: "materi",
  phrases: ["materi kelas saya", "materi pelatihan", "tautan kelas saya", "link kelas saya"],
  roles: ["asn"],
  input: z.object({ class: Id.optional(), words: z.string().trim().max(120).optional().describe("Nama kelas") }),

  handle: (context, input) =>
    inOwnClass(
      context,
      { ...input, lately: true },
      (classId) => ({ capability: "class_materials", input: { class: classId } }),
      async (of, desk) => {
        const all = await materialsOf(context.db, tenantOf(desk), of.class.id, context.now);
        const link = of.class.link && of.class.status !== "selesai" ? [texts.webinar(plain(of.class.link))] : [];
        if (all.length === 0) return { reply: { text: [...link, texts.none(className(of))].join("\n\n") }, code: "none" };
        const lines = all.map((it) => `*${plain(it.title)}*\n${plain(it.link)}`);
        return { reply: { text: [texts.head(className(of)), ...lines, ...link].join("\n\n") }, code: "shown" };
      },
    ),
});

/** The organiser's: what participants get, and when. */
export const addMaterial = capability({
  id: "add_material",
  about: "Menambahkan materi kelas yang dibagikan kepada peserta pada waktunya.",
  phrases: [],
  roles: ["officer"],
  input: z.object({
    class: Id,
    title: z.string().trim().min(3).max(120),
    link: z.url({ protocol: /^https?$/, error: texts.badLink }).max(500),
    when: z.string().trim().max(60),
  }),
  ask: { title: { text: texts.askTitle }, link: { text: texts.askLink }, when: { text: texts.askWhen } },

  async handle(context, { class: classId, title, link, when }) {
    const { agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    const of = await loadClass(context.db, tenantOf(desk), classId);
    if (!of) return { reply: { text: texts.gone }, code: "gone" };
    const nowS = context.now.epochMilliseconds / 1_000;
    const dueAt = whenIs(when, { nowS, begin: beginOf(of.class, of.training.selfPaced), day: localDate(context.now, agency.zone), zone: agency.zone });
    if (dueAt === null)
      return {
        reply: { text: texts.badWhen },
        awaits: { capability: "add_material", input: { class: classId, title, link }, field: "when" },
        code: "bad_when",
      };
    await keepMaterial(context.db, tenantOf(desk), { classId, title, link, dueAt }, context.now);
    const words = dueAt <= nowS ? texts.now : moment(dueAt, agency.zone, of.class.zone);
    return { reply: { text: texts.kept(plain(title), className(of), words) }, code: "kept" };
  },
});

/** Local hour at which what is due on a day is given out. */
const usualHour = 8;

function whenIs(text: string, { nowS, begin, day, zone }: { nowS: number; begin: number | null; day: string; zone: string }): number | null {
  const word = text.toLowerCase();
  if (word === "sekarang") return nowS;
  if (word === "mulai") return begin;
  const date = readDate(text, day);
  return date === null ? null : Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zone, plainTime: { hour: usualHour } }).epochMilliseconds / 1_000;
}
