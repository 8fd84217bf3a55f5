import { z } from "zod";
import { type Capability, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import { looksLikeCode, nearlyCode, readCode, readTypedCode } from "../../../core/one-time-code.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { clockTime } from "../../../core/time.ts";
import { fullName } from "../person-name.ts";
import { consentVersion } from "../privacy/consent-store.ts";
import { consentNotice, type PurposeTable } from "../privacy/notice.ts";
import { channelName, dayOf } from "./chat-words.ts";
import { issueCode } from "./code.ts";
import { askOfficers } from "./confirmation.ts";
import { handlesOf } from "./handle-store.ts";
import { completeLink } from "./link.ts";
import { cardOf } from "./link-store.ts";
import { maskName } from "./mask-name.ts";
import { type Claim, claimByCode, claimByPhone, standingClaim, type Talking } from "./prove.ts";

const howToGetCode = `Kode diberikan BKPSDM kota Anda satu per satu, dan hanya berlaku sekali. Bila chat lain milik Anda sudah tertaut, ketik /tautkan di sana dan pilih *Kode chat lain*.`;

const texts = {
  phone: "Agar saya tahu siapa Anda, kirim nomor telepon Anda dengan tombol di bawah. Nomor itu hanya dicocokkan dengan data kepegawaian.",
  phoneOr: "Punya kode dari BKPSDM? Ketik saja di sini, misalnya: KODE ABCDE-12345.",
  sendPhone: "Kirim nomor saya",
  otherCard: "Kartu kontak itu bukan nomor akun Anda sendiri, jadi belum dapat dipakai.",
  unknownPhone: "Nomor ini belum dapat dipakai sebagai bukti.",
  code: `Agar saya tahu siapa Anda, ketik kode dari BKPSDM di sini, misalnya: KODE ABCDE-12345.\n\n${howToGetCode}`,
  wrong: "Kode itu tidak berlaku. Periksa kembali hurufnya; bila tetap tidak bisa, minta kode baru.",
  incomplete:
    "Kode itu belum lengkap atau ada yang salah ketik: kode terdiri dari 10 huruf dan angka, misalnya ABCDE-12345. Periksa kembali, lalu ketik ulang.",
  demoOver: "Kode pegawai contoh sudah tidak berlaku, karena layanan ini sudah dipakai dengan data atau akun sungguhan.",
  wait: (time: string) => `Terlalu banyak kode yang keliru. Demi keamanan, coba lagi setelah pukul ${time}.`,
  noProof: `NIP, nama, dan tanggal lahir diketahui banyak orang, jadi bukan bukti; mohon jangan ditulis di sini. Yang diperlukan adalah kode dari BKPSDM, misalnya: KODE ABCDE-12345.\n\n${howToGetCode}`,
  expired: "Waktunya sudah lewat. Silakan mulai lagi dengan /tautkan.",
  already: (name: string, others: string[]) =>
    `Percakapan ini sudah tertaut dengan *${name}*${name.endsWith(".") ? "" : "."}${others.length > 0 ? `\n\nChat lain Anda:\n${others.join("\n")}` : ""}\n\nUntuk orang lain, lepaskan dahulu: /lepas.`,
  newCode: (code: string) =>
    `Kode untuk chat lain Anda: *${code}*\n\nKetik di chat yang baru dalam 10 menit. Hanya berlaku sekali; jangan diberikan kepada siapa pun.`,
  asked: "Permintaan sudah dikirim ke petugas BKPSDM. Anda diberi tahu di sini setelah dipastikan.",
  nobody: (id: number) => `Mohon hubungi BKPSDM dan sebutkan nomor tautan *${id}*. Belum ada petugas yang dapat memastikannya lewat chat.`,
  nothingWaits: "Tidak ada yang perlu dipastikan: semua hak Anda di chat ini sudah terbuka.",
};

/** A NIP and nothing else: somebody says who they are, which is told what would prove it. The number goes no further. */
const onlyNip = /^(?:nip\s*(?:saya|sy)?\s*[:=]?\s*)?\d{8}[ .-]?\d{6}[ .-]?\d[ .-]?\d{3}$/i;

/** "Saya pegawai dinkes, NIP 1985…, nama Budi": the same in a sentence. What is asked or to be mended is no introduction. */
const introduction = /^(?:(?:halo|hai|selamat \p{L}+|assalamualaikum|izin|mohon izin|perkenalkan|pak|bu|min|kak)[\s,.]+)*(?:saya|sy|aku|nama saya|nama sy)\b/iu;
const nipInside = /(?<!\d)\d{8}[ .-]?\d{6}[ .-]?\d[ .-]?\d{3}(?!\d)/;
const noIntroduction =
  /[?]|\b(?:salah|keliru|koreksi|perbaik\w*|ubah|ganti|seharusnya|harusnya|apa|bagaimana|gimana|kenapa|berapa|tolong(?!\s+(?:di)?(?:tautkan|taut|hubungkan|sambungkan)\b)|cek)\b/i;
const introductionMost = 200;

const saysWho = (said: string): boolean =>
  onlyNip.test(said) || (said.length <= introductionMost && introduction.test(said) && nipInside.test(said) && !noIntroduction.test(said));

/** Zone in which a guest without a city reads the time. */
const nationalZone = "Asia/Jakarta";

/** `link_chat`: proves that a chat is somebody's, and asks for consent. The table of purposes is what the consent is given to. */
export function linkChat(purposes: PurposeTable): Capability {
  return capability({
    id: "link_chat",
    about: "Menautkan percakapan ini dengan data kepegawaian Anda.",
    command: "tautkan",
    phrases: ["tautkan", "tautkan akun", "tautkan chat", "hubungkan akun", "daftarkan nomor saya", "login", "masuk akun", "verifikasi akun"],
    roles: ["guest"],
    input: z.object({
      code: z.string().max(200).optional().describe("Kode dari BKPSDM, misalnya ABCDE-12345"),
      /** A contact card answered our asking. */
      card: z.enum(["own", "other"]).optional(),
      /** What somebody already linked wants: a code for another chat, or a second person's confirmation. */
      wish: z.enum(["code", "confirmation"]).optional(),
    }),
    recognise(text) {
      const code = readCode(text) ?? nearlyCode(text) ?? (saysWho(text.trim()) ? "[NIP]" : null);
      return code === null ? undefined : { code };
    },

    async handle(context, { code, card, wish }) {
      if (!context.origin) throw new Fault("bad_input", texts.code);
      const talking: Talking = { ...context, origin: context.origin };
      if (context.person) return linked(talking, context.person, wish);
      if (context.confirmed) {
        const claim = standingClaim(context);
        return claim ? completeLink(talking, claim, purposes) : { reply: { text: texts.expired }, code: "expired" };
      }
      if (code !== undefined) return byCode(talking, code, purposes);
      return byPhone(talking, card, purposes);
    },
  });
}

async function byCode(context: Talking, typed: string, purposes: PurposeTable): Promise<Outcome> {
  const code = readTypedCode(typed);
  if (code === null) return { reply: { text: looksLikeCode(typed) ? texts.incomplete : texts.noProof }, code: "no_code" };
  const proof = await claimByCode(context, code);
  if ("wait" in proof) return { reply: { text: texts.wait(clockTime(nextMinute(proof.wait), context.agency?.zone ?? nationalZone)) }, code: "wait" };
  if ("wrong" in proof) return { reply: { text: proof.wrong === "demo" ? texts.demoOver : texts.wrong }, code: "wrong_code" };
  return proven(context, proof.claim, purposes);
}

const nextMinute = (at: Temporal.Instant): Temporal.Instant => at.round({ smallestUnit: "minute", roundingMode: "ceil" });

async function byPhone(context: Talking, card: "own" | "other" | undefined, purposes: PurposeTable): Promise<Outcome> {
  const claim = await claimByPhone(context);
  if (claim) return proven(context, claim, purposes);
  if (context.origin.from.phone) return { reply: { text: `${texts.unknownPhone}\n\n${texts.code}` }, code: "unknown_phone" };
  if (context.origin.to.channel !== "telegram") return { reply: { text: texts.code }, code: "code_wanted" };
  const text = [card === "other" ? texts.otherCard : "", texts.phone, texts.phoneOr].filter(Boolean).join("\n\n");
  return { reply: { text, askContact: texts.sendPhone }, code: "phone_wanted" };
}

/** Consent to this very wording is asked for once; a further chat of the same person needs no second yes. */
async function proven(context: Talking, claim: Claim, purposes: PurposeTable): Promise<Outcome> {
  const { db, cell, now } = context;
  const subject = { cell, agencyId: claim.agencyId, personId: claim.personId };
  if ((await consentVersion(db, subject, "chat")) === purposes.agreed) return completeLink(context, claim, purposes);
  const card = await cardOf(db, subject, now);
  const question = consentNotice(maskName(card?.name ?? ""), purposes.chatDays);
  return { reply: { text: question }, ask: { question, input: {} }, remember: { claim } };
}

async function linked(context: Talking, person: Person, wish: "code" | "confirmation" | undefined): Promise<Outcome> {
  const { db, cell, now, origin } = context;
  const subject = { cell, agencyId: person.agency.id, personId: person.id };
  if (wish === "code") {
    const { code } = await issueCode(db, subject, { purpose: "chat", issuedBy: person.id, now });
    return { reply: { text: texts.newCode(code) }, code: "code_made" };
  }
  const card = await cardOf(db, subject, now);
  if (!card) throw new Error("a linked person without a card");
  if (wish === "confirmation") {
    if (!person.waiting) return { reply: { text: texts.nothingWaits }, code: "nothing_waits" };
    const letters = await askOfficers(db, subject, { handleId: person.handleId, channel: origin.to.channel, card }, now);
    return { reply: { text: letters.length > 0 ? texts.asked : texts.nobody(person.handleId) }, letters, code: "confirmation_asked" };
  }
  const others = (await handlesOf(db, subject, now)).filter((it) => it.id !== person.handleId);
  const lines = others.map((it) => `- ${channelName(it.channel)}, sejak ${dayOf(it.since, card.agency.zone)}`);
  return { reply: { text: texts.already(plain(fullName(card)), lines), buttons: linkedButtons(person) }, code: "already" };
}

const linkedButtons = ({ waiting }: Person): Button[] => [
  { label: "Kode chat lain", call: { capability: "link_chat", input: { wish: "code" } } },
  ...(waiting ? [{ label: "Minta dipastikan", call: { capability: "link_chat", input: { wish: "confirmation" } } }] : []),
  { label: "Lepas chat", call: { capability: "unlink_chat", input: {} } },
];
