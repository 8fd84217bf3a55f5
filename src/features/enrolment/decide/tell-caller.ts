import type { Letter } from "../../../core/channel.ts";
import { plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { grantsOf } from "../../people/grants.ts";
import { findPerson, fullName } from "../../people/person-store.ts";
import type { ClassOf } from "../class-of.ts";
import { type Enrolment, historyOf } from "../enrolment-store.ts";
import { type Desk, letterTo, tenantOf } from "../seats/promote.ts";
import { className } from "../words.ts";

const texts = {
  unit: (name: string, training: string, why: string) => `*${name}* tidak dapat mengikuti ${training}${why}. Unit Anda dapat mengusulkan pengganti.`,
  officer: (name: string, training: string, why: string) => `*${name}*, yang Anda panggil, tidak dapat mengikuti ${training}${why}. Kursinya kosong lagi.`,
  leader: (name: string, training: string, why: string) => `*${name}* membatalkan ${training}${why}.`,
  settled: "Tidak ada lagi yang perlu Anda putuskan untuk permintaan ini.",
  why: (reason: string) => `: ${plain(reason)}`,
  substitute: "Usulkan pengganti",
  look: "Lihat kelas",
};

/**
 * Somebody who was called has said no, or let the time pass: the unit that proposed them hears it and can offer another; where the city
 * called them itself, the officer who did.
 */
export async function tellCaller(desk: Desk, of: ClassOf, row: Enrolment): Promise<Letter[]> {
  const { db, now, agency } = desk;
  const tenant = tenantOf(desk);
  const person = await findPerson(db, { ...tenant, personId: row.personId }, localDate(now, agency.zone));
  if (!person) return [];
  const words = [plain(fullName(person)), className(of), row.reason ? texts.why(row.reason) : ""] as const;
  if (row.via === "usulan") {
    const officers = (await grantsOf(db, tenant, now)).filter((it) => it.role === "unit_officer" && it.unitId === row.unitId);
    const button = { label: texts.substitute, call: { capability: "nominate", input: { class: of.class.id } } };
    return tell(desk, row, new Set(officers.map((it) => it.personId)), { text: texts.unit(...words), buttons: [button] });
  }
  const called = (await historyOf(db, tenant, row.id)).findLast((it) => it.move === "panggil");
  const button = { label: texts.look, call: { capability: "manage_class", input: { class: of.class.id } } };
  return tell(desk, row, new Set(called?.actorId ? [called.actorId] : []), { text: texts.officer(...words), buttons: [button] });
}

/** Somebody whom a leader was asked about leaves by own wish: who leads today hears it, where that is who was asked. */
export async function tellLeader(desk: Desk, of: ClassOf, held: Enrolment, row: Enrolment): Promise<Letter[]> {
  const { db, now, agency } = desk;
  if (held.approverId === null || held.tellAt !== null) return [];
  const person = await findPerson(db, { ...tenantOf(desk), personId: row.personId }, localDate(now, agency.zone));
  if (!person || person.supervisor?.id !== held.approverId) return [];
  const said = texts.leader(plain(fullName(person)), className(of), row.reason ? texts.why(row.reason) : "");
  const text = held.state === "menunggu_atasan" ? `${said} ${texts.settled}` : said;
  return tell(desk, row, new Set([held.approverId]), { text });
}

async function tell(desk: Desk, row: Enrolment, people: Set<number>, reply: Letter["reply"]): Promise<Letter[]> {
  const letters: Letter[] = [];
  for (const id of people) letters.push(...(await letterTo(desk, row, `${row.state}:${id}`, reply, id)));
  return letters;
}
