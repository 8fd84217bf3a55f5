import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Command, InvalidArgumentError, Option } from "commander";
import { competenciesOf } from "../../features/competency/gap/gap.ts";
import { tenantOf } from "../../features/enrolment/seats/promote.ts";
import { classesOffPlan, needsOffPlan, planOfYear, savePlan } from "../../features/organise/plan/plan-store.ts";
import { type PlanMapping, parsePlanMapping, readPlanFile } from "../../features/organise/plan/read-plan.ts";
import { rupiah } from "../../features/training/words.ts";
import type { Config } from "../../settings/config.ts";
import { withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { trainingMapping } from "../training/training-mapping.ts";
import { asOfficer, bytesAt, type ClassOptions, type ConsoleDesk } from "./class-desk.ts";

interface Options extends ClassOptions {
  year?: number;
  apply?: boolean;
}

const shipped = fileURLToPath(new URL("../../../knowledge", import.meta.url));

function planMapping({ KNOWLEDGE_DIR }: Config): PlanMapping {
  const own = `${KNOWLEDGE_DIR ?? shipped}/impor/rencana.yaml`;
  return parsePlanMapping(readFileSync(existsSync(own) ? own : `${shipped}/impor/rencana.yaml`, "utf8"));
}

const yearOf = (text: string): number => {
  if (!/^20\d{2}$/.test(text)) throw new InvalidArgumentError("A year like 2027.");
  return Number(text);
};

/** `plan`: the yearly plan of competence development, its seven elements line by line, with what has become of it. */
export function addPlanCommands(program: Command, host: CommandHost): void {
  const group = program.command("plan").description("the yearly plan of competence development: lines that classes refer to, and what has become of them");
  const act = (name: string, description: string) =>
    withActor(withCity(group.command(name).description(description))).addOption(new Option("--year <year>", "this year, if not said").argParser(yearOf));
  act("import", "read a plan and say what is wrong; with --apply, keep its sound lines")
    .argument("<file>", "CSV or XLSX; headings under their usual names, see knowledge/impor/rencana.yaml")
    .option("--apply", "write what the report says")
    .action((path: string, options: Options) => asOfficer(host, options, "import_plan", (desk) => imported(desk, host, bytesAt(host, path), options)));
  act("show", "each line with its classes, seats and needs; classes and needs that no line knows").action((options: Options) =>
    asOfficer(host, options, "show_plan", (desk) => shown(desk, options)),
  );
}

const thisYear = ({ city }: ConsoleDesk, { year }: Options): number => year ?? Number(city.day.slice(0, 4));

async function imported(desk: ConsoleDesk, { config }: CommandHost, bytes: Uint8Array, options: Options) {
  const competencies = await competenciesOf(desk.db, tenantOf(desk));
  const { words } = trainingMapping(config);
  const year = thisYear(desk, options);
  const { lines, faults } = await readPlanFile(bytes, { mapping: planMapping(config), year, competencies, formOf: words.bentuk.of });
  const wrong = faults.map((it) => `  baris ${it.line} sel ${it.address}, kolom ${it.column}: ${it.reason}`);
  if (!options.apply) {
    const said = [`${lines.length} baris rencana ${year} terbaca baik. Untuk menyimpannya, ulangi dengan --apply.`, ...wrong].join("\n");
    if (faults.length > 0) throw new CommandFailed(said);
    return { said, outcome: "seen" };
  }
  await savePlan(desk.db, tenantOf(desk), lines, desk.now);
  return { said: [`${lines.length} baris rencana ${year} disimpan.`, ...(wrong.length > 0 ? ["Tidak disimpan:", ...wrong] : [])].join("\n") };
}

async function shown(desk: ConsoleDesk, options: Options) {
  const year = thisYear(desk, options);
  const tenant = tenantOf(desk);
  const lines = await planOfYear(desk.db, tenant, year);
  const [loose, needs] = [await classesOffPlan(desk.db, tenant, year), await needsOffPlan(desk.db, tenant, year)];
  if (options.json) return { said: [...lines, { classesOffPlan: loose, needsOffPlan: needs }].map((it) => JSON.stringify(it)).join("\n"), outcome: "seen" };
  const said = [
    ...lines.map((it) => {
      const postponed = it.postponed > 0 ? `, ${it.postponed} ditunda` : "";
      const facts = [
        `target ${it.targetCount}`,
        `${it.classes} kelas${postponed}`,
        `${it.taken}/${it.seats} kursi`,
        `${it.needs} kebutuhan`,
        rupiah(it.budget),
      ];
      return `${it.code.padEnd(12)} ${it.name}: ${facts.join("; ")}`;
    }),
    `${lines.length} baris rencana ${year}`,
    ...(loose.length > 0 ? ["Kelas dengan baris yang tidak ada dalam rencana:", ...loose.map((it) => `  ${it.code}: ${it.planLine}`)] : []),
    ...(needs.length > 0 ? ["Kebutuhan yang belum ada barisnya:", ...needs.map((it) => `  ${it.name}: ${it.people} orang`)] : []),
  ];
  return { said: said.join("\n"), outcome: "seen" };
}
