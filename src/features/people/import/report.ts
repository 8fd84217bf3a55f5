import { roleNames } from "../grants.ts";
import { maskNip } from "../nip.ts";
import { fullName } from "../person-name.ts";
import type { Ref } from "./person-key.ts";
import type { ImportPlan, PlannedPerson } from "./plan.ts";
import type { LineChange } from "./plan-lines.ts";
import type { Problem } from "./staff-row.ts";

/** Where a plan comes from, for its heading. */
export interface ReportHead {
  city: string;
  /** Name of the sheet and line of its headings. */
  sheet: string;
  headerLine: number;
  rows: number;
  /** Lines that are nobody's and were left out. */
  others: number[];
  applied: boolean;
  /** Show every row instead of the first ones. */
  all: boolean;
}

/** Entries of a list before "and n more". */
const shownMost = 20;

const number = (it: number): string => it.toLocaleString("id-ID");

/** An import's report, Indonesian, for an officer's screen: names and masked NIPs, cells by address, never a cell's value. */
export function reportOf(plan: ImportPlan, head: ReportHead): string {
  const say = namesOf(plan);
  const most = head.all ? Number.POSITIVE_INFINITY : shownMost;
  const list = <T>(items: T[], line: (it: T) => string): string[] => [
    ...items.slice(0, most).map((it) => `  ${line(it)}`),
    ...(items.length > most ? [`  … dan ${number(items.length - most)} lagi (tampilkan semua: --all)`] : []),
  ];
  const badLines = new Set(plan.problems.filter((it) => it.bad).map((it) => it.line));
  const bad = plan.problems.filter((it) => badLines.has(it.line));
  // Of a row that is not imported everything is told in one place.
  const warnings = plan.problems.filter((it) => !badLines.has(it.line));
  const changes = plan.lines.changes.filter((it) => !it.fresh);
  const phones = plan.changed.filter((it) => it.fields.includes("telepon"));
  const section = (title: string, lines: string[]): string[] => (lines.length > 0 ? ["", title, ...lines] : []);
  return [
    ...heading(plan, head),
    "",
    ...summary(plan, bad),
    ...section(
      "MENUNGGU PETUGAS KEDUA: perubahan atasan yang memberi kuasa kepada pengimpor",
      list(plan.lines.held, (it) => lineText(it, say)),
    ),
    ...(plan.lines.held.length > 0 ? ["  Petugas lain memastikan atau menolak dengan: kawan people lines pending, lalu kawan people lines confirm."] : []),
    ...section(
      "Perubahan atasan",
      list(changes, (it) => lineText(it, say)),
    ),
    ...section(
      "Nomor telepon berubah",
      list(phones, (it) => `baris ${it.line}: ${say(it.ref)}`),
    ),
    ...section(
      "Berubah",
      list(plan.changed, (it) => `baris ${it.line}: ${say(it.ref)} — ${it.fields.join(", ")}`),
    ),
    ...section(
      "Keluar: ada di data, tidak ada di berkas (ditandai, tidak dihapus)",
      list(plan.absent, (it) => say(it.id)),
    ),
    ...section(
      "Hak yang berakhir karena pemegangnya keluar",
      list(plan.rightsEnding, (it) => `${say(it.personId)} — ${roleNames[it.role]}`),
    ),
    ...section(
      "Tidak lagi bertugas menurut berkas",
      list(
        plan.leaving.filter((it) => it.duty !== "keluar" || !plan.absent.includes(it.person)),
        (it) => `${say(it.person.id)} — ${it.duty}`,
      ),
    ),
    ...section(
      "Baru",
      list(plan.added, (it) => `baris ${it.line}: ${say(it.ref)}`),
    ),
    ...section(
      "Unit baru (periksa ejaannya)",
      list(plan.newUnits, (it) => it.name),
    ),
    ...section("Baris bermasalah: tidak diimpor", grouped(bad, most)),
    ...section("Peringatan: barisnya diimpor, sel ini dilewati", grouped(warnings, most)),
    "",
  ].join("\n");
}

function heading({ ignored }: ImportPlan, { city, sheet, headerLine, rows, others, applied }: ReportHead): string[] {
  const title = applied ? `Impor pegawai ${city}: DITERAPKAN` : `Pratinjau impor pegawai ${city}: belum ada yang ditulis`;
  const skipped = ignored.map((it) => `${it.text} (${it.address})`).join(", ");
  return [
    title,
    `Lembar ${sheet}, judul kolom di baris ${headerLine}, ${number(rows)} baris pegawai.`,
    ...(skipped ? [`Kolom yang tidak dikenali dan diabaikan: ${skipped}.`] : []),
    ...(others.length > 0
      ? [`Bukan pegawai (judul kelompok, jumlah, tanda tangan), diabaikan: baris ${others.slice(0, 10).join(", ")}${others.length > 10 ? ", …" : ""}.`]
      : []),
  ];
}

function summary(plan: ImportPlan, bad: Problem[]): string[] {
  const fields = Map.groupBy(
    plan.changed.flatMap((it) => it.fields),
    (it) => it,
  );
  const detail = [...fields].map(([field, all]) => `${field} ${number(all.length)}`).join(", ");
  const rows: [string, number, string][] = [
    ["baru", plan.added.length, ""],
    ["berubah", plan.changed.length, detail],
    ["tetap", plan.unchanged, ""],
    [
      "keluar",
      plan.absent.length,
      plan.spared > 0
        ? `${number(plan.spared)} pegawai tidak ada di berkas, tetapi tidak ditandai: berkas sebagian, atau ada baris yang NIP-nya tidak terbaca`
        : "",
    ],
    ["baris bermasalah", new Set(bad.map((it) => it.line)).size, ""],
    ["garis atasan baru", plan.lines.changes.filter((it) => it.fresh).length, ""],
    ["atasan berubah", plan.lines.changes.filter((it) => !it.fresh).length, ""],
    [
      "menunggu petugas kedua",
      plan.lines.held.length + plan.lines.waiting,
      plan.lines.waiting > 0 ? `${number(plan.lines.waiting)} dari impor sebelumnya` : "",
    ],
    ["unit baru", plan.newUnits.length, ""],
  ];
  return ["Ringkasan", ...rows.map(([name, count, more]) => `  ${name.padEnd(24)} ${number(count).padStart(7)}${more ? `  (${more})` : ""}`)];
}

/** Problems of one kind together: 10,000 NIPs stored as numbers are one mistake. */
function grouped(problems: Problem[], most: number): string[] {
  const groups = Map.groupBy(problems, (it) => `${it.column}\n${it.reason}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const cells = group.slice(0, most).map((it) => `baris ${it.line} sel ${it.address}`);
    const more = group.length > most ? `, … dan ${number(group.length - most)} sel lagi (tampilkan semua: --all)` : "";
    return [`  Kolom ${first.column}: ${first.reason}`, `    ${cells.join(", ")}${more}`];
  });
}

function namesOf(plan: ImportPlan): (ref: Ref) => string {
  const names = new Map<Ref, string>(plan.people.map((it) => [it.id, `${fullName(it)} (${maskNip(it.nip)})`]));
  for (const it of [...plan.added, ...plan.changed] satisfies PlannedPerson[]) names.set(it.ref, `${fullName(it.values)} (${maskNip(it.values.nip)})`);
  return (ref) => names.get(ref) ?? "–";
}

const lineText = (it: LineChange, say: (ref: Ref) => string): string =>
  `${it.line > 0 ? `baris ${it.line}: ` : ""}${say(it.person)}: atasan ${it.from === null ? "belum ada" : say(it.from)} → ${it.to === null ? "tidak ada" : say(it.to)}`;
