import { z } from "zod";
import { type Capability, type Context, capability } from "../core/capability.ts";
import { rolesOf } from "../core/person.ts";
import type { Button } from "../core/reply.ts";

const texts = {
  greeting: (city: string | null) =>
    `Selamat datang di *Kawan ASN*${city ? ` Kota ${city}` : ""}.\n\nTanyakan aturan pengembangan kompetensi ASN dengan bahasa sehari-hari. Setiap jawaban menyebut sumbernya, dan saya berkata terus terang bila tidak tahu.\n\nMohon jangan menulis NIP atau data pribadi di sini.`,
  national: "Anda bekerja di kota mana? Sebelum kota dipilih, saya memakai aturan nasional saja.",
  help: (lines: string[]) => `Yang bisa dilakukan:\n${lines.join("\n")}\n\nAtau langsung ketik pertanyaan Anda.`,
};

/** The two capabilities that speak of all the others. */
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
      const named = context.agencies.find((it) => it.slug === city.toLowerCase());
      const agency = named ?? context.agency;
      if (agency) {
        return { reply: { text: texts.greeting(agency.name) }, chooseAgency: agency.id, code: "greeted" };
      }
      return { reply: { text: `${texts.greeting(null)}\n\n${texts.national}`, buttons: cityButtons(context) }, code: "greeted" };
    },
  });
  return [help, start];
}

const cityButtons = (context: Context): Button[] =>
  context.agencies.map((it) => ({ label: it.name, call: { capability: "choose_city", input: { city: it.slug } } }));
