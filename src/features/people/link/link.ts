import type { Outcome } from "../../../core/capability.ts";
import type { Letter } from "../../../core/channel.ts";
import type { Subject } from "../../../core/personal-data.ts";
import type { Button } from "../../../core/reply.ts";
import { plain } from "../../../core/reply.ts";
import { clockTime, localDate } from "../../../core/time.ts";
import { fullName } from "../person-name.ts";
import { giveConsent } from "../privacy/consent-store.ts";
import type { PurposeTable } from "../privacy/notice.ts";
import { addressButtons } from "./address-me.ts";
import { channelName, dayOf } from "./chat-words.ts";
import type { CodePurpose } from "./code.ts";
import { askOfficers, isFirstAdministrator } from "./confirmation.ts";
import { addHandle, type Evidence } from "./handle-store.ts";
import { lettersTo } from "./letters.ts";
import { type Card, cardOf, confirmPhone } from "./link-store.ts";
import { type Claim, type Talking, useClaim } from "./prove.ts";

const texts = {
  late: "Bukti itu sudah tidak berlaku. Silakan mulai lagi dengan /tautkan.",
  taken: "Akun ini sudah tertaut dengan data lain. Lepaskan dahulu di percakapan itu dengan /lepas, lalu ulangi.",
  linked: (name: string, position: string | null, city: string) =>
    `✅ Percakapan ini sekarang tertaut dengan *${name}*${position ? ` (${position})` : ""}, Kota ${city}.\n\nAnda dapat membuka data Anda sendiri. Lihat atau minta salinannya: /dataku. Melepas tautan: /lepas.`,
  waiting: "Hak sebagai atasan atau petugas baru terbuka setelah petugas BKPSDM memastikan bahwa chat ini benar milik Anda; permintaannya sudah dikirim.",
  waitingAlone: (id: number) =>
    `Hak sebagai atasan atau petugas baru terbuka setelah dipastikan BKPSDM. Mohon hubungi BKPSDM dan sebutkan nomor tautan *${id}*.`,
  shared: "Di layar yang dipakai bersama, ketuk *Keluar* bila sudah selesai. Setelah 30 menit tidak dipakai, tautan berakhir sendiri.",
  address: "Bapak/Ibu ingin disapa bagaimana?",
  news: (channel: string, day: string, time: string) =>
    `Chat baru (${channel}) baru saja ditautkan dengan data kepegawaian Anda pada ${day} pukul ${time}. Bila itu bukan Anda, ketuk tombol di bawah; tautannya langsung diputus.`,
  notMe: "Bukan saya",
};

const evidenceOf = { phone: "phone", link: "code", chat: "linked_chat", admin: "console", demo: "code" } as const satisfies Record<
  "phone" | CodePurpose,
  Evidence
>;

/** Makes the talk the person's: proof used up, consent recorded, the owner's other chats told, a second person asked where rights wait. */
export async function completeLink(context: Talking, claim: Claim, { version, agreed }: Pick<PurposeTable, "version" | "agreed">): Promise<Outcome> {
  const { db, cell, now, origin } = context;
  const { from, to } = origin;
  const subject: Subject = { cell, agencyId: claim.agencyId, personId: claim.personId };
  const card = await cardOf(db, subject, now);
  const proof = card && (await useClaim(context, claim));
  if (!proof) return { reply: { text: texts.late }, code: "late", remember: { claim: null } };
  const evidence = evidenceOf[proof];
  const confirmed = proof === "demo" || (proof === "admin" && (await isFirstAdministrator(db, subject, now)));
  const handleId = await addHandle(db, { ...subject, sender: from.id, address: to, evidence, confirmed }, now);
  if (handleId === undefined) return { reply: { text: texts.taken }, code: "taken", remember: { claim: null } };
  await giveConsent(db, subject, { purpose: "chat", answer: "yes", version: agreed, channel: to.channel, told: version }, now);
  if (from.phone && proof !== "phone") await confirmPhone(db, subject, from.phone.e164, localDate(now, card.agency.zone));
  const asked = !confirmed && hasMore(card) ? await askOfficers(db, subject, { handleId, channel: to.channel, card }, now) : null;
  return {
    reply: { text: replyText(card, to.channel, asked, handleId), buttons: card.addressAs === null ? addressButtons : [] },
    letters: [...(await newsOf(context, subject, card, handleId)), ...(asked ?? [])],
    ledger: [
      { kind: "link", agencyId: subject.agencyId, actorId: subject.personId, subjectId: subject.personId, outcome: evidence },
      ...(confirmed && proof === "admin"
        ? [{ kind: "right" as const, agencyId: subject.agencyId, actorId: null, subjectId: subject.personId, outcome: "confirmed" }]
        : []),
    ],
    code: "linked",
    remember: { claim: null },
    ...(!card.agency.demo && { chooseAgency: card.agency.id }),
  };
}

const hasMore = ({ leads, granted }: Card): boolean => leads || granted.length > 0;

function replyText(card: Card, channel: string, asked: Letter[] | null, handleId: number): string {
  return [
    texts.linked(plain(fullName(card)), card.position && plain(card.position), card.agency.name),
    channel === "web" ? texts.shared : "",
    asked === null ? "" : asked.length > 0 ? texts.waiting : texts.waitingAlone(handleId),
    card.addressAs === null ? texts.address : "",
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** Whoever links in somebody's name cannot keep it from them. */
function newsOf({ db, now, origin }: Talking, subject: Subject, { agency }: Card, handleId: number): Promise<Letter[]> {
  const button: Button = { label: texts.notMe, call: { capability: "unlink_chat", input: { handle: handleId, notMe: true } } };
  const text = texts.news(channelName(origin.to.channel), dayOf(now.toString(), agency.zone), clockTime(now, agency.zone));
  return lettersTo(db, subject, {
    reply: { text, buttons: [button] },
    key: `linked:${subject.agencyId}:${handleId}`,
    intent: "notice",
    now,
    everywhere: { except: handleId },
  });
}
