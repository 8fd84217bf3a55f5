import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import type { Button } from "../../../core/reply.ts";
import { setAddress } from "./link-store.ts";

const texts = {
  ask: "Bapak/Ibu ingin disapa bagaimana?",
  bapak: "Baik, Bapak.",
  ibu: "Baik, Ibu.",
  nama: "Baik. Selanjutnya saya menyapa dengan nama saja.",
  unknown: "Pilih salah satu: Bapak, Ibu, atau Nama saja.",
};

const choices = [
  ["Bapak", "bapak"],
  ["Ibu", "ibu"],
  ["Nama saja", "nama"],
] as const;

/** Shown once after linking, and by /sapaan. Sex is never guessed from a name or a NIP (F23). */
export const addressButtons: Button[] = choices.map(([label, as]) => ({ label, call: { capability: "address_me", input: { as } } }));

const As = z
  .string(texts.unknown)
  .trim()
  .toLowerCase()
  .transform((it) => it.replace(/^(?:di)?(?:sapa|panggil)(?: saya)? (?:dengan )?/, "").replace(/^nama saja$/, "nama"))
  .pipe(z.enum(["bapak", "ibu", "nama"], texts.unknown));

/** `address_me`: how the person wants to be addressed. */
export const addressMe = capability({
  id: "address_me",
  about: "Mengatur cara saya menyapa Anda: Bapak, Ibu, atau nama.",
  command: "sapaan",
  phrases: ["ganti sapaan", "ubah sapaan", "panggil saya", "sapa saya"],
  roles: ["asn"],
  input: z.object({ as: As.describe("Bapak, Ibu, atau nama") }),
  ask: { as: { text: texts.ask, buttons: () => addressButtons } },

  async handle({ db, cell, person }, { as }) {
    if (!person) throw new Error("address_me without a person");
    await setAddress(db, { cell, agencyId: person.agency.id, personId: person.id }, as);
    return { reply: { text: texts[as] } };
  },
});
