import { z } from "zod";
import { capability, type Outcome } from "../../core/capability.ts";
import { Fault } from "../../core/fault.ts";
import type { Person } from "../../core/person.ts";
import type { Subject } from "../../core/personal-data.ts";
import { type Button, plain } from "../../core/reply.ts";
import type { Database } from "../../db/database.ts";
import { aimOf, clearAim, setAim } from "./aim-store.ts";
import { standardsById } from "./dictionary/dictionary-store.ts";
import { standardsMatching } from "./gap/gap.ts";
import { bareTitle, isNamed } from "./standard-match.ts";
import { shortNames } from "./team-list.ts";

const texts = {
  none: "Jabatan apa yang ingin Anda tuju? Ketik nama jabatannya, misalnya: kepala bidang. Yang tercatat dipakai untuk membandingkan kompetensi dan memilih pelatihan; ini bukan usulan promosi.",
  now: (title: string) => `Jabatan tujuan Anda: *${plain(title)}*. Untuk mengganti, ketik misalnya: */tujuan kepala bidang*.`,
  notFound: (words: string) =>
    `Belum ada standar untuk jabatan “${plain(words)}” di kota ini. Coba nama yang lebih umum, misalnya kepala seksi, camat, atau perencana.`,
  which: "Jabatan mana yang Anda tuju?",
  confirm: (title: string) => `Jadikan *${title}* jabatan tujuan Anda? Ini hanya untuk membandingkan kompetensi dan memilih pelatihan, bukan usulan promosi.`,
  set: (title: string) => `Jabatan tujuan Anda sekarang *${plain(title)}*.`,
  confirmClear: (title: string) => `Hapus *${title}* sebagai jabatan tujuan Anda?`,
  cleared: "Jabatan tujuan Anda dihapus.",
  nothing: "Belum ada jabatan tujuan yang tercatat.",
  gone: "Standar itu sudah tidak dipakai. Ketik /tujuan lalu nama jabatannya.",
  compare: { label: "Bandingkan", full: "Bandingkan dengan kompetensi saya" },
  clear: { label: "Hapus tujuan", full: "Hapus jabatan tujuan" },
};

export const aimPosition = capability({
  id: "aim_position",
  about: "Mencatat jabatan yang Anda tuju, untuk membandingkan kompetensi.",
  command: "tujuan",
  phrases: ["jabatan tujuan", "jabatan yang saya tuju"],
  roles: ["asn"],
  input: z.object({
    words: z.string().trim().max(120).optional().describe("Nama jabatan yang dituju, misalnya kepala bidang"),
    standard: z.string().max(80).optional(),
    clear: z.boolean().optional(),
    /** Chosen in order to compare: goes on with it. */
    compare: z.boolean().optional(),
  }),

  async handle({ db, cell, now, person, confirmed }, { words = "", standard, clear, compare }) {
    const { id, agency } = person as Person;
    const subject = { cell, agencyId: agency.id, personId: id };
    if (clear) return forget(db, subject, confirmed === true);
    if (standard !== undefined) return choose(db, subject, { id: standard, compare: compare === true }, confirmed === true, now);
    if (words !== "") return offer(db, subject, words, now);
    const aim = await aimOf(db, subject);
    if (!aim) return { reply: { text: texts.none }, awaits: { capability: "aim_position", input: {}, field: "words" }, code: "none" };
    return { reply: { text: texts.now(aim.title), buttons: [compareButton(aim.standardId), clearButton] }, code: "shown" };
  },
});

const compareButton = (standard: string): Button => ({ ...texts.compare, call: { capability: "show_competencies", input: { target: standard } } });
const clearButton: Button = { ...texts.clear, call: { capability: "aim_position", input: { clear: true } } };

async function offer(db: Database, subject: Subject, words: string, now: Temporal.Instant): Promise<Outcome> {
  const found = await standardsMatching(db, subject, words);
  const named = found.filter((it) => isNamed(it, words)); // of the steps of one function all are
  const exact = found.find((it) => bareTitle(it.title) === bareTitle(words)) ?? (named.length === 1 ? named[0] : undefined);
  if (exact) return choose(db, subject, { id: exact.id, compare: true }, false, now);
  if (found.length === 0) throw new Fault("not_found", texts.notFound(words));
  const labels = shortNames(found.map((it) => it.title));
  const buttons = found.map(({ id, title }, at) => ({
    label: labels[at] ?? "",
    full: title,
    call: { capability: "aim_position", input: { standard: id, compare: true } },
  }));
  return { reply: { text: texts.which, buttons }, code: "offered" };
}

async function choose(
  db: Database,
  subject: Subject,
  { id, compare }: { id: string; compare: boolean },
  confirmed: boolean,
  now: Temporal.Instant,
): Promise<Outcome> {
  const [standard] = await standardsById(db, subject, [id]);
  if (!standard) throw new Fault("not_found", texts.gone, { standard: id });
  const title = plain(standard.title);
  if (!confirmed) return { reply: { text: "" }, ask: { question: texts.confirm(title), input: { standard: id, compare } } };
  await setAim(db, subject, id, now);
  if (compare) return { reply: { text: texts.set(title) }, next: { capability: "show_competencies", input: { target: id } }, code: "set" };
  return { reply: { text: texts.set(title), buttons: [compareButton(id)] }, code: "set" };
}

async function forget(db: Database, subject: Subject, confirmed: boolean): Promise<Outcome> {
  const aim = await aimOf(db, subject);
  if (!aim) return { reply: { text: texts.nothing }, code: "none" };
  if (!confirmed) return { reply: { text: "" }, ask: { question: texts.confirmClear(plain(aim.title)), input: { clear: true } } };
  await clearAim(db, subject);
  return { reply: { text: texts.cleared }, code: "cleared" };
}
