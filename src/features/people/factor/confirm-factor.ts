import { z } from "zod";
import { type Capability, capability, type Outcome } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { plain } from "../../../core/reply.ts";
import { openChat } from "../link/confirmation.ts";
import { lettersTo } from "../link/letters.ts";
import { type Card, cardOf } from "../link/link-store.ts";
import { fullName } from "../person-name.ts";
import { factorPath } from "./factor-page.ts";
import { hasFactor } from "./factor-store.ts";
import { factorConfirmers } from "./request-factor.ts";
import { type FactorRequest, grantRequest, openRequest, pageMinutes, refuseRequest } from "./request-store.ts";

const texts = {
  gone: "Permintaan itu sudah dijawab, sudah diganti yang baru, sudah lewat sehari, atau chat yang memintanya sudah dilepas.",
  own: "Permintaan Anda sendiri harus dipastikan oleh petugas lain.",
  administrator: "Permintaan ini hanya dapat dipastikan oleh administrator lain.",
  noAddress: "Alamat layanan belum diatur, jadi tautannya tidak dapat dibuat. Kodenya dapat dibuat di server: *kawan people factor new*.",
  granted: (name: string, code: string) =>
    `Tautan sudah dikirim ke chat *${name}*. Bacakan 6 angka ini kepadanya lewat telepon atau langsung, jangan lewat chat:\n\n*${code}*\n\nBerlaku ${pageMinutes} menit.`,
  refused: (name: string) => `Permintaan atas nama *${name}* ditolak. Pemilik data diberi tahu di semua chatnya.`,
  link: (url: string) =>
    `Kode keamanan kedua Anda siap dibuat:\n${url}\n\nHalaman itu meminta 6 angka yang disebutkan petugas BKPSDM lewat telepon. Berlaku ${pageMinutes} menit, sekali pakai. Jangan diteruskan kepada siapa pun.`,
  told: "Permintaan kode keamanan kedua atas nama Anda ditolak petugas BKPSDM. Bila Anda tidak memintanya, segera hubungi BKPSDM: mungkin ada yang memakai chat Anda.",
};

/** `confirm_factor`: a second person says whether somebody's wish for a second factor is really theirs (F2). By button only. */
export const confirmFactor = (base = ""): Capability =>
  capability({
    id: "confirm_factor",
    about: "Memastikan permintaan kode keamanan kedua seorang pegawai.",
    phrases: [],
    roles: ["officer", "administrator"],
    input: z.object({ request: z.int().positive(), answer: z.enum(["yes", "no"]) }),

    async handle({ db, cell, now, person }, { request, answer }) {
      const { id: by, agency, roles } = person as Person;
      const tenant = { cell, agencyId: agency.id };
      const wish = await openRequest(db, tenant, request, now);
      const chat = wish && (await openChat(db, tenant, wish.handleId, now));
      const subject = { ...tenant, personId: wish?.personId ?? 0 };
      const card = chat && (await cardOf(db, subject, now));
      if (!wish || !chat || chat.personId !== wish.personId || !card) throw new Fault("not_found", texts.gone);
      // Judged now, not when the letter went out: who has lost the right has lost it, and nobody decides about themselves (F7).
      if (wish.personId === by) throw new Fault("forbidden", texts.own);
      const may = factorConfirmers(card, await hasFactor(db, subject, now));
      if (!may.some((role) => roles.includes(role as "officer"))) throw new Fault("forbidden", texts.administrator);
      const decided = answer === "no" ? await refused() : await granted();
      return { ...decided, looked: [wish.personId], ledger: [{ kind: "right", subjectId: wish.personId, outcome: decided.code ?? "" }] };

      async function refused(): Promise<Outcome> {
        await refuseRequest(db, tenant, request, by, now);
        const news = { reply: { text: texts.told }, key: `factor-no:${agency.id}:${request}`, intent: "notice" as const, now, everywhere: {} };
        return { reply: { text: texts.refused(nameOf(card as Card)) }, letters: await lettersTo(db, subject, news), code: "factor_refused" };
      }

      async function granted(): Promise<Outcome> {
        if (base === "") throw new Fault("unavailable", texts.noAddress);
        const { secret, code } = await grantRequest(db, tenant, wish as FactorRequest, by, now);
        const text = texts.link(`${base.replace(/\/+$/, "")}${factorPath}/${secret}`);
        const news = { reply: { text }, key: `factor-yes:${agency.id}:${request}`, intent: "notice" as const, now, only: (wish as FactorRequest).handleId };
        return { reply: { text: texts.granted(nameOf(card as Card), code) }, letters: await lettersTo(db, subject, news), code: "factor_granted" };
      }
    },
  });

const nameOf = (card: Card): string => plain(fullName(card));
