import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { personNamed } from "../../competency/team-list.ts";
import { type ClassOf, loadClass, loadClasses } from "../../enrolment/class-of.ts";
import { type Enrolment, enrolmentsIn } from "../../enrolment/enrolment-store.ts";
import { classLine } from "../../enrolment/schedule/class-buttons.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { states } from "../../enrolment/states.ts";
import { className } from "../../enrolment/words.ts";
import { briefsOf, fullName } from "../../people/person-store.ts";
import { allClasses } from "../../training/store.ts";
import { sheetButtons, sheetText, statusWords } from "./class-sheet.ts";

const texts = {
  none: "Belum ada kelas. Buat yang pertama lewat tombol di bawah.",
  noneOf: (words: string) => `Tidak ada kelas dengan kata “${plain(words)}” yang masih berjalan.`,
  head: (count: number) => `${count} kelas yang belum selesai. Pilih yang hendak dikelola:`,
  line: (name: string, status: string, taken: number, seats: number | null) =>
    `${name}: ${status}, ${seats === null ? `${taken} peserta` : `${taken} dari ${seats} kursi`}`,
  more: (count: number) => ({ label: "Berikutnya", full: `Berikutnya (${count} kelas)` }),
  gone: "Kelas itu tidak ada lagi.",
  create: { label: "Buat kelas", call: { capability: "create_class", input: {} } },
  people: (count: number, name: string) => `${count} orang di ${name}:`,
  nobody: (name: string) => `Belum ada orang di ${name}.`,
  left: "Yang mundur:",
  rest: (count: number) => `…dan ${count} lagi. Seluruhnya ada di berkas.`,
  file: "Unduh daftar",
  release: "Lepas peserta",
  material: "Tambah materi",
  questions: "Pertanyaan peserta",
  back: "Kembali",
};

/** Classes on one screen. */
const shown = 6;
/** Names on one screen; the file has them all. */
const namesShown = 12;
/** Of those who have left. */
const leftShown = 5;

export const sheetButton = (classId: number, label = texts.back): Button => ({ label, call: { capability: "manage_class", input: { class: classId } } });

export const manageClass = capability({
  id: "manage_class",
  about: "Mengelola kelas pelatihan: membuka, menutup, mengubah, menunda, membatalkan.",
  command: "kelola",
  phrases: ["kelola kelas", "atur kelas", "ubah kelas pelatihan"],
  roles: ["officer"],
  input: z.object({
    words: z.string().trim().max(120, "Terlalu panjang. Mohon dipendekkan.").optional().describe("Nama atau kode kelas"),
    class: z.number().int().positive().optional(),
    after: z.number().int().min(0).default(0),
  }),

  async handle(context, { words = "", class: id, after }) {
    const desk = deskOf(context);
    if (id !== undefined) return sheet(desk, await classFor(desk, id));
    const open = (await allClasses(desk.db, tenantOf(desk))).filter((it) => it.status !== "selesai" && it.status !== "batal");
    const loaded = await loadClasses(
      desk.db,
      tenantOf(desk),
      open.map((it) => it.id),
    );
    const all = open.flatMap((it) => loaded.get(it.id) ?? []);
    const found = words === "" ? all : meant(words, all);
    const [only, second] = found;
    if (all.length === 0) return { reply: { text: texts.none, buttons: [texts.create] }, code: "none" };
    if (!only) {
      // Which class was not understood: all that there are, so that one of them can be chosen.
      const { reply, ...outcome } = list(desk, all, "", 0);
      return { ...outcome, reply: { ...reply, text: `${texts.noneOf(words)}\n\n${reply.text}` } };
    }
    if (!second) return sheet(desk, only);
    return list(desk, found, words, after < found.length ? after : 0);
  },
});

/** What is to be done with a class is no part of its name. */
const handling =
  /\b(?:me|di|ku)?(?:n?tutup|buka|tunda|nunda|batal(?:kan)?|ubah|ganti|geser|mundur(?:kan)?|tambah|atur|kelola|edit)\w*\b|\bmengubah\b|\bdulu\b/gi;

/** The classes of these words, or of what is left of them without what is to be done. */
function meant(words: string, all: ClassOf[]): ClassOf[] {
  const whole = named(words, all);
  const rest = words.replace(handling, " ").replace(/\s+/g, " ").trim();
  if (whole.length > 0 || rest === words) return whole;
  return rest === "" ? all : named(rest, all);
}

export const deskOf = (context: Context): Desk => ({ ...context, agency: (context.person as Person).agency });

