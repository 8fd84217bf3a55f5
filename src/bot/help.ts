import { z } from "zod";
import { type Capability, type Context, capability } from "../core/capability.ts";
import { rolesOf } from "../core/person.ts";
import type { Button } from "../core/reply.ts";
import { namedCity } from "./named-city.ts";

const texts = {
  greeting: (city: string | null) =>
    `Selamat datang di *Kawan ASN*${city ? ` Kota ${city}` : ""}.\n\nTanyakan aturan pengembangan kompetensi ASN dengan bahasa sehari-hari. Setiap jawaban menyebut sumbernya, dan saya berkata terus terang bila tidak tahu.\n\nMohon jangan menulis NIP atau data pribadi di sini.`,
  national: "Anda bekerja di kota mana? Sebelum kota dipilih, saya memakai aturan nasional saja.",
  elsewhere: "Kota pada tautan itu belum memakai layanan ini.",
  stop: "Baik, Bapak/Ibu. Cukup berhenti menulis di sini. Tidak ada pesan yang dikirim tanpa diminta.",
  help: (lines: string[]) => `Yang bisa dilakukan:\n${lines.join("\n")}\n\nAtau langsung ketik pertanyaan Anda.`,
};

/** What the assistant says of itself: the beginning, what it can do, the end. */
export function helpCapabilities(catalog: () => Capability[]): Capability[] {
  const help = capability({
    id: "help",
    about: "Menampilkan hal-hal yang bisa dilakukan asisten ini.",
    command: "bantuan",
    phrases: ["bantuan", "help", "menu"],
    roles: ["guest"],
    input: z.object({}),
    async handle(context) {
      const roles = rolesOf(context.person);
      const lines = catalog()
        .filter((it) => it.command && it.roles.some((role) => roles.includes(role)))
        .map((it) => `/${it.command} — ${it.about}`);
      return { reply: { text: texts.help(lines) } };
    },
  });
  const start = capability({
    id: "start",
    about: "Menyapa dan menanyakan kota.",
    command: "start",
    phrases: [],
    roles: ["guest"],
    input: z.object({ city: z.string().max(64).default("") }),
    async handle(context, { city }) {
      const named = namedCity(city, context.agencies);
      const agency = named ?? context.agency;
      const elsewhere = city.trim() !== "" && !named ? texts.elsewhere : "";
      const text = (...parts: string[]) => parts.filter(Boolean).join("\n\n");
      if (agency) return { reply: { text: text(texts.greeting(agency.name), elsewhere) }, chooseAgency: agency.id, code: "greeted" };
      const which = elsewhere ? `${elsewhere} ${texts.national}` : texts.national;
      return { reply: { text: text(texts.greeting(null), which), buttons: cityButtons(context) }, code: "greeted" };
    },
  });
  const stop = capability({
    id: "stop",
    about: "Mengakhiri percakapan.",
    phrases: ["stop", "berhenti", "berhenti berlangganan", "unsubscribe"],
    roles: ["guest"],
    input: z.object({}),
    handle: async () => ({ reply: { text: texts.stop } }),
  });
  return [help, start, stop];
}

const cityButtons = (context: Context): Button[] =>
  context.agencies.map((it) => ({ label: it.name, call: { capability: "choose_city", input: { city: it.slug } } }));
