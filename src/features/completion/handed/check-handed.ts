import { z } from "zod";
import { type Context, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate, longDate } from "../../../core/time.ts";
import { personNamed } from "../../competency/team-list.ts";
import { asksReason, isQuestion, noReason, offersReasons } from "../../enrolment/ask-reason.ts";
import { tenantOf } from "../../enrolment/seats/promote.ts";
import { decidersOf } from "../../people/authority-store.ts";
import { lettersTo } from "../../people/link/letters.ts";
import { briefsOf, fullName } from "../../people/person-store.ts";
import { forms } from "../../training/forms.ts";
import { shortDate } from "../../training/when.ts";
import { jpText } from "../../training/words.ts";
import { deskOf, type OfficerDesk } from "../officer-class.ts";
import { decideHanded, type Handed, handedById, type Likeness, likenessesOf, lockHanded, waitingHanded } from "./handed-store.ts";

const texts = {
  none: "Tidak ada sertifikat yang menunggu pemeriksaan Anda.",
  gone: "Serahan itu sudah tidak menunggu pemeriksaan.",
  replaced: "Serahan itu sudah diganti pegawainya. Ketik /periksa untuk melihat yang terbaru.",
  own: "Serahan ini milik Anda atau milik atasan Anda, jadi diperiksa petugas lain.",
  head: (at: number, all: number) => (all === 1 ? "*Satu serahan menunggu*" : `*Serahan ${at} dari ${all}*`),
  facts: (it: Handed, name: string) =>
    [
      `*${plain(name)}* menyerahkan:`,
      plain(it.title),
      `${plain(it.provider ?? "–")}; nomor ${it.number === null ? "tidak ada" : plain(it.number)}`,
      weight(it),
    ].join("\n"),
  likeness: {
    file: (title: string, whose: string) => `⚠️ Berkas yang sama persis sudah diserahkan ${whose}: ${title}`,
    number: (title: string, whose: string) => `⚠️ Nomor dan penyelenggara yang sama ada pada ${whose}: ${title}`,
    days: (title: string, _whose: string, when: string) => `⚠️ Tanggalnya bertepatan dengan ${title} (${when})`,
  },
  same: "pegawai ini",
  other: "pegawai lain",
  file: "Lihat berkas",
  accept: "Akui",
  refuse: "Tolak",
  next: "Berikutnya",
  question: (name: string, it: Handed) => `Akui ${plain(it.title)} untuk *${plain(name)}*?\n${weight(it)}\nJP-nya langsung dihitung.`,
  accepted: (name: string, title: string) => `Diakui: ${plain(title)} untuk *${plain(name)}*. Sudah saya sampaikan.`,
  refused: (name: string, title: string) => `Ditolak: ${plain(title)} dari *${plain(name)}*. Alasannya sudah saya sampaikan.`,
  toldYes: (title: string, jp: string) => `Sertifikat Anda *${plain(title)}* diakui. ${jp} Lihat /jp.`,
  jp: (jp: number) => `${jpText(jp)} JP dicatat.`,
  byTable: "JP-nya dihitung menurut tabel konversi.",
  toldNo: (title: string, reason: string) =>
    `Sertifikat Anda *${plain(title)}* belum dapat diakui. Alasan: ${plain(reason)}\nSetelah diperbaiki, silakan serahkan ulang.`,
  resubmit: "Serahkan ulang",
  askReason: "Apa alasannya? Pegawai akan membacanya.",
  writeReason: "Tulis alasannya dalam satu kalimat. Pegawai akan membacanya.",
  ownWords: "Tulis alasan lain",
  reasons: [
    { label: "Tidak terbaca", full: "Berkas tidak terbaca" },
    { label: "Bukan sertifikat", full: "Bukan sertifikat pelatihan" },
    { label: "Data tidak sesuai", full: "Data tidak sesuai dengan berkas" },
    { label: "Sudah tercatat", full: "Pelatihan ini sudah tercatat" },
  ],
};

