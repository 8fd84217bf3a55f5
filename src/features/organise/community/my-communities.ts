import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate, longDate } from "../../../core/time.ts";
import { briefsOf, fullName } from "../../people/person-store.ts";
import { shortDate } from "../../training/when.ts";
import { allCommunities, type Community, communityOf, joinedBy } from "./community-store.ts";
import { hasExpired } from "./membership.ts";
import { type Note, notesOf } from "./note-store.ts";
import { type Session, sessionsOf } from "./session-store.ts";
import { noteButtons } from "./share-note.ts";

const texts = {
  none: "Belum ada komunitas belajar di kota ini. Komunitas dibuka petugas BKPSDM; usulan topik dapat disampaikan lewat /petugas.",
  head: "Komunitas belajar:",
  mine: "Anda anggota",
  hosted: "Anda tuan rumah",
  people: (count: number) => `${count} anggota`,
  next: "Selanjutnya",
  gone: "Komunitas itu tidak ada. Lihat yang ada dengan /komunitas.",
  host: (name: string, unit: string | null) => `Tuan rumah: *${plain(name)}*${unit ? `, ${plain(unit)}` : ""}`,
  sessions: (count: number, last: string, own: number) => `${count} pertemuan, terakhir ${last}; Anda hadir ${own} kali.`,
  noSession: "Belum ada pertemuan yang dicatat.",
  notes: "Praktik yang dibagikan:",
  noteCount: (count: number) => `${count} catatan praktik, dapat dibaca anggota.`,
  waits: "Menunggu jawaban Anda:",
  over: "(selesai)",
  partner: (partner: string, day: string) => `Mitra: ${plain(partner)}, perjanjian sampai ${day}.`,
  soon: (partner: string, days: number) => `Perjanjian dengan ${plain(partner)} berakhir ${days === 0 ? "hari ini" : `${days} hari lagi`}.`,
  ended: (partner: string, day: string) => `Perjanjian dengan ${plain(partner)} berakhir pada ${day}; kegiatan menunggu perpanjangan.`,
  join: "Gabung",
  leave: "Keluar",
  log: "Catat pertemuan",
  share: "Bagikan praktik",
  list: { label: "Daftar komunitas", call: { capability: "my_communities", input: {} } },
};

/** On one screen. */
const shown = { communities: 6, notes: 3, waiting: 2 };
/** From so many days before its end on, an agreement is warned of. */
export const warnedDays = 30;

/** What there is to say of the agreement on a day, ISO; null = it has no partner. */
export function agreementLine(it: Community, day: string): string | null {
  const { partner, agreementUntil } = it;
  if (partner === null || agreementUntil === null) return null;
  if (hasExpired(it, day)) return texts.ended(partner, longDate(agreementUntil));
  const left = Temporal.PlainDate.from(day).until(agreementUntil).days;
  return left <= warnedDays ? texts.soon(partner, left) : texts.partner(partner, longDate(agreementUntil));
}

export const myCommunities = capability({
  id: "my_communities",
  about: "Menampilkan komunitas belajar: yang Anda ikuti dan yang dapat diikuti.",
  command: "komunitas",
  phrases: ["komunitas belajar saya", "daftar komunitas belajar", "lihat komunitas belajar"],
  roles: ["asn"],
  input: z.object({ from: z.number().int().positive().max(10_000).optional() }),

  async handle(context, { from = 0 }) {
    const who = context.person as Person;
    const tenant = { cell: context.cell, agencyId: who.agency.id };
    const mine = await joinedBy(context.db, { ...tenant, personId: who.id });
    const all = (await allCommunities(context.db, tenant))
      .filter((it) => it.state === "berjalan" || mine.has(it.id))
      .toSorted((a, b) => rank(a, mine) - rank(b, mine));
    const some = all.slice(from, from + shown.communities);
    if (some.length === 0) return { reply: { text: texts.none }, code: "none" };
    if (all.length === 1 && some[0]) return card(context, some[0], mine.has(some[0].id));
    const lines = some.map((it, at) => {
      const own = it.hostId === who.id ? [texts.hosted] : mine.has(it.id) ? [texts.mine] : [];
      return `${from + at + 1}. *${plain(it.topic)}*${it.state === "selesai" ? ` ${texts.over}` : ""}: ${[texts.people(it.members), ...own].join(", ")}`;
    });
    const buttons: Button[] = some.map((it, at) => ({
      label: `Lihat ${from + at + 1}`,
      full: `Lihat ${it.topic}`,
      call: { capability: "show_community", input: { community: it.id } },
    }));
    const rest = all.length > from + some.length;
    const next: Button[] = rest ? [{ label: texts.next, call: { capability: "my_communities", input: { from: from + some.length } } }] : [];
    return { reply: { text: `${texts.head}\n${lines.join("\n")}`, buttons: [...buttons, ...next] }, code: "listed" };
  },
});

