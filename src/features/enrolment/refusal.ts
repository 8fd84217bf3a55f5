import type { Outcome } from "../../core/capability.ts";
import { type Button, plain } from "../../core/reply.ts";
import type { ClassOf } from "./class-of.ts";
import type { Enrolment } from "./enrolment-store.ts";
import type { Against, Verdict } from "./may-enter.ts";
import { classLine, interestButtons } from "./schedule/class-buttons.ts";
import { className } from "./words.ts";

const texts = {
  notNow: (name: string, reasons: string) => `Untuk ${name}, pendaftaran belum dapat diteruskan: ${reasons}.`,
  instead: "Yang dapat Anda daftari sendiri, sama atau sejenis:",
  next: {
    same: "Bila ingin beralih ke kelas ini, pilih Pindah.",
    clash: "Bila memilih kelas ini, batalkan dulu yang bentrok lewat /status.",
    leave: "Bila tanggal cuti itu keliru atau berubah, sampaikan kepada petugas BKPSDM.",
    done: "Bila catatan itu keliru, sampaikan kepada petugas BKPSDM.",
    audience: "Bila data jabatan atau status Anda keliru, sampaikan kepada petugas BKPSDM.",
  },
  move: "Pindah",
  status: { label: "Status saya", call: { capability: "my_enrolments", input: {} } },
  officer: { label: "Hubungi petugas", call: { capability: "ask_officer", input: {} } },
  schedule: { label: "Jadwal", full: "Lihat jadwal", call: { capability: "show_schedule", input: {} } },
};

/** Where another class may be what somebody wants: not for who is in one of the same training, nor who has had it. */
export const instead = ({ against, called }: Verdict): boolean => called || (against.length > 0 && !against.includes("same") && !against.includes("done"));

interface Beside {
  /** What can be entered instead. */
  others: ClassOf[];
  own: Enrolment[];
  zone: string;
}

/** Why not, and what can be done next: by what stands against it. */
export function refusal(of: ClassOf, { refusals, against, called, inClass }: Verdict, { others, own, zone }: Beside): Outcome {
  const lines = others.map((it, at) => `${at + 1}. ${plain(classLine(it, zone))}`);
  const has = (...kinds: Against[]) => kinds.some((kind) => against.includes(kind));
  const next = texts.next as Partial<Record<Against, string>>;
  // What one could clear away oneself is worth saying only where nothing else stands in the way.
  const clearable = !has("closed", "called", "done", "often", "audience");
  const told = against.filter((kind) => clearable || (kind !== "same" && kind !== "clash" && kind !== "leave"));
  const notes = [...told.flatMap((kind) => next[kind] ?? []), ...(lines.length > 0 ? ["", texts.instead, ...lines] : [])];
  const enter = others.map(
    (it, at): Button => ({
      label: `Daftar ${at + 1}`,
      full: `Daftar: ${classLine(it, zone)}`,
      call: { capability: "enrol", input: { class: it.class.id } },
    }),
  );
  const interested = called || (has("closed") && !has("done", "same", "audience"));
  const buttons = [
    ...enter,
    ...(told.includes("same")
      ? moveButton(
          of,
          own.find((it) => it.classId === inClass),
        )
      : []),
    ...(told.includes("clash") || told.includes("same") ? [texts.status] : []),
    ...(interested ? interestButtons([of.training]) : []),
    ...(told.some((kind) => kind === "leave" || kind === "done" || kind === "audience" || kind === "often") ? [texts.officer] : []),
    texts.schedule,
  ];
  return { reply: { text: [texts.notNow(className(of), refusals.join("; ")), ...notes].join("\n"), buttons }, code: "refused" };
}

function moveButton({ training, class: it }: ClassOf, held: Enrolment | undefined): Button[] {
  const call = { capability: "change_class", input: { enrolment: held?.id, class: it.id } };
  return held ? [{ label: texts.move, full: `${texts.move}: ${it.name ?? training.name}`, call }] : [];
}