/** What decides how much it counts for: days, JP and form. */
const weight = (it: Handed): string =>
  `${longDate(it.from)}${it.from === it.until ? "" : ` sampai ${longDate(it.until)}`}; ${it.jp === null ? "JP tidak tertulis, menurut tabel" : `${jpText(it.jp)} JP`}; ${forms[it.form].name}`;

const Id = z.number().int().positive();

/** What this officer may check: nobody's own, and nobody's who leads the officer (F19). */
async function mine(desk: OfficerDesk): Promise<Handed[]> {
  const barred = await barredFor(desk);
  return (await waitingHanded(desk.db, tenantOf(desk))).filter((it) => !barred.has(it.personId));
}

/** The same for whoever looks from another list. */
export const handedFor = (context: Context): Promise<Handed[]> => mine(deskOf(context));

/** Whose certificates this officer does not check: the own ones, and those of who decides about the officer today. */
async function barredFor(desk: OfficerDesk): Promise<Set<number>> {
  const day = localDate(desk.now, desk.agency.zone);
  return new Set([desk.by, ...(await decidersOf(desk.db, { ...tenantOf(desk), personId: desk.by }, day))]);
}

export const checkHanded = capability({
  id: "check_handed",
  about: "Memeriksa sertifikat dari luar yang diserahkan pegawai.",
  command: "periksa",
  phrases: ["periksa sertifikat", "periksa serahan", "sertifikat yang menunggu diperiksa"],
  roles: ["officer"],
  input: z.object({ record: Id.optional() }),

  async handle(context, { record }) {
    const desk = deskOf(context);
    const all = await mine(desk);
    const at = record === undefined ? 0 : all.findIndex((it) => it.id === record);
    const it = all[at];
    if (!it) return { reply: { text: all.length === 0 ? texts.none : texts.gone, buttons: all.length === 0 ? [] : [nextButton(all[0])] }, code: "none" };
    return show(desk, all, at, it);
  },
});

const nextButton = (it: Handed | undefined): Button => ({ label: texts.next, call: { capability: "check_handed", input: it ? { record: it.id } : {} } });

async function show(desk: OfficerDesk, all: Handed[], at: number, it: Handed): Promise<Outcome> {
  const likes = await likenessesOf(desk.db, tenantOf(desk), it);
  const text = [texts.head(at + 1, all.length), texts.facts(it, await nameOf(desk, it)), likes.map((one) => warning(it, one)).join("\n")];
  const act = (label: string, id: string, more = {}): Button => ({ label, call: { capability: id, input: { record: it.id, ...more } } });
  const following = all[at + 1];
  return {
    reply: {
      text: text.filter(Boolean).join("\n\n"),
      buttons: [
        act(texts.file, "proof_file"),
        act(texts.accept, "accept_certificate", { seen: it.changedAt }),
        act(texts.refuse, "refuse_certificate", { seen: it.changedAt }),
        ...(following ? [nextButton(following)] : []),
      ],
    },
    looked: [it.personId],
    code: "shown",
  };
}

async function nameOf(desk: OfficerDesk, { personId }: Handed): Promise<string> {
  const [person] = await briefsOf(desk.db, tenantOf(desk), [personId], localDate(desk.now, desk.agency.zone));
  return person ? fullName(person) : "";
}

/** Whose the other one is stays unsaid: that is not needed to look twice. */
function warning(it: Handed, { why, other }: Likeness): string {
  const whose = other.personId === it.personId ? texts.same : texts.other;
  const when = other.from === other.until ? shortDate(other.from) : `${shortDate(other.from)}–${shortDate(other.until)}`;
  return texts.likeness[why](plain(other.title), whose, when);
}

/** Under a lock, judged when it is tapped. Throws `Fault` for what waits no more and for what this officer may not check. */
export async function openHanded(desk: OfficerDesk, record: number): Promise<{ it: Handed; name: string }> {
  await lockHanded(desk.db, tenantOf(desk), record);
  const it = await handedById(desk.db, tenantOf(desk), record);
  if (it?.state !== "menunggu") throw new Fault("conflict", texts.gone);
  if ((await barredFor(desk)).has(it.personId)) throw new Fault("forbidden", texts.own);
  return { it, name: await nameOf(desk, it) };
}