/** A class of this city. Throws `Fault` where there is none. */
export async function classFor(desk: Desk, id: number): Promise<ClassOf> {
  const of = await loadClass(desk.db, tenantOf(desk), id);
  if (!of) throw new Fault("not_found", texts.gone);
  return of;
}

/** By its code alone, or by words of its names. */
function named(words: string, all: ClassOf[]): ClassOf[] {
  const coded = all.filter((it) => it.class.code.toLowerCase() === words.toLowerCase());
  if (coded.length > 0) return coded;
  return personNamed(
    words,
    all.map((of) => ({ of, name: `${of.training.name} ${of.class.name ?? ""} ${of.class.code} ${of.training.keywords ?? ""}` })),
  ).map((it) => it.of);
}

async function sheet(desk: Desk, of: ClassOf): Promise<Outcome> {
  return { reply: { text: await sheetText(desk, of), buttons: sheetButtons(of) }, code: "shown" };
}

function list({ agency }: Desk, all: ClassOf[], words: string, after: number): Outcome {
  const some = all.slice(after, after + shown);
  const lines = some.map((it, at) => `${at + 1}. ${texts.line(classLine(it, agency.zone), statusWords[it.class.status], it.class.taken, it.class.seats)}`);
  const buttons: Button[] = some.map((it, at) => ({ ...sheetButton(it.class.id, `Pilih ${at + 1}`), full: `${it.class.code}: ${classLine(it, agency.zone)}` }));
  const left = all.length - after - some.length;
  const next = { capability: "manage_class", input: { ...(words && { words }), after: after + some.length } };
  return {
    reply: {
      text: `${texts.head(all.length)}\n\n${lines.join("\n")}`,
      buttons: [...buttons, ...(left > 0 ? [{ ...texts.more(left), call: next }] : []), texts.create],
    },
    code: "listed",
  };
}

/** Who is in a class and how far; the whole list is a file behind a one-time link (F8). */
export const classPeople = capability({
  id: "class_people",
  about: "Menampilkan peserta satu kelas dan keadaannya.",
  phrases: [],
  roles: ["officer"],
  input: z.object({ class: z.number().int().positive() }),

  async handle(context, { class: id }) {
    const desk = deskOf(context);
    const of = await classFor(desk, id);
    const all = await enrolmentsIn(desk.db, tenantOf(desk), id);
    const open = all.filter((it) => states[it.state].open || states[it.state].seat);
    // Who has left of late, and why: the organiser may have to find somebody else.
    const left = all.filter((it) => it.state === "batal" || it.state === "tidak_bersedia").toSorted((a, b) => b.since - a.since);
    if (open.length + left.length === 0) return { reply: { text: texts.nobody(className(of)), buttons: [sheetButton(id)] }, code: "nobody" };
    const some = [...open.slice(0, namesShown), ...left.slice(0, leftShown)];
    const people = new Map(
      (
        await briefsOf(
          desk.db,
          tenantOf(desk),
          some.map((it) => it.personId),
          desk.now.toZonedDateTimeISO(desk.agency.zone).toPlainDate().toString(),
        )
      ).map((it) => [it.id, it]),
    );
    const lineOf = (it: Enrolment) => {
      const brief = people.get(it.personId);
      return brief ? [`${plain(fullName(brief))}${brief.unit ? ` (${plain(brief.unit)})` : ""}: ${forOthers(states[it.state].words)}`] : [];
    };
    const lines = open.slice(0, namesShown).flatMap((it, at) => lineOf(it).map((line) => `${at + 1}. ${line}`));
    const leftLines = left.slice(0, leftShown).flatMap((it) => lineOf(it).map((line) => `• ${line}${it.reason ? `, alasan: ${plain(it.reason)}` : ""}`));
    const rest = Math.max(0, open.length - namesShown);
    const text = [
      texts.people(open.length, className(of)),
      lines.join("\n"),
      ...(rest > 0 ? [texts.rest(rest)] : []),
      ...(leftLines.length > 0 ? [[texts.left, ...leftLines].join("\n")] : []),
    ]
      .filter(Boolean)
      .join("\n\n");
    const file = { label: texts.file, call: { capability: "class_roster", input: { class: id } } };
    const release = { label: texts.release, call: { capability: "release_participant", input: { class: id } } };
    const forThem = [
      { label: texts.material, call: { capability: "add_material", input: { class: id } } },
      { label: texts.questions, call: { capability: "speaker_questions", input: { class: id } } },
    ];
    return { reply: { text, buttons: [file, release, ...forThem, sheetButton(id)] }, looked: some.map((it) => it.personId), code: "listed" };
  },
});

/** The words of a state speak to the person; here an officer reads them. */
export const forOthers = (words: string): string => words.replace("menunggu jawaban Anda", "menunggu jawabannya");
