import type { CataloguePlan } from "../../features/training/import/import-catalogue.ts";
import type { RecordsPlan } from "../../features/training/import/import-records.ts";
import type { CellFault } from "../../features/training/import/row-reader.ts";

interface Head {
  city: string;
  apply?: boolean;
  all?: boolean;
}

/** Entries of a list before "and n more". */
const shownMost = 20;

const number = (it: number): string => it.toLocaleString("id-ID");

/** What an import of the catalogue does or would do, Indonesian, for an officer's screen. */
export function catalogueReport({ trainings, classes, faults, ignored, rows }: CataloguePlan, { city, apply, all }: Head): string {
  const row = (name: string, it: CataloguePlan["trainings"]) =>
    `  ${name.padEnd(10)} ${number(it.added.length).padStart(6)} baru, ${number(it.changed.length).padStart(6)} berubah, ${number(it.unchanged).padStart(6)} tetap`;
  const changed = [...trainings.changed, ...classes.changed];
  return lines(
    title("katalog pelatihan", city, apply),
    `${number(rows)} baris.`,
    ...ignoredLine(ignored),
    "",
    row("pelatihan", trainings),
    row("kelas", classes),
    ...section(
      "Berubah",
      changed.map((it) => `${it.code} — ${it.fields.join(", ")}`),
      all,
    ),
    ...section("Kelas baru", classes.added, all),
    ...faultLines(faults, all),
    "",
    advice(faults, trainings.added.length + classes.added.length + changed.length, apply),
  );
}

/** The same for learning records: in numbers, since a report names nobody. */
export function recordsReport({ added, changed, unchanged, faults, doubts, ignored }: RecordsPlan, { city, apply, all }: Head): string {
  return lines(
    title("riwayat belajar", city, apply),
    ...ignoredLine(ignored),
    "",
    `  ${number(added)} baru, ${number(changed)} berubah, ${number(unchanged)} tetap`,
    ...faultLines(faults, all),
    ...faultLines(doubts, all, "Perlu dilihat: diimpor, tetapi tidak lazim"),
    "",
    advice(faults, added + changed, apply),
  );
}

/** Faults of one kind together: a column that is wrong everywhere is one mistake. */
export function faultLines(faults: CellFault[], all = false, head = "Baris bermasalah: tidak diimpor"): string[] {
  if (faults.length === 0) return [];
  const most = all ? Number.POSITIVE_INFINITY : shownMost;
  const groups = Map.groupBy(faults, (it) => `${it.column}\n${it.reason}`);
  const list = [...groups.values()].flatMap((group) => {
    const cells = group.slice(0, most).map((it) => `baris ${it.line} sel ${it.address}`);
    const more = group.length > most ? `, … dan ${number(group.length - most)} sel lagi (tampilkan semua: --all)` : "";
    return [`  Kolom ${group[0]?.column}: ${group[0]?.reason}`, `    ${cells.join(", ")}${more}`];
  });
  return ["", head, ...list];
}

const lines = (...all: string[]): string => `${all.join("\n")}\n`;

const title = (what: string, city: string, apply = false): string =>
  apply ? `Impor ${what} ${city}: DITERAPKAN` : `Pratinjau impor ${what} ${city}: belum ada yang ditulis`;

const ignoredLine = (ignored: string[]): string[] => (ignored.length > 0 ? [`Kolom yang tidak dikenali dan diabaikan: ${ignored.join(", ")}.`] : []);

function section(name: string, items: string[], all = false): string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, all ? items.length : shownMost);
  const rest = items.length - shown.length;
  return ["", name, ...shown.map((it) => `  ${it}`), ...(rest > 0 ? [`  … dan ${number(rest)} lagi (tampilkan semua: --all)`] : [])];
}

function advice(faults: CellFault[], changes: number, apply = false): string {
  const bad = new Set(faults.map((it) => it.line)).size;
  if (apply) return bad > 0 ? `${bad} baris bermasalah tidak diimpor. Perbaiki barisnya, lalu impor lagi berkas yang sama.` : "Selesai.";
  if (changes === 0 && bad === 0) return "Tidak ada yang perlu diubah.";
  return `${bad > 0 ? `${bad} baris bermasalah tidak akan diimpor. ` : ""}Untuk menulis perubahan ini, ulangi dengan --apply.`;
}
