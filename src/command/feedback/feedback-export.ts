import { extname, resolve } from "node:path";
import { type Command, Option } from "commander";
import { Fault } from "../../core/fault.ts";
import { factsOf } from "../../features/feedback/measure/facts.ts";
import type { NamedGroup } from "../../features/feedback/report/find-group.ts";
import { inputOf, type Kind } from "../../features/feedback/report/group-input.ts";
import { type Content, chartImages, contents, evaluationFile } from "../../features/feedback/report/make-export.ts";
import { withActor, withCity } from "../city.ts";
import { asOfficer, type ConsoleDesk } from "../classes/class-desk.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed, writeNew } from "../io.ts";
import { type GroupOptions, groupMeant, withGroup, yearOf } from "./feedback-results.ts";

interface Options extends GroupOptions {
  content: Content;
}

const texts = {
  which: "Sebutkan satu: --class, --training, --provider, --speaker, --unit, atau --whole.",
  ending: (content: Content, endings: readonly string[]) => `Untuk --content ${content}, nama berkas harus berakhir .${endings.join(" atau .")}.`,
  few: "Belum ada jawaban yang dapat ditulis: berkas dibuat mulai lima jawaban.",
  unit: "Jawaban satu per satu tidak diberikan per unit, supaya tidak ada yang dapat dikenali.",
  written: (files: string[]) => `Ditulis: ${files.join(", ")}`,
};

/** `feedback export`: the files that officers get by link, written at the server; made of the same blocks, recorded alike. */
export function addExportCommand(feedback: Command, host: CommandHost): void {
  withActor(withGroup(withCity(feedback.command("export").description("results as a file: report (PDF, Word), charts (PNG, SVG), tables (XLSX, CSV)"))))
    .argument("<file>", "a new file; its ending says the form")
    .addOption(new Option("--content <content>", "what is in it").choices(Object.keys(contents)).default("ringkasan"))
    .action((path: string, options: Options) =>
      asOfficer(host, options, "export_evaluation", async (desk) => ({
        said: texts.written(await exported(desk, options, resolve(host.io.cwd, path))),
        outcome: options.content,
      })),
    );
}

async function exported(desk: ConsoleDesk, options: Options, path: string): Promise<string[]> {
  const { content } = options;
  const format = extname(path).slice(1).toLowerCase();
  const endings: readonly string[] = contents[content];
  if (!endings.includes(format)) throw new CommandFailed(texts.ending(content, endings));
  // In the transaction that also records it.
  const named = await groupMeant({ ...desk.city, app: { ...desk.city.app, db: desk.db } }, options);
  if (!named) throw new CommandFailed(texts.which);
  const year = yearOf(options, named.group);
  const { parts } = await factsOf(desk.db, desk.city.tenant, named.group, year, desk.now);
  if (parts.every((it) => it.hidden)) throw new CommandFailed(texts.few);
  if (content === "baris" && named.group.kind === "unit") throw new CommandFailed(texts.unit);
  if (content === "grafik") return charts(desk, named, year, path, format === "svg" ? "svg" : "png");
  const results = { ...(inputOf(named.group, year) as { kind: Kind; id?: number; name?: string; year?: number }), content };
  const input = { class: 0, format: format as "xlsx", nip: false, results };
  try {
    const made = await evaluationFile(desk, { what: "evaluation", input, exportNo: "konsol", by: "konsol peladen", reason: null });
    writeNew(path, made.bytes);
  } catch (error) {
    throw error instanceof Fault ? new CommandFailed(error.say) : error;
  }
  return [path];
}

/** One picture under the name that was given, several under it with a number. */
async function charts(desk: ConsoleDesk, { group, title }: NamedGroup, year: number | null, path: string, format: "png" | "svg"): Promise<string[]> {
  const images = await chartImages(desk, title, group, year, format);
  const stem = path.slice(0, -extname(path).length);
  const paths = images.length === 1 ? [path] : images.map((_, at) => `${stem}-${at + 1}.${format}`);
  for (const [at, bytes] of images.entries()) writeNew(paths[at] ?? path, bytes);
  return paths;
}
