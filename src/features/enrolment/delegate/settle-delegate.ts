import type { Context, Outcome } from "../../../core/capability.ts";
import type { Letter } from "../../../core/channel.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { plain } from "../../../core/reply.ts";
import { longDate } from "../../../core/time.ts";
import type { Database } from "../../../db/database.ts";
import { endNotices, namedNotices, small, spanWords } from "../../people/delegation-notice.ts";
import { delegationsFrom, endDelegations, isOver, type KeptDelegation, nameDelegate } from "../../people/delegation-store.ts";
import { lettersTo, reachable } from "../../people/link/letters.ts";
import type { Notice } from "../../people/notice.ts";
import { type Brief, briefsOf, findPerson, fullName } from "../../people/person-store.ts";

const texts = {
  confirm: (name: string, span: string) =>
    `Tunjuk *${name}* sebagai wakil Anda?\n${span}\n\nSelama itu *${name}* juga dapat memutuskan permintaan pelatihan pegawai Anda, kecuali permintaannya sendiri. Anda tetap dapat memutuskan.`,
  replaces: (name: string, from: string) => `Masa *${name}* sebagai wakil Anda berakhir sebelum ${from}.`,
  done: (name: string, span: string) => `Tercatat: *${name}* mewakili Anda ${span}.`,
  heard: "Yang bersangkutan sudah saya beri tahu.",
  unreachable: (name: string) => `*${name}* belum menautkan percakapan, jadi belum dapat diberi tahu lewat sini. Mohon disampaikan langsung.`,
  endConfirm: (name: string, span: string) => `Akhiri masa *${name}* sebagai wakil Anda (${span})?`,
  ended: (name: string) => `*${name}* tidak lagi mewakili Anda.`,
  gone: "Wakil itu sudah tidak ada dalam catatan. Ketik /wakil untuk melihatnya.",
  end: "Akhiri",
};

/** First and last day, and today. */
export interface Span {
  from: string;
  until: string;
  day: string;
}

/** Names the delegate after a yes; both are told. */
export async function confirmDelegate(context: Context, leader: Subject, who: Brief, { from, until, day }: Span): Promise<Outcome> {
  const { db, now } = context;
  const name = plain(fullName(who));
  const outside = Temporal.PlainDate.from(until).add({ days: 1 }).toString();
  const span = spanWords({ since: from, until: outside }, day);
  if (!context.confirmed) {
    const cut = (await delegationsFrom(db, leader, from)).filter((it) => it.since < outside);
    const names = await namesOf(db, leader, cut, day);
    const notes = cut.map((it) => texts.replaces(plain(names.get(it.delegateId) ?? ""), longDate(it.since > from ? it.since : from)));
    return { reply: { text: "" }, ask: { question: [texts.confirm(name, span), ...notes].join("\n\n"), input: { person: who.id, from, until } } };
  }
  const { named, ended } = await nameDelegate(db, leader, { delegateId: who.id, since: from, until: outside, day, now });
  const own = await nameOf(db, leader, day);
  const letters = await lettersOf(context, leader, [
    ...(await endingsOf(db, leader, ended, day)),
    ...namedNotices(named, { leader: own, delegate: fullName(who) }, day),
  ]);
  const heard = (await reachable(db, leader, [who.id], now)).size > 0;
  const text = `${texts.done(name, small(span))} ${heard ? texts.heard : texts.unreachable(name)}`;
  const buttons = [{ label: texts.end, call: { capability: "choose_delegate", input: { end: named.id } } }];
  return { reply: { text, buttons }, letters, ledger: [{ kind: "right", subjectId: who.id, outcome: "named" }], code: "named" };
}

/** Ends one that runs, or takes one back that is to come, after a yes. */
export async function confirmEnd(context: Context, leader: Subject, id: number, day: string): Promise<Outcome> {
  const { db, now } = context;
  const it = (await delegationsFrom(db, leader, day)).find((one) => one.id === id);
  if (!it) return { reply: { text: texts.gone }, code: "gone" };
  const name = plain((await namesOf(db, leader, [it], day)).get(it.delegateId) ?? "");
  if (!context.confirmed) return { reply: { text: "" }, ask: { question: texts.endConfirm(name, small(spanWords(it, day))), input: { end: id } } };
  const ended = await endDelegations(db, leader, { day, now, id });
  const letters = await lettersOf(context, leader, await endingsOf(db, leader, ended, day));
  return { reply: { text: texts.ended(name) }, letters, ledger: [{ kind: "right", subjectId: it.delegateId, outcome: "ended" }], code: "ended" };
}

/** What those hear who act no more; the leader, who does it, is answered. */
async function endingsOf(db: Database, leader: Subject, ended: KeptDelegation[], day: string): Promise<Notice[]> {
  const [names, own] = [await namesOf(db, leader, ended, day), await nameOf(db, leader, day)];
  return ended
    .filter((it) => isOver(it, day))
    .flatMap((it) => endNotices(it, { leader: own, delegate: names.get(it.delegateId) ?? "" }))
    .filter((it) => it.personId !== leader.personId);
}

async function nameOf(db: Database, who: Subject, day: string): Promise<string> {
  const person = await findPerson(db, who, day);
  return person ? fullName(person) : "";
}

/** Full names of those who act, by person. */
export async function namesOf(db: Database, tenant: Subject, all: KeptDelegation[], day: string): Promise<Map<number, string>> {
  const ids = all.map((it) => it.delegateId);
  return new Map((await briefsOf(db, tenant, ids, day)).map((it) => [it.id, fullName(it)]));
}

/** The chat in which it is done is answered. */
async function lettersOf({ db, now, person }: Context, tenant: Subject, notices: Notice[]): Promise<Letter[]> {
  const letters: Letter[] = [];
  const except = person?.handleId;
  for (const { personId, everywhere, ...news } of notices)
    letters.push(
      ...(await lettersTo(
        db,
        { ...tenant, personId },
        { ...news, intent: "notice", now, ...(everywhere && { everywhere: { ...(except !== undefined && { except }) } }) },
      )),
    );
  return letters;
}