export const showCommunity = capability({
  id: "show_community",
  about: "Menampilkan satu komunitas belajar: tuan rumah, pertemuan, dan praktik yang dibagikan.",
  phrases: [],
  roles: ["asn"],
  input: z.object({ community: z.number().int().positive() }),

  async handle(context, { community }) {
    const { id, agency } = context.person as Person;
    const tenant = { cell: context.cell, agencyId: agency.id };
    const it = await communityOf(context.db, tenant, community);
    const isMember = (await joinedBy(context.db, { ...tenant, personId: id })).has(community);
    if (!it || (it.state === "selesai" && !isMember)) throw new Fault("not_found", texts.gone);
    return card(context, it, isMember);
  },
});

/** Own ones that go on first, what is over last. */
const rank = (it: Community, mine: Set<number>): number => (it.state === "selesai" ? 2 : mine.has(it.id) ? 0 : 1);

async function card(context: Context, it: Community, isMember: boolean): Promise<Outcome> {
  const { db, cell, now } = context;
  const { id, agency } = context.person as Person;
  const tenant = { cell, agencyId: agency.id };
  const day = localDate(now, agency.zone);
  const [host] = await briefsOf(db, tenant, [it.hostId], day);
  const sessions = await sessionsOf(db, tenant, it.id);
  const notes = await notesOf(db, tenant, it.id);
  const isHost = it.hostId === id && it.state === "berjalan";
  const waiting = isHost ? notes.filter((one) => one.agreed === null).slice(0, shown.waiting) : [];
  const text = [
    [
      `*${plain(it.topic)}* ${it.state === "selesai" ? texts.over : ""}`.trim(),
      ...(host ? [texts.host(fullName(host), host.unit)] : []),
      `${texts.people(it.members)}.`,
      ...[agreementLine(it, day)].filter((line) => line !== null),
      sessionLine(sessions, id),
    ],
    noteLines(notes, isMember),
    waiting.length > 0 ? [texts.waits, ...waiting.map((one, at) => `${at + 1}. ${noteText(one)}`)] : [],
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
  const buttons = [
    ...waiting.flatMap((one, at) => noteButtons(one.id, waiting.length > 1 ? at + 1 : 0)),
    ...actions(it, { isMember, isHost, day }),
    texts.list,
  ];
  return { reply: { text, buttons }, looked: host ? [it.hostId] : [], code: "shown" };
}

function actions(it: Community, { isMember, isHost, day }: { isMember: boolean; isHost: boolean; day: string }): Button[] {
  const button = (label: string, name: string): Button => ({ label, call: { capability: name, input: { community: it.id } } });
  if (it.state === "selesai") return [];
  const open = !hasExpired(it, day);
  if (!isMember) return open ? [button(texts.join, "join_community")] : [];
  return [
    // What was held before the agreement ended may still be noted.
    ...(isHost ? [button(texts.log, "log_session")] : []),
    ...(open ? [button(texts.share, "share_note")] : []),
    ...(isHost ? [] : [button(texts.leave, "leave_community")]),
  ];
}

function sessionLine(sessions: Session[], personId: number): string {
  const last = sessions.at(-1);
  return last ? texts.sessions(sessions.length, shortDate(last.heldOn), sessions.filter((it) => it.came.includes(personId)).length) : texts.noSession;
}

function noteLines(notes: Note[], isMember: boolean): string[] {
  const agreed = notes.filter((it) => it.agreed);
  if (agreed.length === 0) return [];
  return isMember ? [texts.notes, ...agreed.slice(0, shown.notes).map((it) => `- ${noteText(it)}`)] : [texts.noteCount(agreed.length)];
}

const noteText = ({ words, link }: Note): string => [plain(words), ...(link ? [plain(link)] : [])].join(" ");
