import { z } from "zod";
import { capability } from "../../core/capability.ts";
import { cityButtons } from "../../core/city-buttons.ts";

const texts = {
  which: "Anda bekerja di kota mana?",
  chosen: (city: string) => `Baik. Mulai sekarang jawaban memakai aturan nasional dan keterangan Kota *${city}*.`,
  unknown: (cities: string) => `Kota itu belum memakai layanan ini. Pilih salah satu: ${cities}.`,
};

export const chooseCity = capability({
  id: "choose_city",
  about: "Memilih kota tempat Anda bekerja.",
  command: "kota",
  phrases: ["ganti kota", "pilih kota"],
  roles: ["guest"],
  input: z.object({ city: z.string().trim().min(1).max(64).describe("Nama kota, misalnya Kendari") }),
  ask: {
    city: {
      text: texts.which,
      buttons: (context) => cityButtons(context.agencies),
    },
  },

  async handle({ agencies }, { city }) {
    const wanted = city
      .toLowerCase()
      .replace(/^(?:(?:ke|di)\s+)?(?:(?:kota|pemkot|pemko)\s+)?/, "")
      .replace(/[^a-z]/g, "");
    const agency = agencies.find((it) => it.slug.replaceAll("-", "") === wanted);
    if (!agency) return { reply: { text: texts.unknown(agencies.map((it) => it.name).join(", ")), buttons: cityButtons(agencies) } };
    return { reply: { text: texts.chosen(agency.name) }, chooseAgency: agency.id };
  },
});