export const acceptCertificate = capability({
  id: "accept_certificate",
  about: "Mengakui sertifikat dari luar yang diserahkan pegawai.",
  phrases: [],
  roles: ["officer"],
  /** `seen`: the edition that the officer looked at (`changedAt`). */
  input: z.object({ record: Id, seen: z.string().max(40) }),

  async handle(context, { record, seen }) {
    const desk = deskOf(context);
    const { it, name } = await openHanded(desk, record);
    if (it.changedAt !== seen) throw new Fault("conflict", texts.replaced);
    if (!context.confirmed) return { reply: { text: "" }, ask: { question: texts.question(name, it), input: { record, seen } } };
    await decideHanded(desk.db, tenantOf(desk), { id: record, state: "diakui", reason: null, by: desk.by, now: desk.now });
    const reply = { text: texts.toldYes(it.title, it.jp === null ? texts.byTable : texts.jp(it.jp)) };
    return decided(desk, it, reply, texts.accepted(name, it.title), "accepted");
  },
});

export const refuseCertificate = capability({
  id: "refuse_certificate",
  about: "Menolak sertifikat yang diserahkan pegawai, dengan alasan.",
  phrases: [],
  roles: ["officer"],
  input: z.object({
    record: Id,
    seen: z.string().max(40),
    reason: z.string().trim().min(3, "Tulis alasannya dalam beberapa kata.").max(300).optional(),
    own: z.boolean().optional(),
  }),

  async handle(context: Context, { record, seen, reason, own }) {
    const desk = deskOf(context);
    if (own && reason !== undefined && isQuestion(reason)) return noReason;
    const { it, name } = await openHanded(desk, record);
    if (it.changedAt !== seen) throw new Fault("conflict", texts.replaced);
    if (reason === undefined && own) {
      return asksReason(texts.writeReason, { capability: "refuse_certificate", input: { record, seen, own } });
    }
    if (reason === undefined) {
      const common = texts.reasons.map((it): Button => ({ ...it, call: { capability: "refuse_certificate", input: { record, seen, reason: it.full } } }));
      const other = { label: texts.ownWords, call: { capability: "refuse_certificate", input: { record, seen, own: true } } };
      return offersReasons(texts.askReason, [...common, other], other.call);
    }
    const meant = own ? await claimantNamed(desk, reason) : undefined;
    if (meant) return { reply: { text: "" }, next: { capability: "check_handed", input: { record: meant.id } } };
    await decideHanded(desk.db, tenantOf(desk), { id: record, state: "ditolak", reason, by: desk.by, now: desk.now });
    const button = { label: texts.resubmit, call: { capability: "hand_in_certificate", input: {} } };
    return decided(desk, it, { text: texts.toldNo(it.title, reason), buttons: [button] }, texts.refused(name, it.title), "refused");
  },
});

/** Whose certificate is meant, where somebody's name alone came instead of a reason (F6). */
async function claimantNamed(desk: OfficerDesk, words: string): Promise<Handed | undefined> {
  const waiting = await Promise.all((await mine(desk)).map(async (it) => ({ it, name: await nameOf(desk, it) })));
  return personNamed(words, waiting)[0]?.it;
}

async function decided(desk: OfficerDesk, it: Handed, told: { text: string; buttons?: Button[] }, text: string, code: string): Promise<Outcome> {
  const key = `handed:${it.id}:${code}:${desk.now.epochMilliseconds}`;
  const letters = await lettersTo(desk.db, { ...tenantOf(desk), personId: it.personId }, { key, intent: "notice", now: desk.now, reply: told });
  const [following] = await mine(desk);
  return { reply: { text, buttons: following ? [nextButton(following)] : [] }, letters, looked: [it.personId], code };
}
