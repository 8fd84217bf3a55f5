import { type Command, Option } from "commander";
import { writeAudits } from "../../core/audit.ts";
import { Fault } from "../../core/fault.ts";
import { responseRates } from "../../features/feedback/ask/rates-store.ts";
import { type AskSetting, checkedSetting } from "../../features/feedback/ask/setting.ts";
import { saveSetting, settingOf } from "../../features/feedback/ask/setting-store.ts";
import { rateDays, rateName, shareText } from "../../features/feedback/ask/show-rates.ts";
import { cityTitle } from "../../features/people/agencies.ts";
import { actorNamed, atCity, type CityDesk, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { addExportCommand } from "./feedback-export.ts";
import { addImproveCommands, type GroupOptions, groupMeant, showResults, withGroup } from "./feedback-results.ts";

interface Options extends GroupOptions {
  days?: string;
  colleague?: string;
  open?: string;
}

/** `feedback`: when a city asks after its classes, and who answers. */
export function addFeedbackCommands(program: Command, host: CommandHost): void {
  const feedback = program.command("feedback").description("surveys after classes: when they are asked, and how many answer");
  withGroup(withCity(feedback.command("show").description("how this city asks; with a class, training, … what was answered"))).action((options: Options) =>
    atCity(host, options, (desk) => show(host, desk, options)),
  );
  withActor(withCity(feedback.command("set").description("change how this city asks; rounds under way stay as they are")))
    .addOption(new Option("--days <days>", "days after a class on which behaviour is asked, e.g. 30,90; `tidak` = never"))
    .addOption(new Option("--colleague <answer>", "whether a colleague is asked about behaviour too").choices(["ya", "tidak"]))
    .addOption(new Option("--open <days>", "days for which a survey may be answered, 3 to 60"))
    .action((options: Options) => atCity(host, options, (desk) => set(host, desk, options)));
  withCity(feedback.command("rates").description("who answered of those asked in the last year, by survey, channel, hour, wording and reminders")).action(
    (options: Options) => atCity(host, options, (desk) => rates(host, desk, options)),
  );
  addExportCommand(feedback, host);
  addImproveCommands(feedback, host);
}

async function show(host: CommandHost, desk: CityDesk, options: Options): Promise<void> {
  const { io } = host;
  const { app, tenant, agency } = desk;
  const group = await groupMeant(desk, options);
  if (group) return showResults(host, desk, group, options);
  const setting = await settingOf(app.db, tenant);
  io.out(options.json ? `${JSON.stringify(setting)}\n` : `${cityTitle(agency)}: ${words(setting)}\n`);
}

const words = ({ behaviourDays, colleague, openDays }: AskSetting): string =>
  `perilaku ${behaviourDays.length === 0 ? "tidak ditanyakan" : `ditanyakan ${behaviourDays.join(" dan ")} hari sesudah kelas`}; rekan ${colleague ? "ikut ditanya" : "tidak ditanya"}; dibuka ${openDays} hari.`;

async function set({ io }: CommandHost, desk: CityDesk, options: Options): Promise<void> {
  const { app, tenant, agency, now } = desk;
  const wanted = await app.db.transaction(async (tx) => {
    const actor = await actorNamed(tx, desk, options.by);
    const setting = changed(await settingOf(tx, tenant), options);
    await saveSetting(tx, tenant, setting, now);
    await writeAudits(tx, [
      { cell: tenant.cell, at: now.toString(), agency_id: tenant.agencyId, conversation: null, person_id: actor, capability: "set_feedback", outcome: "done" },
    ]);
    return setting;
  });
  io.out(options.json ? `${JSON.stringify(wanted)}\n` : `Berlaku untuk ${cityTitle(agency)}: ${words(wanted)}\n`);
}

function changed(now: AskSetting, { days, colleague, open }: Options): AskSetting {
  if (days === undefined && colleague === undefined && open === undefined) throw new CommandFailed("Tambahkan --days, --colleague, atau --open.");
  const behaviourDays = days === undefined ? now.behaviourDays : days.trim().toLowerCase() === "tidak" ? [] : days.split(",").map((it) => Number(it.trim()));
  try {
    return checkedSetting({
      behaviourDays,
      colleague: colleague === undefined ? now.colleague : colleague === "ya",
      openDays: open === undefined ? now.openDays : Number(open),
    });
  } catch (error) {
    throw error instanceof Fault ? new CommandFailed(error.say) : error;
  }
}

async function rates({ io }: CommandHost, { app, tenant, now }: CityDesk, options: Options): Promise<void> {
  const all = await responseRates(app.db, tenant, now.subtract({ hours: 24 * rateDays }), now);
  if (options.json) for (const it of all) io.out(`${JSON.stringify(it)}\n`);
  else if (all.length === 0) io.out("Belum ada cukup survei yang terkirim dan berakhir (paling sedikit lima).\n");
  else for (const it of all) io.out(`${(it.by === "all" ? "semua" : rateName(it)).padEnd(24)} ${shareText(it)}\n`);
}
