import type { Item, Survey, When } from "./survey.ts";
import { longest } from "./survey-entry.ts";

/** Most questions of the first level: it is to take under two minutes. */
const mostOfReaction = 8;

const texts = {
  item: (at: number, id: string) => `Butir ${at} (${id})`,
  twice: "id ini sudah dipakai butir sebelumnya",
  rowTwice: (id: string) => `baris "${id}" tertulis dua kali`,
  label: (label: string) => `pilihan "${label}" lebih dari ${longest.choice} huruf`,
  empty: "ada pilihan tanpa kata",
  sameLabel: (label: string) => `pilihan "${label}" tertulis dua kali`,
  sameValue: (value: number | string) => `nilai "${value}" dipakai dua pilihan`,
  range: "terkecil harus lebih kecil daripada terbesar",
  unknown: (id: string) => `bila memakai butir "${id}" yang tidak ada`,
  later: (id: string) => `bila memakai butir "${id}" yang baru ditanyakan sesudahnya`,
  kind: (id: string) => `bila memakai butir "${id}"; jawaban seperti itu tidak dapat menjadi syarat`,
  nothing: "bila perlu salah_satu, paling_sedikit, atau paling_banyak",
  noNumber: (id: string) => `butir "${id}" bukan angka, jadi bila perlu salah_satu`,
  noValue: (id: string, value: number | string) => `butir "${id}" tidak punya pilihan bernilai "${value}"`,
  never: (id: string) => `butir "${id}" tidak ditanyakan kepada semua yang ditanyai butir ini`,
  hole: (hole: string) => `{${hole}} tidak dikenal; yang ada {kelas} dan {pegawai}`,
  nobody: "Survei tidak menanyakan apa pun kepada peserta.",
  tooMany: (count: number) => `Tingkat 1 paling banyak ${mostOfReaction} pertanyaan supaya selesai dalam dua menit; ini ${count}.`,
};

/** What is wrong with a survey as a whole, Indonesian, one line each with its place. */
export function faultsOf({ level, items }: Survey): string[] {
  const faults = items.flatMap((it, at) => itemFaults(items, it, at).map((why) => `${texts.item(at + 1, it.id)}: ${why}.`));
  const count = items.reduce((sum, it) => sum + (it.kind === "matrix" ? it.rows.length : 1), 0);
  if (!items.some((it) => it.capacities?.includes("peserta") ?? true)) faults.push(texts.nobody);
  return level === 1 && count > mostOfReaction ? [...faults, texts.tooMany(count)] : faults;
}

function itemFaults(items: Item[], it: Item, at: number): string[] {
  return [
    ...(items.slice(0, at).some(({ id }) => id === it.id) ? [texts.twice] : []),
    ...[it.ask, ...(it.kind === "matrix" ? it.rows.map((row) => row.ask) : [])].flatMap(holeFaults),
    ...("choices" in it ? choiceFaults(it.choices) : []),
    ...(it.kind === "matrix" ? repeated(it.rows.map((row) => row.id)).map(texts.rowTwice) : []),
    ...(it.kind === "number" && it.least >= it.most ? [texts.range] : []),
    ...(it.when ? whenFaults(items, it, at, it.when) : []),
  ];
}

const holeFaults = (ask: string): string[] =>
  [...ask.matchAll(/\{([^}]*)\}/g)].flatMap(([, hole = ""]) => (hole === "kelas" || hole === "pegawai" ? [] : [texts.hole(hole)]));

function choiceFaults(choices: { value: number | string; label: string }[]): string[] {
  const labels = choices.map((it) => it.label);
  return [
    ...(labels.includes("") ? [texts.empty] : []),
    ...labels.filter((it) => it.length > longest.choice).map(texts.label),
    ...repeated(labels.map((it) => it.toLowerCase())).map(texts.sameLabel),
    ...repeated(choices.map((it) => String(it.value))).map(texts.sameValue),
  ];
}

const repeated = (ids: string[]): string[] => [...new Set(ids.filter((it, at) => ids.indexOf(it) !== at))];

/** A condition looks back, at what can be compared, and never at what some of the asked are not asked. */
function whenFaults(items: Item[], it: Item, at: number, { item, is, atLeast, atMost }: When): string[] {
  const [id, row] = item.split(".");
  const place = items.findIndex((other) => other.id === id);
  const on = items[place];
  if (!on || (row !== undefined && !(on.kind === "matrix" && on.rows.some((one) => one.id === row)))) return [texts.unknown(item)];
  if (place >= at) return [texts.later(item)];
  if (on.kind === "text" || on.kind === "behaviour" || (on.kind === "matrix" && row === undefined)) return [texts.kind(item)];
  const asked = it.capacities ?? ["peserta", "atasan", "rekan"];
  const bounded = atLeast !== undefined || atMost !== undefined;
  return [
    ...(on.capacities && asked.some((one) => !on.capacities?.includes(one)) ? [texts.never(item)] : []),
    ...(is === undefined && !bounded ? [texts.nothing] : []),
    ...(bounded && (on.kind === "single" || on.kind === "multiple") ? [texts.noNumber(item)] : []),
    ...("choices" in on ? (is ?? []).filter((one) => !on.choices.some(({ value }) => value === one)).map((one) => texts.noValue(item, one)) : []),
  ];
}
