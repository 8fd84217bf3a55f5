import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import type { Letter } from "../../../core/channel.ts";
import { Fault } from "../../../core/fault.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import { enrolmentIn, freeSeats, lockRoom } from "../../enrolment/enrolment-store.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { className } from "../../enrolment/words.ts";
import { findEachOf } from "../../people/find-people.ts";
import { type Brief, fullName } from "../../people/person-store.ts";
import { classFor, deskOf, sheetButton } from "../classes/class-desk.ts";
import { callAnew } from "./call-in.ts";
import { type Candidate, judge } from "./candidates.ts";
import { namesIn, readNames } from "./read-names.ts";

const texts = {
  ask: (name: string) => `Siapa yang dipanggil ke ${name}? Tulis nama atau NIP, satu baris satu orang.`,
  confirm: (name: string, lines: string) => `Panggil ke ${name}?\n${lines}`,
  check: (points: string) => ` (periksa: ${points})`,
  not: (lines: string) => `Tidak dapat dipanggil:\n${lines}`,
  retry: "Perbaiki, lalu tulis lagi nama yang dipanggil.",
  seats: (free: number) => `Kursi yang kosong tinggal ${free}. Kurangi namanya, atau tambah kursi dulu.`,
  self: "nama Anda sendiri dipanggil oleh petugas lain",
  done: (count: number, name: string) => `${count} orang dipanggil ke ${name}. Jawabannya terlihat pada daftar peserta.`,
  gone: "Kelas itu tidak ada lagi.",
};

export const callPeople = capability({
  id: "call_people",
  about: "Memanggil pegawai langsung sebagai peserta satu kelas.",
  phrases: [],
  roles: ["officer"],
  input: z.object({ class: z.number().int().positive(), names: z.string().trim().max(4_000, "Terlalu panjang. Mohon dipendekkan.").optional() }),

  async handle(context, { class: id, names }) {
    const desk = deskOf(context);
    const officerId = context.person?.id ?? 0;
    const of = await classFor(desk, id);
    const awaits = { capability: "call_people", input: { class: id }, field: "names" };
    if (names === undefined) return { reply: { text: texts.ask(className(of)) }, awaits, code: "names" };
    const { good, bad } = await readCalled(desk, of, names, officerId);
    const looked = good.map((it) => it.brief.id);
    if (good.length === 0) return { reply: { text: `${texts.not(bad.join("\n"))}\n\n${texts.retry}` }, awaits, looked, code: "refused" };
    if (!context.confirmed) {
      const lines = good.map((it) => `• ${plain(fullName(it.brief))}${it.doubts.length > 0 ? texts.check(it.doubts.map(plain).join("; ")) : ""}`);
      const question = [texts.confirm(className(of), lines.join("\n")), ...(bad.length > 0 ? [texts.not(bad.join("\n"))] : [])].join("\n\n");
      return { reply: { text: "" }, looked, ask: { question, input: { class: id, names: good.map((it) => it.brief.nip ?? it.brief.name).join("\n") } } };
    }
    const letters = await callAll(desk, of, good, officerId);
    return { reply: { text: texts.done(good.length, className(of)), buttons: [sheetButton(id)] }, letters, looked, code: "called" };
  },
});

/** Of people whom a unit has proposed or who wait, a call is the next step; nobody is called twice. */
const callable = new Set(["diusulkan", "daftar_tunggu"]);

/** Who of those written can be called, and a line for each who cannot. Leadership and pre-service training is entered by this way alone. */
export async function readCalled(desk: Desk, of: ClassOf, names: string, officerId: number | null): Promise<{ good: Candidate[]; bad: string[] }> {
  const { people, problems } = readNames(names, await inCity(desk, names));
  const judged = await judge(desk, of, people, { also: callable });
  const why = (it: Candidate): string[] => (it.brief.id === officerId ? [texts.self] : it.refusals);
  return {
    good: judged.filter((it) => why(it).length === 0),
    bad: [
      ...problems.map((it) => `• ${it}`),
      ...judged.filter((it) => why(it).length > 0).map((it) => `• ${plain(fullName(it.brief))}: ${why(it).map(plain).join("; ")}`),
    ],
  };
}

/** Those of the whole city whom the words may mean; who has left is not among them. */
async function inCity(desk: Desk, names: string): Promise<Brief[]> {
  const day = localDate(desk.now, desk.agency.zone);
  const found = new Map((await findEachOf(desk.db, tenantOf(desk), namesIn(names), day, 4)).flat().map((it) => [it.id, it]));
  return [...found.values()].filter((it) => !["pensiun", "pindah", "meninggal", "keluar"].includes(it.duty));
}

/** Calls them all under the class's lock, or nobody where there are fewer seats. */
export async function callAll(desk: Desk, of: ClassOf, good: Candidate[], officerId: number | null): Promise<Letter[]> {
  const tenant = tenantOf(desk);
  const room = await lockRoom(desk.db, tenant, of.class.id);
  if (!room) throw new Fault("not_found", texts.gone);
  const free = freeSeats(room);
  if (free !== null && free < good.length) throw new Fault("conflict", texts.seats(free));
  const letters: Letter[] = [];
  for (const { brief, unitId, need } of good) {
    const before = await enrolmentIn(desk.db, tenant, of.class.id, brief.id);
    const via = before?.state === "diusulkan" ? ("usulan" as const) : ("panggilan" as const);
    const entrant = { classId: of.class.id, personId: brief.id, via, unitId: before?.state === "diusulkan" ? before.unitId : unitId, need };
    letters.push(...(await callAnew(desk, of, room, { before, entrant }, officerId)).letters);
  }
  return letters;
}
