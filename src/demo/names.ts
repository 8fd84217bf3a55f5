import type { Dice } from "./dice.ts";

/** First names, among them ordinary words (Bunga, Cahaya), single ones and those with a title of the region (F20). */
const women = "Bunga Indah Cahaya Siti Rahma Dewi Ayu Nurul Fitri Wulan Melati Intan Kartika Ratna Sari Halimah Nadia Yuni Maya Lestari".split(" ");
const men = "Budi Agus Rizal Hendra Fajar Iwan Surya Bayu Guntur Rahmat Yusuf Ilham Dedi Bambang Arif Zulfikar Taufik Hasan Muda Ridwan".split(" ");
const regional = { woman: ["Cut", "Wa Ode", "Dayang", "Raja"], man: ["Teuku", "La Ode", "Raja", "Syarif"] } as const;
const last =
  "Lestari Pratama Hidayat Permata Saputra Wijaya Ramadhan Utami Setiawan Harahap Anwar Mahendra Kusuma Putri Nasution Syahputra Maulana Safitri".split(" ");
const degrees = ["S.E.", "S.Kom.", "S.Pd.", "S.Sos., M.Si.", "S.H.", "S.T., M.T.", "A.Md.", "S.STP., M.Si."];

export interface MadeUpName {
  woman: boolean;
  /** Ends with "(contoh)", wherever it is shown. */
  name: string;
  degree: string;
}

/** A name that nobody in this city has yet. */
export function madeUpName(chance: Dice, taken: Set<string>): MadeUpName {
  for (;;) {
    const woman = chance.roll() < 0.55;
    const title = chance.roll() < 0.12 ? `${chance.pick(regional[woman ? "woman" : "man"])} ` : "";
    const name = `${title}${chance.pick(woman ? women : men)} ${chance.pick(last)} (contoh)`;
    if (taken.has(name)) continue;
    taken.add(name);
    return { woman, name, degree: chance.pick(degrees) };
  }
}
