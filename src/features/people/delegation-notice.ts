import { plain } from "../../core/reply.ts";
import { longDate } from "../../core/time.ts";
import type { KeptDelegation } from "./delegation-store.ts";
import type { Notice } from "./notice.ts";

const texts = {
  named: (leader: string, span: string) =>
    `${span} Anda mewakili *${leader}*: permintaan pelatihan pegawainya dapat Anda putuskan, kecuali permintaan Anda sendiri.`,
  later: "Saya ingatkan lagi saat mulai.",
  now: "Yang sedang menunggu: /persetujuan.",
  actedFor: (name: string, span: string) => `${span} *${name}* juga dapat memutuskan permintaan pelatihan pegawai Anda.`,
  wrong: "Bila ini bukan kehendak Anda, akhiri lewat /wakil.",
  begins: (leader: string, span: string) => `Pengingat: ${small(span)} Anda mewakili *${leader}* dalam memutuskan permintaan pelatihan pegawainya.`,
  over: (leader: string, last: string) =>
    `Masa Anda mewakili *${leader}* berakhir ${last}. Sesudah itu permintaan pelatihan pegawainya tidak lagi Anda putuskan.`,
  overForLeader: (name: string, last: string) => `Masa *${name}* mewakili Anda berakhir ${last}. Bila masih diperlukan, tunjuk lagi lewat /wakil.`,
  withdrawn: (leader: string) => `*${leader}* tidak jadi menunjuk Anda sebagai wakilnya.`,
  look: { label: "Lihat permintaan", call: { capability: "pending_approvals", input: {} } },
};

/** Names of the two, as they are said. */
export interface Names {
  leader: string;
  delegate: string;
}

/** The last day on which it holds; null = until it is ended. */
export const lastDay = ({ until }: Pick<KeptDelegation, "until">): string | null =>
  until === null ? null : Temporal.PlainDate.from(until).subtract({ days: 1 }).toString();

/** "Mulai hari ini sampai 12 Januari 2027", "1 Desember 2026 sampai 12 Januari 2027", "Pada 3 Desember 2026" */
export function spanWords(it: Pick<KeptDelegation, "since" | "until">, today: string): string {
  const last = lastDay(it);
  if (last === it.since) return it.since === today ? "Hari ini" : `Pada ${longDate(last)}`;
  const from = it.since <= today ? "Mulai hari ini" : last === null ? `Mulai ${longDate(it.since)}` : longDate(it.since);
  return last === null ? from : `${from} sampai ${longDate(last)}`;
}

/** The same within a sentence. */
export const small = (span: string): string => span.slice(0, 1).toLowerCase() + span.slice(1);

/** What both are told when it is named. To whom it is about, in every chat: whoever holds one could have named somebody else. */
export const namedNotices = (it: KeptDelegation, names: Names, today: string): Notice[] => {
  const span = spanWords(it, today);
  const more = it.since > today ? texts.later : texts.now;
  return [
    notice(it, it.delegateId, "ditunjuk", `${texts.named(plain(names.leader), span)} ${more}`),
    { ...notice(it, it.leaderId, "ditunjuk", `${texts.actedFor(plain(names.delegate), span)} ${texts.wrong}`), everywhere: true },
  ];
};

/** The morning on which it begins. */
export const beginNotice = (it: KeptDelegation, { leader }: Names, today: string): Notice => ({
  ...notice(it, it.delegateId, "mulai", texts.begins(plain(leader), spanWords(it, today))),
  reply: { text: texts.begins(plain(leader), spanWords(it, today)), buttons: [texts.look] },
});

/** What both are told when it is over, in time or before. One that has not begun is only taken back. */
export function endNotices(it: KeptDelegation, names: Names): Notice[] {
  if (it.until !== null && it.until <= it.since) return [notice(it, it.delegateId, "akhir", texts.withdrawn(plain(names.leader)))];
  const last = longDate(lastDay(it) ?? it.since);
  return [
    notice(it, it.delegateId, "akhir", texts.over(plain(names.leader), last)),
    notice(it, it.leaderId, "akhir", texts.overForLeader(plain(names.delegate), last)),
  ];
}

/** Once for each: whether it ends in time or is ended, it is told by one key. */
const notice = ({ id }: KeptDelegation, personId: number, about: string, text: string): Notice => ({
  personId,
  key: `wakil:${id}:${about}:${personId}`,
  reply: { text },
});
