import { type Dice, dice } from "./dice.ts";
import { madeUpName } from "./names.ts";
import { offices, type Seat } from "./offices.ts";

/** One line of the staff file, by the headings of the import's template. */
export type StaffLine = Record<(typeof headings)[number], string>;

export const headings = [
  "NIP",
  "Nama",
  "Gelar Belakang",
  "Status Pegawai",
  "Jabatan",
  "Jenis Jabatan",
  "Jenjang Jabatan",
  "TMT Jabatan",
  "OPD",
  "Unit Kerja",
  "NIP Atasan",
  "Golongan",
  "Awal Kontrak",
  "Akhir Kontrak",
] as const;

/** So many people has the made-up city. */
export const staffCount = 200;

const mayor = "Wali Kota Contoh (contoh)";
const townHall = "Sekretariat Daerah";

const grades: Record<Seat["family"], string[]> = {
  "JPT Pratama": ["IV/c", "IV/d"],
  Administrator: ["IV/a", "IV/b"],
  Pengawas: ["III/c", "III/d"],
  Fungsional: ["III/a", "III/b", "III/c"],
  Pelaksana: ["II/c", "III/a"],
};

/**
 * The made-up city's register, as an officer would export it: everybody has a leader, up to the mayor. NIPs have birth years
 * from 2060 on, so that none can be a living person's; nobody has a telephone.
 */
export function demoStaff(seed: number, today: Temporal.PlainDate): StaffLine[] {
  const chance = dice(seed);
  const names = new Set<string>();
  const lines: StaffLine[] = [];
  const add = (seat: Seat, office: string, unit: string, leader: string, contract = false): string => {
    const line = lineOf(seat, { office, unit, leader, contract, order: lines.length + 1 }, chance, names, today);
    lines.push(line);
    return line.NIP;
  };

  lines.push({ ...blank, Nama: mayor, "Status Pegawai": "Luar ASN", Jabatan: "Wali Kota", "Jenis Jabatan": "Lain", OPD: townHall, "NIP Atasan": "-" });
  const secretary = add({ title: "Sekretaris Daerah", family: "JPT Pratama" }, townHall, "", mayor);
  for (const office of offices) {
    const head = add(office.head, office.name, "", secretary);
    for (const section of office.sections) {
      const leader = section.head ? add(section.head, office.name, section.name, head) : head;
      for (const seat of section.staff) {
        const { count = 1, contract = 0 } = seat;
        for (let at = 0; at < count; at++) add(seat, office.name, section.name, leader, at < contract);
      }
    }
  }
  while (lines.length < staffCount)
    add({ title: "Pengadministrasi Perkantoran", family: "Pelaksana" }, townHall, "Bagian Umum", secretary, lines.length % 4 === 0);
  return lines;
}

const blank = Object.fromEntries(headings.map((it) => [it, ""])) as StaffLine;

interface Place {
  office: string;
  unit: string;
  leader: string;
  contract: boolean;
  order: number;
}

function lineOf(seat: Seat, { office, unit, leader, contract, order }: Place, chance: Dice, names: Set<string>, today: Temporal.PlainDate): StaffLine {
  const { woman, name, degree } = madeUpName(chance, names);
  const since = today.subtract({ months: chance.between(8, 70) });
  const contractFrom = contract ? today.subtract({ months: chance.between(2, 10) }) : null;
  const candidate = !contract && seat.family === "Pelaksana" && chance.roll() < 0.05;
  return {
    ...blank,
    NIP: nip(chance, woman, order),
    Nama: name,
    "Gelar Belakang": degree,
    "Status Pegawai": contract ? "PPPK" : candidate ? "CPNS" : "PNS",
    Jabatan: seat.title,
    "Jenis Jabatan": seat.family,
    "Jenjang Jabatan": seat.level ?? "",
    "TMT Jabatan": (contractFrom ?? since).toString(),
    OPD: office,
    "Unit Kerja": unit,
    "NIP Atasan": leader,
    Golongan: contract ? "" : chance.pick(grades[seat.family]),
    "Awal Kontrak": contractFrom?.toString() ?? "",
    "Akhir Kontrak": contractFrom?.add({ years: 3 }).toString() ?? "",
  };
}

/** Birth and entry decades after today: right in form, and nobody's. */
function nip(chance: Dice, woman: boolean, order: number): string {
  const birth = Temporal.PlainDate.from({ year: chance.between(2060, 2072), month: chance.between(1, 12), day: chance.between(1, 28) });
  const entry = `${chance.between(2091, 2099)}${String(chance.between(1, 12)).padStart(2, "0")}`;
  return `${birth.toString().replaceAll("-", "")}${entry}${woman ? 2 : 1}${String(order).padStart(3, "0")}`;
}
