import { hasLeft } from "./plan-person.ts";
import { dateIn, optional, type Reading, wordIn } from "./reading.ts";
import type { StaffPosition, StaffRow } from "./staff-row.ts";

const texts = {
  empty: (what: string) => `${what} kosong.`,
  family: (usual: string) => `Jenis jabatan tidak dikenal. Pakai salah satu: ${usual}.`,
  levelMissing: (kind: string) =>
    `Dari “${kind}” saja jenis jabatan belum diketahui. Isi jenjang atau eselonnya (misalnya Eselon III), atau tulis JPT, Administrator, atau Pengawas.`,
  noFamily: "Jenis jabatan belum diisi: dicatat sebagai lain, sehingga standar kompetensinya belum dapat dicari.",
  acting: "Kolom jabatan berisi Plt/Plh: dicatat sebagai jabatan Plt/Plh, jabatan definitif tidak diubah.",
};

/** The definitive position and, where the file tells of them, acting ones and further duties. */
export function positionsOf(it: Reading, { status, duty }: Partial<Pick<StaffRow, "status" | "duty">>): Pick<StaffRow, "position" | "others"> {
  if (duty !== undefined && hasLeft(duty)) return {};
  const title = it.text("jabatan");
  const unit = optional(it, "opd") ?? optional(it, "unit") ?? undefined;
  if (title === "") it.note("jabatan", texts.empty("Jabatan"), true);
  if (unit === undefined) it.note(it.has("opd") ? "opd" : "unit", texts.empty("Unit kerja"), true);
  const main = positionOf(it, title, unit);
  if (main.family === undefined && it.has("jenis") && it.text("jenis") === "" && status !== "LUAR_ASN") it.note("jenis", texts.noFamily, false);
  const further = otherPosition(it);
  const acting = kindOf(title);
  if (acting === null) return { position: main, ...(further !== undefined && { others: further }) };
  it.note("jabatan", texts.acting, false);
  return { others: [{ ...main, ...acting }, ...(further ?? [])] };
}

function positionOf(it: Reading, title: string, unit: string | undefined): StaffPosition {
  const family = familyOf(it);
  const level = optional(it, "jenjang");
  const since = dateIn(it, "tmt_jabatan");
  const part = it.has("opd") ? optional(it, "unit") : undefined;
  return {
    title,
    ...(unit !== undefined && { unit }),
    ...(family !== undefined && { family }),
    ...(level !== undefined && { level }),
    ...(part !== undefined && { section: part === unit ? null : part }),
    ...(since && { since }),
  };
}

function familyOf(it: Reading): StaffPosition["family"] {
  const byLevel = it.mapping.family.of(it.text("jenjang").split(/[-–,(]/)[0] ?? "");
  if (!it.mapping.byLevel(it.text("jenis"))) return wordIn(it, "jenis", it.mapping.family, texts.family, true) ?? byLevel;
  if (byLevel === undefined) it.note("jenis", texts.levelMissing(it.text("jenis")), true);
  return byLevel;
}

function otherPosition(it: Reading): StaffRow["others"] {
  const text = optional(it, "jabatan_lain");
  if (text === undefined) return undefined;
  if (text === null) return [];
  const unit = optional(it, "unit_lain") ?? optional(it, "opd") ?? optional(it, "unit");
  const since = dateIn(it, "tmt_lain");
  return [{ ...(kindOf(text) ?? { kind: "tambahan", title: text }), ...(unit && { unit }), ...(since && { since }) }];
}

/** An acting position by its usual opening. */
function kindOf(title: string): { kind: "plt" | "plh"; title: string } | null {
  const [, kind, rest] = /^(plt|plh|pelaksana tugas|pelaksana harian)\b[.\s]*(.+)$/i.exec(title) ?? [];
  return kind && rest ? { kind: /^(?:plt|pelaksana tugas)$/i.test(kind) ? "plt" : "plh", title: rest } : null;
}
