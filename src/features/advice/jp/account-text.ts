import { longDate } from "../../../core/time.ts";
import type { Route } from "../../training/forms.ts";
import type { JpAccount } from "./jp-account.ts";
import { nearCeiling } from "./jp-frame.ts";
import { entryLine, jpText, progressBar, timeLeft } from "./jp-words.ts";

/** Whose account it is, as the reader is told. */
export type Whose = "Anda" | "pegawai ini";

const texts = {
  head: (from: string, until: string) => `*Rekening JP* ${longDate(from)} sampai ${longDate(until)}`,
  floor: (earned: string, floor: number) => `*${earned} dari ${floor} JP*`,
  missing: (jp: string, left: string) => `Masih kurang *${jp} JP*, ${left}.`,
  met: "Jumlah minimal tahun ini sudah tercapai.",
  ceiling: (earned: string, ceiling: number) => `*${earned} JP*, batas paling banyak ${ceiling} JP`,
  room: (jp: string, left: string) => `Ruang sampai batas: ${jp} JP, ${left}. Ini batas, bukan target: tidak ada jumlah minimal bagi PPPK.`,
  caution:
    "⚠️ Sudah dekat atau pada batas. PP 49/2018 membatasi JP PPPK, sedangkan UU 20/2023 mewajibkan semua ASN terus belajar; aturan yang menyelaraskannya belum ditemukan. Tanyakan BKPSDM sebelum menambah JP.",
  plainEarned: (earned: string) => `*${earned} JP* tercatat tahun ini.`,
  why: {
    cpns: (whose: Whose) => `Status ${whose} CPNS. Angka 20 JP setahun berlaku bagi PNS; untuk CPNS belum dapat dipastikan.`,
    part_time: (whose: Whose) => `Status ${whose} PPPK paruh waktu. Apakah batas 24 JP berlaku belum dapat dipastikan; tanyakan BKPSDM.`,
    no_contract: (whose: Whose) =>
      `Tanggal perjanjian kerja ${whose} belum ada di data, jadi tahun perjanjian dan batas 24 JP belum dapat dihitung. Minta petugas melengkapinya.`,
    contract_over: () => "Masa perjanjian kerja di data sudah lewat, jadi batas 24 JP belum dapat dihitung. Minta petugas memperbaruinya.",
    contract_ahead: (whose: Whose) => `Perjanjian kerja ${whose} di data belum mulai, jadi batas 24 JP belum dapat dihitung.`,
  },
  none: "Belum ada kegiatan yang diakui.",
  routes: { klasikal: "Klasikal", nonklasikal: "Nonklasikal", pendidikan: "Pendidikan" } satisfies Record<Route, string>,
  route: (name: string, jp: string) => `${name}: ${jp} JP`,
  more: (count: number) => `…dan ${count} kegiatan lain.`,
  waiting: (count: number, jp: string) => `Menunggu pemeriksaan: ${count} kegiatan (${jp} JP, belum dihitung).`,
  basisFloor: "Dasar: PP 11/2017 Pasal 203 ayat (4), paling sedikit 20 JP setahun (naskah 2017; PP 17/2020 mengubah sebagian).",
  basisCeiling: "Dasar: PP 49/2018 Pasal 40 ayat (1), paling lama 24 JP setahun masa perjanjian.",
  conversion: (source: string) => `Konversi: ${source}.`,
};

/** The account on one screen: the sum against floor or ceiling, the time left, the newest `most` activities, and the rules. */
export function accountText(account: JpAccount, today: string, { most, whose }: { most: number; whose: Whose }): string {
  // Where no rule applies there is no basis, and nothing stands below.
  return [...heading(account, today, whose), ...lines(account, most), ...basis(account)].join("\n").trimEnd();
}

function heading(account: JpAccount, today: string, whose: Whose): string[] {
  const { frame, earned } = account;
  const head = texts.head(frame.from, Temporal.PlainDate.from(frame.until).subtract({ days: 1 }).toString());
  if (frame.kind === "open") return [head, texts.plainEarned(jpText(earned)), texts.why[frame.why](whose), ""];
  const whole = frame.kind === "floor" ? frame.floor : frame.ceiling;
  const bar = `${progressBar(earned, whole)} ${frame.kind === "floor" ? texts.floor(jpText(earned), whole) : texts.ceiling(jpText(earned), whole)}`;
  if (frame.kind === "floor") return [head, bar, account.needed > 0 ? texts.missing(jpText(account.needed), timeLeft(account, today)) : texts.met, ""];
  const room = texts.room(jpText(account.room ?? 0), timeLeft(account, today));
  return [head, bar, earned >= nearCeiling ? texts.caution : room, ""];
}

function lines(account: JpAccount, most: number): string[] {
  const { entries, byRoute, waiting } = account;
  if (entries.length === 0 && waiting.count === 0) return [texts.none, ""];
  const routes = (Object.keys(texts.routes) as Route[]).filter((it) => byRoute[it] > 0).map((it) => texts.route(texts.routes[it], jpText(byRoute[it])));
  const newest = entries.toReversed().slice(0, most).map(entryLine);
  const rest = entries.length - newest.length;
  return [
    ...(routes.length > 0 ? [routes.join("; ")] : []),
    ...newest,
    ...(rest > 0 ? [texts.more(rest)] : []),
    ...(waiting.count > 0 ? [texts.waiting(waiting.count, jpText(waiting.jp))] : []),
    "",
  ];
}

function basis({ frame, entries }: JpAccount): string[] {
  const sources = [...new Set(entries.flatMap((it) => it.credit.rule?.source ?? []))];
  const rule = frame.kind === "floor" ? [texts.basisFloor] : frame.kind === "ceiling" ? [texts.basisCeiling] : [];
  return [...rule, ...sources.map(texts.conversion)];
}
