import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { tenantOf } from "../../features/enrolment/seats/promote.ts";
import { type CheckedRow, checkRows } from "../../features/organise/ledger/check-rows.ts";
import { type NationalMapping, parseNationalMapping } from "../../features/organise/ledger/mapping.ts";
import { nationalTable } from "../../features/organise/ledger/national-table.ts";
import { type Reconciled, readNational, reconcile } from "../../features/organise/ledger/reconcile.ts";
import { reportRows, saveReported } from "../../features/organise/ledger/report-store.ts";
import { csvOf, xlsxOf } from "../../features/people/table/write-table.ts";
import type { Config } from "../../settings/config.ts";
import { withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { asOfficer, bytesAt, type ClassOptions, type ConsoleDesk } from "./class-desk.ts";

interface Options extends ClassOptions {
  apply?: boolean;
  sent?: boolean;
  all?: boolean;
}

const texts = {
  warning:
    "BELUM DIVERIFIKASI: kolom, kode, dan aturan menurut knowledge/impor/riwayat-nasional.yaml adalah anggapan. Cocokkan dulu dengan templat yang berlaku.",
  counts: (rows: CheckedRow[]) => {
    const of = (state: string | null) => rows.filter((it) => it.row.sent === state).length;
    return `${rows.length} riwayat diakui: ${of(null)} belum dikirim, ${of("terkirim")} terkirim, ${of("diterima")} diterima, ${of("ditolak")} ditolak.`;
  },
  refused: (count: number) =>
    count === 0 ? "Menurut aturan yang tercatat tidak ada yang akan ditolak." : `${count} akan ditolak menurut aturan yang tercatat:`,
  line: ({ row, problems }: CheckedRow) => `  riwayat ${row.id} (pegawai ${row.personId}), selesai ${row.until}: ${problems.join("; ")}`,
  more: (count: number) => `  … dan ${count} lagi (tampilkan semua: --all)`,
};

/** Lines of a list before "and n more". */
const shownMost = 20;

const shipped = fileURLToPath(new URL("../../../knowledge", import.meta.url));

/** The deployment's own mapping, else the shipped one; read at each use, so that an edit counts at once. */
export function nationalMapping({ KNOWLEDGE_DIR }: Config): NationalMapping {
  const own = `${KNOWLEDGE_DIR ?? shipped}/impor/riwayat-nasional.yaml`;
  return parseNationalMapping(readFileSync(existsSync(own) ? own : `${shipped}/impor/riwayat-nasional.yaml`, "utf8"));
}

/** `national`: learning records for the national system: what it would refuse, a file for it, and what came back. Names nobody on the screen. */
export function addNationalCommands(program: Command, host: CommandHost): void {
  const group = program
    .command("national")
    .description("learning records for the national system of civil servants; columns and rules are an editable assumption");
  const act = (name: string, description: string) => withActor(withCity(group.command(name).description(description))).option("--all", "list every row");
  act("check", "how far records are, and which of those not sent would be refused, and why").action((options: Options) =>
    asOfficer(host, options, "check_national", (desk) => check(desk, nationalMapping(host.config), options)),
  );
  act("export", "write the records that are not sent yet and that no recorded rule refuses")
    .argument("<file>", "a new file that ends in .xlsx or .csv")
    .option("--sent", "note them as sent")
    .action((path: string, options: Options) =>
      asOfficer(host, options, "export_national", (desk) => exported(desk, nationalMapping(host.config), resolve(host.io.cwd, path), options)),
    );
  act("reconcile", "compare with an export from the national system; with --apply, note what became of our records")
    .argument("<file>", "CSV or XLSX")
    .option("--apply", "write what the report says")
    .action((path: string, options: Options) =>
      asOfficer(host, options, "reconcile_national", (desk) => compared(desk, nationalMapping(host.config), bytesAt(host, path), options)),
    );
}

async function check(desk: ConsoleDesk, mapping: NationalMapping, options: Options) {
  const rows = checkRows(await reportRows(desk.db, tenantOf(desk)), mapping);
  return { said: [texts.warning, texts.counts(rows), ...refusedLines(rows, options)].join("\n"), outcome: "seen" };
}

/** What is not sent, or came back refused, is to be mended. */
const open = (rows: CheckedRow[]): CheckedRow[] => rows.filter(({ row }) => row.sent === null || row.sent === "ditolak");

function refusedLines(rows: CheckedRow[], { all }: Options): string[] {
  const refused = open(rows).filter((it) => it.problems.length > 0);
  return [texts.refused(refused.length), ...some(refused.map(texts.line), all)];
}

const some = (lines: string[], all = false): string[] =>
  all || lines.length <= shownMost ? lines : [...lines.slice(0, shownMost), texts.more(lines.length - shownMost)];

async function exported(desk: ConsoleDesk, mapping: NationalMapping, path: string, options: Options) {
  if (!/\.(?:xlsx|csv)$/i.test(path)) throw new CommandFailed("Nama berkas harus berakhir .xlsx atau .csv.");
  if (existsSync(path)) throw new CommandFailed(`Berkas ${path} sudah ada; beri nama lain.`);
  const rows = checkRows(await reportRows(desk.db, tenantOf(desk)), mapping);
  const good = open(rows).flatMap((it) => (it.problems.length === 0 ? [it.row] : []));
  if (good.length === 0) throw new CommandFailed([texts.warning, "Tidak ada riwayat yang dapat ditulis.", ...refusedLines(rows, options)].join("\n"));
  const table = nationalTable(good, mapping);
  writeFileSync(path, /\.csv$/i.test(path) ? csvOf(table) : await xlsxOf([table]), { flag: "wx" });
  const reported = good.map((it) => ({ recordId: it.id, state: "terkirim" as const, nationalId: null, reason: null }));
  if (options.sent) await saveReported(desk.db, tenantOf(desk), reported, desk.now);
  const note = options.sent ? "Semuanya dicatat terkirim." : "Setelah benar-benar dikirim, catat dengan --sent.";
  return {
    said: [texts.warning, `${good.length} riwayat ditulis: ${path}. ${note}`, ...refusedLines(rows, options)].join("\n"),
    looked: good.map((it) => it.personId),
    outcome: options.sent ? "sent" : "written",
  };
}

async function compared(desk: ConsoleDesk, mapping: NationalMapping, bytes: Uint8Array, { apply, all }: Options) {
  const { rows, unread } = await readNational(bytes, mapping);
  const found = reconcile(await reportRows(desk.db, tenantOf(desk)), rows);
  if (apply) await saveReported(desk.db, tenantOf(desk), found.matched, desk.now);
  const said = [texts.warning, ...report(found, { unread, all }), apply ? "Keadaannya dicatat." : "Untuk mencatat keadaannya, ulangi dengan --apply."];
  return { said: said.join("\n"), outcome: apply ? "applied" : "seen" };
}

function report({ matched, differing, onlyThere, missing, doubled }: Reconciled, { unread, all }: { unread: number[]; all?: boolean | undefined }): string[] {
  const of = (state: string) => matched.filter((it) => it.state === state).length;
  return [
    `${matched.length} riwayat cocok: ${of("diterima")} diterima, ${of("ditolak")} ditolak, ${of("terkirim")} masih diproses.`,
    ...(differing.length > 0 ? [`${differing.length} di antaranya berbeda isinya:`] : []),
    ...some(
      differing.map(({ row, line, what }) => `  baris ${line}, riwayat ${row.id} (pegawai ${row.personId}): ${what.join(" dan ")}`),
      all,
    ),
    `${onlyThere.length} baris hanya ada di sistem nasional.`,
    ...some(
      onlyThere.map((it) => `  baris ${it.line}`),
      all,
    ),
    `${missing.length} riwayat sudah dikirim tetapi belum tampak di sana.`,
    ...some(
      missing.map((it) => `  riwayat ${it.id} (pegawai ${it.personId})`),
      all,
    ),
    `${doubled.length} kegiatan tercatat ganda di sistem nasional.`,
    ...some(
      doubled.map((it) => `  baris ${it.map((one) => one.line).join(", ")}`),
      all,
    ),
    ...(unread.length > 0 ? [`${unread.length} baris tanpa NIP atau nama kegiatan yang dapat dibaca: ${unread.slice(0, shownMost).join(", ")}.`] : []),
  ];
}
