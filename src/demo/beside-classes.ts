import type { Database } from "../db/database.ts";
import { beginCommunity, joinCommunity } from "../features/organise/community/community-store.ts";
import { sendNote } from "../features/organise/community/note-store.ts";
import { creditSession, noteSession } from "../features/organise/community/session-store.ts";
import { answerMeetingOnce, beginMentoring, creditMeetings, lockMentoring, logMeeting } from "../features/organise/mentoring/mentoring-store.ts";
import { addLesson, beginSeries, beginYear } from "../features/organise/series/series-store.ts";
import type { PersonRecord } from "../features/people/person-store.ts";

/** By whose office they are found; those a newcomer can be come first, see `access.ts`. */
const offices = { mentee: "Pranata Komputer Ahli Pertama", mentor: "Kepala Bidang Aplikasi Informatika", host: "Pranata Humas Ahli Muda" };

const mark = "(contoh)";
const texts = {
  goal: `memimpin rapat perencanaan aplikasi ${mark}`,
  meetings: ["menyusun agenda rapat", "memimpin rapat bersama mentor", "membahas hasil rapat"],
  vouched: `kedua pihak membenarkan ${mark}`,
  series: { name: "Seminar Manajemen ASN tahunan", about: `Seminar daring setiap tahun tentang manajemen ASN ${mark}.` },
  audience: "semua pegawai",
  themes: ["melayani di ruang digital", "kinerja yang dapat diukur"],
  lesson: "Peserta meminta waktu tanya jawab yang lebih panjang.",
  topic: `Menulis kabar layanan yang mudah dibaca ${mark}`,
  partner: `Komunitas Humas Contoh ${mark}`,
  agreement: `Perjanjian 1/CONTOH ${mark}`,
  session: "membedah tiga pengumuman layanan",
  noted: `dicatat tuan rumah ${mark}`,
  note: "Tulis dulu apa yang harus dilakukan warga, baru alasannya.",
};

interface Place {
  cell: number;
  agencyId: number;
}

/** Kinds beside classes (F25), so that whoever tries the made-up city finds one of each: a series, a community with a partner, a mentoring. */
export async function addBesideClasses(tx: Database, tenant: Place, people: PersonRecord[], day: string, now: Temporal.Instant): Promise<void> {
  await addSeries(tx, tenant, day, now);
  await addCommunity(tx, tenant, people, day, now);
  await addMentoring(tx, tenant, people, day, now);
}

/** Civil servants with a NIP (PNS): those whom a newcomer can be are among them. */
const holders = (people: PersonRecord[], title: string): PersonRecord[] => people.filter((it) => it.status === "PNS" && it.positions[0]?.title === title);

const daysBefore = (day: string, days: number): string => Temporal.PlainDate.from(day).subtract({ days }).toString();

async function addSeries(tx: Database, tenant: Place, day: string, now: Temporal.Instant): Promise<void> {
  const id = await beginSeries(tx, tenant, texts.series, now);
  if (id === null) return;
  const year = Number(day.slice(0, 4));
  for (const [at, theme] of texts.themes.entries()) await beginYear(tx, tenant, id, { year: year - 1 + at, audience: texts.audience, theme }, now);
  await addLesson(tx, tenant, id, year - 1, texts.lesson);
}

async function addCommunity(tx: Database, tenant: Place, people: PersonRecord[], day: string, now: Temporal.Instant): Promise<void> {
  const [host] = holders(people, offices.host);
  const members = holders(people, offices.mentee);
  const last = Temporal.PlainDate.from(day).add({ months: 9 }).toString();
  if (!host) return;
  const agreed = { topic: texts.topic, hostId: host.id, partner: texts.partner, agreement: texts.agreement, agreementUntil: last, since: daysBefore(day, 60) };
  const id = await beginCommunity(tx, tenant, agreed, { by: null, now });
  if (id === null) return;
  for (const it of members) await joinCommunity(tx, { ...tenant, personId: it.id }, id, now);
  const came = [host, ...members].map((it) => it.id);
  const held = { communityId: id, heldOn: daysBefore(day, 14), topic: texts.session, jp: 2, came };
  const { session } = await noteSession(tx, tenant, held, { by: host.id, now });
  const credited = { session, people: came, title: `Komunitas belajar: ${texts.topic}` };
  await creditSession(tx, tenant, credited, { evidence: "pernyataan", note: texts.noted }, now);
  await sendNote(tx, tenant, { communityId: id, personId: host.id, words: texts.note, link: null, agreed: true }, now);
}

/** The last meeting still waits for the mentee's word. */
async function addMentoring(tx: Database, tenant: Place, people: PersonRecord[], day: string, now: Temporal.Instant): Promise<void> {
  const [[mentor], [mentee]] = [holders(people, offices.mentor), holders(people, offices.mentee)];
  if (!mentor || !mentee) return;
  const id = await beginMentoring(tx, tenant, { mentorId: mentor.id, menteeId: mentee.id, goal: texts.goal, since: daysBefore(day, 45) }, { by: null, now });
  if (id === null) return;
  for (const [at, about] of texts.meetings.entries()) {
    const held = { mentoringId: id, heldOn: daysBefore(day, 30 - 10 * at), about, loggedBy: mentor.id };
    const edition = await logMeeting(tx, tenant, held, now);
    if (edition && at < texts.meetings.length - 1) await answerMeetingOnce(tx, tenant, edition, true, now);
  }
  const it = await lockMentoring(tx, tenant, id);
  if (it) await creditMeetings(tx, tenant, it, day.slice(0, 4), texts.vouched, now);
}
