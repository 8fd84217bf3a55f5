import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { personNamed } from "../../competency/team-list.ts";
import { classLine } from "../../enrolment/schedule/class-buttons.ts";
import type { Desk } from "../../enrolment/seats/promote.ts";
import { className, decidingFacts, moment } from "../../enrolment/words.ts";
import { elsewhereMost, withElsewhere } from "./elsewhere.ts";
import { type PendingCase, pendingCases, toCheck } from "./pending-cases.ts";

const texts = {
  none: "Tidak ada permintaan yang menunggu petugas.",
  head: (count: number) => `${count} permintaan menunggu petugas:`,
  ofClass: (count: number, name: string) => `${count} permintaan menunggu petugas di ${name}:`,
  byClass: (count: number) => `${count} permintaan menunggu petugas. Pilih kelasnya:`,
  line: (name: string, training: string, until: string) => `*${name}*: ${training}${until}`,
  until: (when: string) => `; sampai ${when}`,
  asked: (name: string, job: string, training: string) => `*${name}*${job} ingin mengikuti ${training}.`,
  proposed: (name: string, job: string, training: string) => `*${name}*${job} diusulkan unitnya untuk ${training}.`,
  check: (points: string) => `Perlu diperiksa: ${points}.`,
  fine: "Tidak ada yang meragukan menurut data pegawai.",
  due: (when: string) => `Kursi disimpan sampai ${when}.`,
  more: (count: number) => `…dan ${count} lagi.`,
  moreClasses: (count: number) => `(…dan ${count} kelas lagi, muncul setelah yang ini diputuskan.)`,
  unknown: (words: string) => `Tidak ada permintaan dari “${plain(words)}” yang menunggu petugas.`,
  changed: "Permintaan itu sudah tidak menunggu. Lihat lagi dengan /antrean.",
  approve: "Setujui",
  call: "Panggil",
  refuse: "Tolak",
  all: (count: number) => ({ label: "Setujui semua", full: `Setujui semua (${count})` }),
  rest: { label: "Lihat antrean", call: { capability: "officer_queue", input: {} } },
};

/** Cases in one message: with the other buttons a WhatsApp list has ten rows. */
const shown = 6;
/** Classes in one message, for the same reason. */
const classesShown = 10 - elsewhereMost;

export const queueButton: Button = texts.rest;

export const officerQueue = capability({
  id: "officer_queue",
  about: "Menampilkan permintaan dan usulan pelatihan yang menunggu petugas.",
  command: "antrean",
  phrases: ["antrean petugas", "permintaan yang menunggu petugas", "usulan yang perlu diperiksa"],
  roles: ["officer"],
  input: z.object({
    name: z.string().trim().max(80, "Terlalu panjang. Mohon dipendekkan.").optional().describe("Nama pegawai"),
    class: z.number().int().positive().optional(),
    enrolment: z.number().int().positive().optional(),
  }),

  async handle(context, { name = "", class: classId, enrolment }) {
    const { id, agency } = context.person as Person;
    const desk: Desk = { ...context, agency };
    const all = await pendingCases(desk, id);
    if (enrolment !== undefined) {
      const found = all.find((it) => it.held.id === enrolment);
      return found ? card(desk, found) : { reply: { text: texts.changed, buttons: [texts.rest] }, code: "changed" };
    }
    // Whoever asks for all that waits, and not for somebody or a class, hears of the other lists too.
    const overview = async (outcome: Outcome | Promise<Outcome>) => (name === "" && classId === undefined ? withElsewhere(context, await outcome) : outcome);
    if (all.length === 0) return overview({ reply: { text: texts.none }, code: "none" });
    const here = classId === undefined ? all : all.filter((it) => it.of.class.id === classId);
    const named = name === "" ? here : personNamed(name, here);
    const [only, second] = named;
    if (!only) return { reply: { text: name === "" ? texts.changed : texts.unknown(name), buttons: [texts.rest] }, code: "unknown" };
    if (!second) return overview(card(desk, only));
    const classes = Map.groupBy(named, (it) => it.of.class.id);
    if (named.length > shown && classes.size > 1) return overview(listClasses(context, named, [...classes.values()]));
    return overview(list(desk, named, classId === undefined ? undefined : only));
  },
});

function listClasses({ person }: Context, all: PendingCase[], groups: PendingCase[][]): Outcome {
  const { zone } = (person as Person).agency;
  const buttons = groups.slice(0, classesShown).flatMap((group, at) => {
    const [first] = group;
    return first
      ? [
          {
            label: `Pilih ${at + 1}`,
            full: `${group.length}: ${classLine(first.of, zone)}`,
            call: { capability: "officer_queue", input: { class: first.of.class.id } },
          },
        ]
      : [];
  });
  const rest = groups.length - classesShown;
  const text = [texts.byClass(all.length), ...(rest > 0 ? [texts.moreClasses(rest)] : [])].join("\n");
  return { reply: { text, buttons }, code: "classes" };
}

function list({ agency }: Desk, all: PendingCase[], ofOne: PendingCase | undefined): Outcome {
  const some = all.slice(0, shown);
  const lines = some.map((it, at) => {
    const until = it.held.dueAt === null ? "" : texts.until(moment(it.held.dueAt, agency.zone, it.of.class.zone));
    return `${at + 1}. ${texts.line(plain(it.name), className(it.of), until)}`;
  });
  const head = ofOne ? texts.ofClass(all.length, className(ofOne.of)) : texts.head(all.length);
  const open: Button[] = some.map((it, at) => ({
    label: `Lihat ${at + 1}`,
    full: `Lihat permintaan ${it.name}`,
    call: { capability: "officer_queue", input: { enrolment: it.held.id } },
  }));
  const batch = { ...texts.all(some.length), call: { capability: "officer_approve_all", input: { enrolments: some.map((it) => it.held.id) } } };
  const rest = all.length - some.length;
  const text = [head, lines.join("\n"), ...(rest > 0 ? [texts.more(rest)] : [])].join("\n\n");
  return { reply: { text, buttons: [...open, batch] }, looked: some.map((it) => it.held.personId), code: "listed" };
}

async function card(desk: Desk, it: PendingCase): Promise<Outcome> {
  const { zone } = desk.agency;
  const checked = await toCheck(desk, it);
  const points = checked?.points ?? [];
  const job = [it.brief.title, it.brief.unit].filter((text) => text !== null).map(plain);
  const proposed = it.held.state === "diusulkan";
  const ask = (proposed ? texts.proposed : texts.asked)(plain(it.name), job.length > 0 ? ` (${job.join(", ")})` : "", className(it.of));
  const text = [
    `${ask}\n${decidingFacts(it.of, zone)}`,
    points.length > 0 ? texts.check(points.map(plain).join("; ")) : texts.fine,
    ...(it.held.dueAt === null ? [] : [texts.due(moment(it.held.dueAt, zone, it.of.class.zone))]),
  ].join("\n\n");
  return { reply: { text, buttons: [...caseButtons(it.held.id, proposed), texts.rest] }, looked: [it.held.personId], code: "one" };
}

/** Decide by one tap; whom a unit has proposed is called instead of approved. */
export const caseButtons = (enrolment: number, proposed: boolean): Button[] => [
  { label: proposed ? texts.call : texts.approve, call: { capability: "officer_approve", input: { enrolment } } },
  { label: texts.refuse, call: { capability: "officer_refuse", input: { enrolment } } },
];
