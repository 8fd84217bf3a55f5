import { adviceCapabilities } from "../../src/features/advice/capabilities.ts";
import { type AdviceWorld, openAdviceWorld } from "../features/advice/advice-world.ts";
import { dice } from "../features/advice/plan-instances.ts";
import { testDatabases } from "../world.ts";

const competencies =
  "integritas kerja-sama komunikasi orientasi-hasil pelayanan-publik pengembangan-diri-orang-lain mengelola-perubahan pengambilan-keputusan perekat-bangsa tik-dasar spbe pengolahan-data keamanan-informasi administrasi-umum kearsipan pelayanan-administrasi manajemen-proyek penganggaran pengadaan kepegawaian".split(
    " ",
  );
const forms = ["bimtek", "seminar", "workshop", "kursus", "jarak jauh", "e-learning", "pelatihan teknis"];
const titles = ["Petugas Pelayanan", "Kepala Seksi Pelayanan", "Bendahara", "Pengelola Sistem Informasi", "Lurah"];

/** A catalogue of `classes` classes of a quarter as many trainings, as a file, in the year to come. */
export function largeCatalogue(classes: number): Uint8Array {
  const roll = dice(7);
  const head =
    "Kode Pelatihan;Nama Pelatihan;Bentuk;Moda;JP;Lama (hari);Kompetensi;Penyelenggara;Biaya per Orang;Ditanggung;Belajar Mandiri;Kode Kelas;Sesi;Mulai;Selesai;Tempat;Kursi;Terisi;Cara Masuk;Status Kelas;Baris Rencana";
  const rows = Array.from({ length: classes }, (_, at) => {
    const training = Math.floor(at / 4);
    const first = at % 4 === 0;
    const form = forms[training % forms.length] ?? "";
    const self = form === "e-learning";
    const targets = [...new Set([0, 1].map(() => competencies[roll(competencies.length)]))].map((it) => `${it} ${roll(3)}-3`);
    const facts = first
      ? [
          `Pelatihan contoh nomor ${training}`,
          form,
          roll(2) === 0 ? "daring" : "tatap muka",
          String(3 + roll(22)),
          self ? "5" : "",
          `"${targets.join("; ")}"`,
          "Penyelenggara Contoh",
          String(100_000 * roll(20)),
          "kota",
          self ? "ya" : "",
        ]
      : Array(10).fill("");
    const day = 3 + roll(200);
    const dates = self ? ["", "H+0", "H+200"] : [`HK+${day} s.d. HK+${day + roll(3)} ${8 + roll(4)}.00-15.00`, "", ""];
    return [
      `T-${training}`,
      ...facts,
      `K-${at}`,
      ...dates,
      "Ruang Contoh",
      "30",
      String(roll(30)),
      roll(3) === 0 ? "usulan" : "terbuka",
      "dibuka",
      `RB-${training}`,
    ].join(";");
  });
  return new TextEncoder().encode([head, ...rows].join("\n"));
}

const classes = 1_000;
const people = 40;

/** What a person waits for: the whole capability through the gate, with loading everything from the base. */
export async function benchRecommend(print: (line: string) => void): Promise<void> {
  print(`\n— advice: ${classes} open classes, ${people} people, through the gate`);
  for (const database of testDatabases()) {
    const world = await openAdviceWorld(database);
    try {
      await measure(database.name, world, print);
    } finally {
      await world.close();
    }
  }
}

async function measure(name: string, world: AdviceWorld, print: (line: string) => void): Promise<void> {
  const begun = performance.now();
  const plan = await world.catalogue(largeCatalogue(classes));
  print(`${name}: import of ${plan.classes.added.length} classes ${Math.round(performance.now() - begun)} ms`);
  const roll = dice(11);
  const staff = [];
  for (let at = 0; at < people; at++) {
    const who = await world.person({
      name: `Contoh ${at}`,
      title: titles[at % titles.length] ?? "",
      family: at % titles.length === 1 || at % titles.length === 4 ? "pengawas" : "pelaksana",
    });
    await world.knows(who, Object.fromEntries(competencies.map((it) => [it, roll(4)])));
    staff.push(who);
  }
  for (const [call, input] of [
    ["recommend", {}],
    ["recommend", { why: true }],
    ["recommend", { topic: "pelatihan nomor 17" }],
    ["plan_jp", {}],
    ["plan_jp", { target: 60 }],
    ["show_training", { training: "T-17" }],
    ["show_jp", {}],
  ] as const) {
    if (!adviceCapabilities.some((it) => it.id === call)) throw new Error(`no capability ${call}`);
    const times: number[] = [];
    const work: number[] = [];
    for (const who of [...staff.slice(0, 3), ...staff]) {
      const [start, used] = [performance.now(), process.cpuUsage()];
      await world.performs(who, { capability: call, input });
      const { user, system } = process.cpuUsage(used);
      times.push(performance.now() - start);
      work.push((user + system) / 1_000);
    }
    // The first ones are cold. The processor's time is this process's alone: it says more where others use the machine.
    const at = (all: number[], share: number) => {
      const sorted = all.slice(3).sort((a, b) => a - b);
      return (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(1);
    };
    print(
      `${name}: ${call} ${JSON.stringify(input)} p50 ${at(times, 0.5)} ms, p95 ${at(times, 0.95)} ms; of the processor p50 ${at(work, 0.5)} ms, p95 ${at(work, 0.95)} ms`,
    );
  }
}
