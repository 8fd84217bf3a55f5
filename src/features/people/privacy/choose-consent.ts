import { z } from "zod";
import { type Capability, type Context, capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import type { Subject } from "../../../core/personal-data.ts";
import type { Button } from "../../../core/reply.ts";
import { forgetWordsOf } from "../../../core/talk-data.ts";
import { dayOf } from "../link/chat-words.ts";
import { type Consent, giveConsent, standingConsents } from "./consent-store.ts";
import { type Answer, answerButton, type ConsentPurpose, consentPurposes, consentUses, type OwnPurpose, useVersion, useWords } from "./consent-uses.ts";
import type { PurposeTable } from "./notice.ts";
import { talksOf } from "./talks.ts";

const texts = {
  head: "*Izin yang dapat Anda beri atau cabut satu per satu*:",
  state: (words: string, state: string) => `- ${words}\n  Saat ini: *${state}*.`,
  yes: (day: string) => `diizinkan sejak ${day}`,
  no: (day: string) => `tidak diizinkan (${day})`,
  open: "belum diizinkan",
  again: "pernah diizinkan; keterangannya berubah, jadi perlu diizinkan lagi",
  ask: (words: string) => `Izinkan?\n\n${words}\n\nDasarnya persetujuan Anda (UU 27/2022), dan dapat dicabut kapan saja: /izin.`,
  askStop: (name: string) => `Hentikan *${name}*? Data lain dan tautan chat Anda tidak berubah.`,
  given: (name: string) => `✅ *${name}* diizinkan. Mencabutnya kapan saja: /izin.`,
  sendAgain: "Silakan kirim ulang pesan suaranya.",
  refused: (name: string) => `✅ *${name}* tidak dipakai. Mengizinkannya kapan saja: /izin.`,
  unknown: "Izin yang dapat diatur: pengingat, model, dan suara. Lihat semuanya: /izin.",
  agreed: "✅ Terima kasih. Persetujuan Anda atas keterangan yang baru sudah dicatat.",
};

/** What people call the purposes, beside what buttons do. */
const spoken: Record<string, ConsentPurpose> = { pengingat: "reminders", "model bahasa": "model", suara: "voice", "pesan suara": "voice" };

const Named = z
  .string(texts.unknown)
  .trim()
  .toLowerCase()
  .transform((it) => (Object.hasOwn(spoken, it) ? spoken[it] : it))
  .pipe(z.enum(consentPurposes, texts.unknown));

/** `choose_consent`: each purpose that rests on consent, with its own yes and no (F16). */
export function chooseConsent(purposes: PurposeTable): Capability {
  return capability({
    id: "choose_consent",
    about: "Memberi atau mencabut izin pengingat, model bahasa, dan pesan suara.",
    command: "izin",
    phrases: ["izin saya", "atur izin", "pengaturan izin"],
    roles: ["asn"],
    input: z.object({
      purpose: Named.optional().describe("Izin yang mana: pengingat, model, atau suara"),
      answer: z.enum(["yes", "no"]).optional(),
      /** The wording that stood above the button. */
      read: z.string().max(20).optional(),
    }),
    async handle(context, { purpose, answer, read }) {
      const person = context.person as Person;
      const subject: Subject = { cell: context.cell, agencyId: person.agency.id, personId: person.id };
      if (purpose === "chat" && answer) return link(context, subject, purposes, answer, read);
      if (purpose === undefined || purpose === "chat") return overview(context, subject, person);
      if (answer === undefined) return overview(context, subject, person, purpose);
      if (!context.confirmed && read !== useVersion(purpose)) {
        const question = answer === "yes" ? texts.ask(useWords(consentUses[purpose])) : texts.askStop(consentUses[purpose].name);
        return { reply: { text: "" }, ask: { question, input: { purpose, answer } } };
      }
      return answered(context, subject, purpose, answer);
    },
  });
}

async function answered({ db, now, origin }: Context, subject: Subject, purpose: OwnPurpose, answer: Answer): Promise<Outcome> {
  await giveConsent(db, subject, { purpose, answer, version: useVersion(purpose), channel: origin?.to.channel ?? "console" }, now);
  const { name } = consentUses[purpose];
  // What was remembered for the model goes with the yes, in every talk of the person.
  const silent = purpose === "model" && answer === "no";
  if (silent) await forgetWordsOf(db, subject.cell, await talksOf(db, subject));
  const given = purpose === "voice" ? `${texts.given(name)} ${texts.sendAgain}` : texts.given(name);
  return {
    reply: { text: answer === "yes" ? given : texts.refused(name) },
    ledger: [{ kind: "request", subjectId: subject.personId, outcome: `${purpose}_${answer}` }],
    ...(silent && { forgetWords: true as const }),
    code: answer === "yes" ? "given" : "refused",
  };
}

/** The answer to a changed notice. Who does not agree is asked whether everything that rests on it shall go. */
async function link({ db, now, origin }: Context, subject: Subject, purposes: PurposeTable, answer: Answer, read: string | undefined): Promise<Outcome> {
  if (answer === "no") return { reply: { text: "" }, code: "refused", next: { capability: "withdraw_consent", input: {} } };
  // Words that have changed once more since were not what was agreed to.
  if (read !== purposes.agreed) return { reply: { text: "" }, code: "changed", next: { capability: "privacy", input: {} } };
  const given = { purpose: "chat" as const, answer, version: purposes.agreed, channel: origin?.to.channel ?? "console", told: purposes.version };
  await giveConsent(db, subject, given, now);
  return { reply: { text: texts.agreed }, ledger: [{ kind: "request", subjectId: subject.personId, outcome: "chat_yes" }], code: "given" };
}

async function overview({ db }: Context, subject: Subject, { agency }: Person, only?: OwnPurpose): Promise<Outcome> {
  const standing = await standingConsents(db, subject);
  const shown = ownPurposes.filter((it) => only === undefined || it === only);
  const lines = shown.map((it) => texts.state(useWords(consentUses[it]), stateOf(it, standing.get(it), agency.zone)));
  return { reply: { text: [texts.head, ...lines].join("\n"), buttons: consentButtons(standing, shown) }, code: "shown" };
}

export const ownPurposes = consentPurposes.filter((it) => it !== "chat");

/** Where somebody stands with a purpose, in a few words. */
export function stateOf(purpose: OwnPurpose, standing: Consent | undefined, zone: string): string {
  if (!standing) return texts.open;
  const day = dayOf(standing.givenAt, zone);
  if (standing.answer === "no") return texts.no(day);
  return standing.version === useVersion(purpose) ? texts.yes(day) : texts.again;
}

/** For each purpose the button that changes it. The words stand above, so that one tap is enough to take back; a yes is asked once more. */
export const consentButtons = (standing: Map<ConsentPurpose, Consent>, shown: OwnPurpose[]): Button[] =>
  shown.map((it) => {
    const now = standing.get(it);
    const given = now?.answer === "yes" && now.version === useVersion(it);
    return answerButton(it, given ? "no" : "yes", { read: given });
  });
