import { z } from "zod";
import { capability, type Outcome } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import type { Call } from "../../../core/reply.ts";
import { factorCall, factorIdleMinutes, givePass } from "../../../core/second-factor.ts";
import { clockTime } from "../../../core/time.ts";
import { checkCode, hasFactor } from "./factor-store.ts";

const texts = {
  ask: "Untuk keamanan, ketik 6 angka yang sedang tampil di aplikasi autentikator Anda.",
  none: "Bagian ini memerlukan kode keamanan kedua dari aplikasi autentikator di ponsel Anda, dan Anda belum mempunyainya. Mintalah di sini; petugas BKPSDM memastikannya dahulu.",
  request: { label: "Minta kode keamanan", call: { capability: "request_factor", input: {} } },
  right: `✅ Kode benar. Berlaku di chat ini sampai ${factorIdleMinutes} menit tidak dipakai.`,
  wrong: "Kode itu tidak berlaku. Tunggu angka berikutnya di aplikasi autentikator, lalu ketik lagi 6 angkanya.",
  wait: (time: string) => `Terlalu banyak kode yang keliru. Demi keamanan, coba lagi setelah pukul ${time}. Ponsel hilang? Hubungi administrator lain.`,
};

/** `prove_factor`: asks for a code of the person's authenticator (RFC 6238) and goes on with what needed it. */
export const proveFactor = capability({
  id: factorCall,
  about: "Membuktikan diri dengan kode aplikasi autentikator.",
  command: "verifikasi",
  phrases: ["kode autentikator", "kode verifikasi"],
  roles: ["supervisor", "unit_officer", "officer", "administrator"],
  secondFactor: false,
  input: z.object({
    code: z.string().trim().max(80).optional().describe("6 angka dari aplikasi autentikator"),
    /** What had been asked for; judged by the gate anew. */
    goal: z.object({ capability: z.string(), input: z.record(z.string(), z.unknown()) }).optional(),
  }),

  async handle(context, { code, goal }) {
    const { db, cell, now } = context;
    const person = context.person as Person;
    const { agency } = person;
    const subject = { cell, agencyId: agency.id, personId: person.id };
    if (code === undefined) {
      if (!(await hasFactor(db, subject, now))) return without;
      return asked(texts.ask, goal, "asked");
    }
    const checked = await checkCode(db, subject, code.replace(/\D/g, ""), now);
    if (checked.kind === "none") return without;
    if (checked.kind === "wait") return { reply: { text: texts.wait(clockTime(nextMinute(checked.until), agency.zone)) }, code: "wait" };
    if (checked.kind === "wrong") return asked(texts.wrong, goal, "wrong_code");
    await givePass(context, person);
    return { reply: { text: texts.right }, code: "proven", ...(goal && { next: goal }) };
  },
});

const without: Outcome = { reply: { text: texts.none, buttons: [texts.request] }, code: "no_factor" };

const asked = (text: string, goal: Call | undefined, code: string): Outcome => ({
  reply: { text },
  awaits: { capability: factorCall, input: goal ? { goal } : {}, field: "code" },
  code,
});

const nextMinute = (at: Temporal.Instant): Temporal.Instant => at.round({ smallestUnit: "minute", roundingMode: "ceil" });
