import { z } from "zod";
import { capability } from "../../../core/capability.ts";
import type { Person } from "../../../core/person.ts";
import { channelName } from "../../people/link/chat-words.ts";
import { type Rate, responseRates } from "./rates-store.ts";

/** How far back is looked. */
export const rateDays = 365;

const texts = {
  none: "Belum ada cukup survei yang terkirim dan berakhir untuk dihitung (paling sedikit lima).",
  all: (it: string) => `*Tanggapan survei setahun terakhir*: ${it} menjawab.`,
  by: { step: "Menurut survei", channel: "Menurut kanal", hour: "Menurut jam surat", wording: "Menurut bunyi surat", reminded: "Menurut pengingat" },
  note: "Kelompok dengan kurang dari lima surat tidak ditampilkan.",
  hour: (it: string) => `pukul ${it}`,
  wording: (it: string) => `bunyi ${it}`,
  reminded: (it: string) => (it === "0" ? "tanpa pengingat" : `${it} pengingat`),
};

const kinds = ["step", "channel", "hour", "wording", "reminded"] as const;

/** `34 dari 50 (68%)` */
export const shareText = ({ asked, answered }: Pick<Rate, "asked" | "answered">): string =>
  `${answered} dari ${asked} (${Math.round((100 * answered) / asked)}%)`;

/** What is meant by the value of a rate. */
export function rateName({ by, value }: Rate): string {
  if (by === "channel") return channelName(value);
  return by === "hour" || by === "wording" || by === "reminded" ? texts[by](value) : value;
}

export const showRates = capability({
  id: "show_response_rates",
  about: "Menampilkan berapa bagian yang menjawab survei, menurut kanal, jam, dan bunyi surat.",
  command: "tanggapan",
  phrases: ["tingkat tanggapan survei", "berapa yang menjawab survei"],
  roles: ["officer"],
  input: z.object({}),

  async handle({ db, cell, now, person }) {
    const tenant = { cell, agencyId: (person as Person).agency.id };
    const rates = await responseRates(db, tenant, now.subtract({ hours: 24 * rateDays }), now);
    const all = rates.find((it) => it.by === "all");
    if (!all) return { reply: { text: texts.none }, code: "none" };
    const groups = kinds.flatMap((kind) => {
      const own = rates.filter((it) => it.by === kind);
      return own.length === 0 ? [] : [`${texts.by[kind]}: ${own.map((it) => `${rateName(it)} ${shareText(it)}`).join("; ")}.`];
    });
    return { reply: { text: [texts.all(shareText(all)), ...groups, texts.note].join("\n"), data: rates }, code: "shown" };
  },
});
