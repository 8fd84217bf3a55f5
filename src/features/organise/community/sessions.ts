import { z } from "zod";
import { type Context, capability } from "../../../core/capability.ts";
import type { Letter } from "../../../core/channel.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate, longDate } from "../../../core/time.ts";
import { readJp, readSpan } from "../../completion/handed/read-parts.ts";
import { addressesOf } from "../../people/link/letters.ts";
import { namesOf } from "../mentoring/my-mentoring.ts";
import { type Community, communityOf, membersOf } from "./community-store.ts";
import { expiredFault, openButton, runningCommunity } from "./membership.ts";
import { readCame } from "./read-came.ts";
import { creditSession, denySession, noteSession, type Session, sessionOf } from "./session-store.ts";

const texts = {
  host: "Pertemuan dicatat oleh tuan rumah komunitasnya.",
  when: "Kapan pertemuannya? Misalnya *20/11/2026*.",
  unclear: "Tanggalnya belum jelas, atau sebelum komunitas ini dimulai. Tulis satu hari yang sudah lewat atau hari ini, misalnya *20/11/2026*.",
  topic: "Apa yang dibahas? Satu kalimat cukup; anggota akan membacanya.",
  topicSize: "Mohon tulis bahasannya dalam 3 sampai 200 huruf.",
  jp: "Berapa JP lamanya? Satu JP 45 menit; misalnya *2*.",
  jpUnclear: "Mohon tulis angka JP antara 0,5 dan 8; misalnya *2*.",
  who: (names: string[]) =>
    `Siapa yang hadir? Tulis nomornya, misalnya *1 3 4*, atau *semua*.\n${names.map((name, at) => `${at + 1}. ${plain(name)}`).join("\n")}`,
  whoUnclear: "Nomor itu tidak ada pada daftar.",
  gone: "Di antara mereka ada yang bukan anggota lagi. Mohon catat ulang.",
  confirm: (topic: string, day: string, about: string, jp: string, names: string[]) =>
    `Catat pertemuan komunitas *${plain(topic)}*?\n${day}: ${plain(about)} (${jp} JP)\nHadir ${names.length} orang: ${names.map(plain).join(", ")}`,
  done: (count: number) => `Tercatat, ${count} orang hadir. Mereka diberi tahu, dan JP-nya masuk menurut tabel konversi.`,
  more: (session: string, count: number) =>
    `Pertemuan hari itu sudah tercatat: ${session}. ${count === 0 ? "Tidak ada yang ditambahkan." : `Ditambahkan ${count} orang.`}`,
  told: (topic: string, session: string, day: string) =>
    `Anda dicatat hadir di komunitas *${plain(topic)}* pada ${day}: ${session}.\nJP-nya masuk ke rekap Anda menurut tabel konversi: /jp.`,
  absent: "Saya tidak hadir",
  notNoted: "Anda tidak tercatat hadir pada pertemuan itu.",
  denied: "Baik, kehadiran dan JP pertemuan itu dihapus dari catatan Anda.",
  title: (topic: string, about: string) => `Komunitas ${topic}: ${about}`,
  byHost: "daftar hadir yang dicatat tuan rumah",
  bySelf: "pernyataan sendiri sebagai tuan rumah",
};

const Id = z.number().int().positive();
const inWords = (jp: number): string => String(jp).replace(".", ",");
const sessionWords = ({ topic, jp }: Session): string => `${plain(topic)} (${inWords(jp)} JP)`;

