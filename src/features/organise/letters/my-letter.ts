import { z } from "zod";
import { keepBlob } from "../../../core/blob.ts";
import { type Capability, type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { loadClass, loadClasses } from "../../enrolment/class-of.ts";
import { paperButton, papersOf } from "../../enrolment/papers.ts";
import { tenantOf } from "../../enrolment/seats/promote.ts";
import { className } from "../../enrolment/words.ts";
import { deskOf } from "../classes/class-desk.ts";
import { letterFileName, ownFileText } from "../files/own-file.ts";
import { letterNames } from "./letter-facts.ts";
import { namedIn, ownLetter } from "./letter-store.ts";

const texts = {
  none: "Belum ada surat bertanda tangan untuk Anda. Begitu kembali dari penanda tangan, Anda saya kabari.",
  which: "Surat yang mana?",
  choice: (at: number) => `Surat ${at}`,
  gone: "Surat itu tidak ada, atau tidak memuat nama Anda.",
  sent: (kind: string, name: string) => `Ini ${kind} Anda untuk ${name}, sudah ditandatangani.`,
  others: "Di dalamnya juga ada nama peserta lain: pakai seperlunya.",
};

/** Letters in one message. */
const shown = 8;

/** A signed call or assignment letter, for those whom it names. `base`: address that people use for this service. */
export const myLetter = (base = ""): Capability =>
  capability({
    id: "my_letter",
    about: "Mengirim surat panggilan atau surat tugas Anda yang sudah ditandatangani.",
    command: "surat",
    phrases: ["ambil surat tugas", "ambil surat panggilan", "unduh surat tugas", "mana surat tugas saya", "kirim surat tugas saya"],
    roles: ["asn"],
    input: z.object({ letter: z.number().int().positive().optional() }),

    async handle(context, { letter }) {
      const { id: personId } = context.person as Person;
      const subject = { ...tenantOf(deskOf(context)), personId };
      if (letter !== undefined) return send(context, letter, base);
      const own = (await papersOf(context.db, subject)).filter((it) => it.what !== "sertifikat");
      const [only, second] = own;
      if (!only) return { reply: { text: texts.none }, code: "none" };
      if (!second) return send(context, only.id, base);
      const some = own.slice(0, shown);
      const classes = await loadClasses(
        context.db,
        subject,
        some.map((it) => it.classId),
      );
      const buttons = some.map((it, at) => ({ ...paperButton(it, classes.get(it.classId)?.training.name), label: texts.choice(at + 1) }));
      return { reply: { text: texts.which, buttons }, code: "which" };
    },
  });

async function send(context: Context, id: number, base: string): Promise<Outcome> {
  const { db, cell, conversation, now, origin } = context;
  const desk = deskOf(context);
  const subject = { ...tenantOf(desk), personId: (context.person as Person).id };
  const found = await ownLetter(db, subject, id);
  const of = found && (await loadClass(db, subject, found.classId));
  if (!found || !of || found.kind === "lain") return { reply: { text: texts.gone }, code: "gone" };
  const looked = await namedIn(db, subject, id);
  // A terminal shows letters only: there the file waits behind an address, for this person alone.
  if (conversation === null || origin?.to.channel === "terminal") {
    const text = await ownFileText(context, { what: "own_letter", input: { class: of.class.id, format: "asli", record: id } }, base);
    return { reply: { text }, code: "linked" };
  }
  const file = await keepBlob(db, cell, { conversation, name: letterFileName(found, of.class.code), mime: found.mime, bytes: found.bytes }, now);
  const text = [texts.sent(letterNames[found.kind], className(of)), ...(looked.length > 1 ? [texts.others] : [])].join("\n");
  return { reply: { text, files: [file] }, looked, code: "sent" };
}
