import { type Command, Option } from "commander";
import { writeAudits } from "../../core/audit.ts";
import { redesignLines } from "../../features/feedback/improve/list-redesign.ts";
import { changesNoted, noteChangeOf } from "../../features/feedback/improve/note-by-console.ts";
import type { Group } from "../../features/feedback/measure/fact-store.ts";
import { factsOf } from "../../features/feedback/measure/facts.ts";
import { type Desk, groupsNamed, groupsOf, type NamedGroup } from "../../features/feedback/report/find-group.ts";
import type { Kind } from "../../features/feedback/report/group-input.ts";
import { plainFacts } from "../../features/feedback/report/show-evaluation.ts";
import { summaryText } from "../../features/feedback/report/summary.ts";
import { cityTitle } from "../../features/people/agencies.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";

/** Of what results are asked: one of these, in words. */
export interface GroupOptions extends CityOptions {
  class?: string;
  training?: string;
  provider?: string;
  speaker?: string;
  unit?: string;
  whole?: boolean;
  year?: string;
}

/** The ways to name a group. */
export const withGroup = (command: Command): Command =>
  command
    .addOption(new Option("--class <words>", "results of a class, by its code or name"))
    .addOption(new Option("--training <words>", "of a training, by its code or name"))
    .addOption(new Option("--provider <name>", "of a provider"))
    .addOption(new Option("--speaker <name>", "of a speaker"))
    .addOption(new Option("--unit <name>", "of a unit"))
    .addOption(new Option("--whole", "of the whole city"))
    .addOption(new Option("--year <year>", "of one year; a class has its own"));

const kindOf = (options: GroupOptions): { kind: Kind; words: string } | undefined => {
  const named: [Kind, string | undefined][] = [
    ["kelas", options.class],
    ["pelatihan", options.training],
    ["penyelenggara", options.provider],
    ["pemateri", options.speaker],
    ["unit", options.unit],
    ["kota", options.whole ? "" : undefined],
  ];
  const given = named.flatMap(([kind, words]) => (words === undefined ? [] : [{ kind, words: words.trim() }]));
  if (given.length > 1) throw new CommandFailed("Sebutkan satu saja: --class, --training, --provider, --speaker, --unit, atau --whole.");
  return given[0];
};

/** The one group that is meant; undefined = none was named. Throws `CommandFailed` with the choices. */
export async function groupMeant({ app, tenant, agency, now }: CityDesk, options: GroupOptions): Promise<NamedGroup | undefined> {
  const wanted = kindOf(options);
  if (!wanted) return undefined;
  const desk: Desk = { db: app.db, tenant, zone: agency.zone, now };
  const { kind, words } = wanted;
  const all = words === "" ? await groupsOf(desk, kind, cityTitle(agency)) : await groupsNamed(desk, words, kind, cityTitle(agency));
  const found = all.filter((it) => it.group.kind === kind);
  const [only, second] = found;
  if (only && !second) return only;
  if (!only) throw new CommandFailed(`Belum ada survei yang dibuka tentang "${words}".`);
  throw new CommandFailed(`Yang mana? ${found.map((it) => it.title).join("; ")}`);
}

export function yearOf({ year }: GroupOptions, { kind }: Group): number | null {
  if (year === undefined || kind === "kelas") return null;
  if (!/^20\d\d$/.test(year)) throw new CommandFailed("--year: tahun empat angka, misalnya 2026.");
  return Number(year);
}

/** Prints what may be told of a group. */
export async function showResults({ io }: CommandHost, { app, tenant, now }: CityDesk, { group, title }: NamedGroup, options: GroupOptions): Promise<void> {
  const facts = await factsOf(app.db, tenant, group, yearOf(options, group), now);
  io.out(options.json ? `${JSON.stringify({ title, ...(plainFacts(facts) as object) })}\n` : `${summaryText(title, facts).replaceAll("*", "")}\n`);
}

interface ChangeOptions extends GroupOptions {
  asked?: string;
  changed?: string;
}

/** `feedback redesign` and `feedback change`. */
export function addImproveCommands(feedback: Command, host: CommandHost): void {
  withCity(feedback.command("redesign").description("trainings that, on the evidence, change too little at work")).action((options: CityOptions) =>
    atCity(host, options, (desk) => redesign(host, desk, options)),
  );
  withActor(
    withCity(feedback.command("change").description("note what was changed because participants asked for it, and tell them; without options: what was noted")),
  )
    .addOption(new Option("--training <words>", "the training, by its code or name"))
    .addOption(new Option("--asked <words>", "what participants asked for, in your own words"))
    .addOption(new Option("--changed <words>", "what was changed"))
    .action((options: ChangeOptions) => atCity(host, options, (desk) => change(host, desk, options)));
}

async function redesign({ io }: CommandHost, { app, tenant }: CityDesk, options: CityOptions): Promise<void> {
  const all = await redesignLines(app.db, tenant);
  if (options.json) for (const it of all) io.out(`${JSON.stringify(it)}\n`);
  else if (all.length === 0) io.out("Belum ada pelatihan yang terbukti kurang mengubah perilaku kerja.\n");
  else for (const it of all) io.out(`${it.name}: ${it.why}\n`);
}

async function change({ io }: CommandHost, desk: CityDesk, options: ChangeOptions): Promise<void> {
  const { app, tenant, now } = desk;
  if (options.training === undefined && options.asked === undefined && options.changed === undefined) {
    const noted = await changesNoted(app.db, tenant);
    if (options.json) for (const it of noted) io.out(`${JSON.stringify(it)}\n`);
    else if (noted.length === 0) io.out("Belum ada perubahan yang dicatat.\n");
    else for (const it of noted) io.out(`${it.training}: diminta ${it.asked} -> ${it.changed}${it.told ? " (sudah disampaikan)" : ""}\n`);
    return;
  }
  const { asked = "", changed = "" } = options;
  const group = await groupMeant(desk, { training: options.training ?? "" });
  if (group?.group.kind !== "pelatihan") throw new CommandFailed("Pelatihan yang mana? Tambahkan --training.");
  const { id } = group.group;
  const made = await app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, options.by);
    const noted = await noteChangeOf(tx, tenant, { trainingId: id, asked, changed, by }, now);
    if (noted === null) throw new CommandFailed("Isi --asked dan --changed, masing-masing 5 sampai 200 huruf.");
    const audit = { cell: tenant.cell, at: now.toString(), agency_id: tenant.agencyId, conversation: null, person_id: by };
    await writeAudits(tx, [{ ...audit, capability: "note_change", outcome: noted ? "noted" : "known" }]);
    return noted;
  });
  io.out(made ? `Dicatat untuk ${group.title}; peserta diberi tahu pada jam kerja.\n` : "Perubahan itu sudah tercatat sebelumnya.\n");
}