export const logSession = capability({
  id: "log_session",
  about: "Mencatat pertemuan komunitas belajar dan siapa yang hadir.",
  phrases: [],
  roles: ["asn"],
  input: z.object({
    community: Id,
    date: z.string().max(4000).optional(),
    topic: z.string().max(4000).optional(),
    jp: z.string().max(4000).optional(),
    came: z.string().max(4000).optional(),
    people: z.array(Id).min(1).max(200).optional(),
  }),

  async handle(context, { community, date, topic, jp, came, people }) {
    const who = context.person as Person;
    const tenant = { cell: context.cell, agencyId: who.agency.id };
    const it = await runningCommunity(context, who, community);
    if (it.hostId !== who.id) throw new Fault("forbidden", texts.host);
    const asks = (field: string, text: string, given: object, looked: number[] = []) => ({
      reply: { text },
      awaits: { capability: "log_session", input: { community, ...given }, field, whole: field !== "date" },
      looked,
      code: field,
    });
    if (date === undefined) return asks("date", texts.when, {});
    const day = readDay(it, date, localDate(context.now, who.agency.zone));
    if (day === null) return asks("date", texts.unclear, {});
    if (it.agreementUntil !== null && day > it.agreementUntil) throw expiredFault(it);
    const about = topic?.trim().replace(/\s+/g, " ");
    if (about === undefined) return asks("topic", texts.topic, { date: day });
    if (about.length < 3 || about.length > 200) return asks("topic", texts.topicSize, { date: day });
    const hours = jp === undefined ? undefined : readJp(jp);
    if (hours === undefined || hours === null || hours < 0.5 || hours > 8)
      return asks("jp", jp === undefined ? texts.jp : texts.jpUnclear, { date: day, topic: about });
    const members = await membersOf(context.db, tenant, it.id);
    const names = await namesOf(context, who, members);
    const nameOf = (id: number) => names.get(id) ?? "";
    const given = { date: day, topic: about, jp: inWords(hours) };
    const chosen = people ?? (came === undefined ? undefined : readCame(came, members));
    if (!chosen) return asks("came", `${came === undefined ? "" : `${texts.whoUnclear} `}${texts.who(members.map(nameOf))}`, given, members);
    if (!chosen.every((id) => members.includes(id))) throw new Fault("conflict", texts.gone);
    if (!context.confirmed) {
      const question = texts.confirm(it.topic, longDate(day), about, inWords(hours), chosen.map(nameOf));
      return { reply: { text: "" }, looked: chosen, ask: { question, input: { community, ...given, people: chosen } } };
    }
    const noted = await noteSession(
      context.db,
      tenant,
      { communityId: it.id, heldOn: day, topic: about, jp: hours, came: chosen },
      { by: who.id, now: context.now },
    );
    await credit(context, it, noted.session, noted.added);
    const letters = await tell(context, it, noted.session, noted.added);
    const text = noted.first ? texts.done(noted.added.length) : texts.more(sessionWords(noted.session), noted.added.length);
    return { reply: { text, buttons: [openButton(it.id)] }, letters, looked: chosen, code: noted.first ? "noted" : "more" };
  },
});

export const denyCapability = capability({
  id: "deny_session",
  about: "Menyatakan bahwa Anda tidak hadir pada pertemuan komunitas yang dicatat tuan rumah.",
  phrases: [],
  roles: ["asn"],
  input: z.object({ session: Id }),

  async handle(context, { session: id }) {
    const who = context.person as Person;
    const tenant = { cell: context.cell, agencyId: who.agency.id };
    const session = await sessionOf(context.db, tenant, id);
    const it = session && (await communityOf(context.db, tenant, session.communityId));
    if (!it || !(await denySession(context.db, { ...tenant, personId: who.id }, id))) throw new Fault("not_found", texts.notNoted);
    return { reply: { text: texts.denied, buttons: [openButton(it.id)] }, code: "denied" };
  },
});

/** A day on which it took place, ISO; null = not one day, to come, or before it began. */
function readDay({ since }: Community, text: string, today: string): string | null {
  const span = readSpan(text, today);
  return span === null || span.from !== span.until || span.from < since ? null : span.from;
}

/** The host's own presence rests on nobody else's word, and its record says so. */
async function credit({ db, cell, now }: Context, it: Community, session: Session, added: number[]): Promise<void> {
  const title = texts.title(it.topic, session.topic);
  const tenant = { cell, agencyId: it.agencyId };
  const [host, others] = [added.filter((id) => id === it.hostId), added.filter((id) => id !== it.hostId)];
  await creditSession(db, tenant, { session, people: others, title }, { evidence: "rekap_hadir", note: texts.byHost }, now);
  await creditSession(db, tenant, { session, people: host, title }, { evidence: "pernyataan", note: texts.bySelf }, now);
}

async function tell({ db, cell, now }: Context, it: Community, session: Session, added: number[]): Promise<Letter[]> {
  const addresses = await addressesOf(
    db,
    { cell, agencyId: it.agencyId },
    added.filter((id) => id !== it.hostId),
    now,
  );
  const absent: Button = { label: texts.absent, call: { capability: "deny_session", input: { session: session.id } } };
  const text = texts.told(it.topic, sessionWords(session), longDate(session.heldOn));
  return [...addresses].map(([id, to]) => ({
    to,
    key: `community:${it.agencyId}:session:${session.id}:${id}`,
    reply: { text, buttons: [absent, openButton(it.id)] },
    intent: "notice",
  }));
}
