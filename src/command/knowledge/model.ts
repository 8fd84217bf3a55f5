import { resolve } from "node:path";
import { type Command, Option } from "commander";
import type { App } from "../../app.ts";
import { clockTime } from "../../core/time.ts";
import { cityTitle } from "../../features/people/agencies.ts";
import { isOn, switchChanges, type Terms, turnSwitch } from "../../llm/city-switch.ts";
import type { Gateway } from "../../llm/gateway.ts";
import { monthUse, useLines } from "../../llm/use-store.ts";
import { promptFolder } from "../../model-at-start.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, longDay, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { checkPictures } from "./check-pictures.ts";
import { checkVoice } from "./check-voice.ts";
import { addPromptGate } from "./prompt-gate.ts";

type OnOptions = CityOptions & Partial<Terms>;

const texts = {
  missing: "Model bahasa dinyalakan hanya bila tercatat siapa pemrosesnya, di negara mana, dan atas dasar apa (UU 27/2022): --processor, --country, --basis.",
  on: (city: string) => `Model bahasa untuk ${city} dinyalakan. Yang dilayani hanya pegawai yang mengizinkannya sendiri (/izin).\n`,
  off: (city: string) => `Model bahasa untuk ${city} dimatikan. Asisten tetap menjawab dengan caranya sendiri.\n`,
  same: (city: string) => `Tidak ada yang berubah: begitulah keadaan model bahasa untuk ${city}.\n`,
  unconfigured: "Di layanan ini belum ada model bahasa: LLM_URL dan LLM_MODEL belum diatur. Sampai diatur, tidak ada yang terkirim ke mana pun.\n",
  none: "Belum ada model bahasa: atur LLM_URL dan LLM_MODEL.",
};

/** `model`: a city's switch with what has to be known before, what was used, and whether the endpoint answers. */
export function addModelCommands(program: Command, host: CommandHost): void {
  const model = program.command("model").description("the language model: a city's switch, its use, and whether the endpoint answers");
  withActor(withCity(model.command("on")))
    .description("turn it on for a city; who processes the data, where and on which basis is recorded")
    .addOption(new Option("--processor <who>", "who operates the model, as in the contract"))
    .addOption(new Option("--country <country>", "country in which the data is processed"))
    .addOption(new Option("--basis <basis>", "basis of the transfer, e.g. the contract's number; for a machine of one's own: that it is one"))
    .action((options: OnOptions) => turnOn(host, options));
  withActor(withCity(model.command("off")))
    .description("turn it off for a city, at once")
    .action((options: CityOptions) => atCity(host, options, (desk) => turn(host, desk, options, null)));
  withCity(model.command("show"))
    .description("a city's switch, every change of it, and what this month has used")
    .action((options: CityOptions) => atCity(host, options, (desk) => show(host, desk, options)));
  addPromptGate(model, host);
  model
    .command("check")
    .description("one tiny call to the endpoint: model, latency, tokens")
    .option("--prompts", "ask every case of every prompt's test set too; this costs tokens")
    .option("--data-dir <folder>", "a separate embedded base; beats DATABASE_URL")
    .action((options: { prompts?: boolean; dataDir?: string }) => check(host, options));
}

function turnOn(host: CommandHost, options: OnOptions): Promise<void> {
  const [processor = "", country = "", basis = ""] = [options.processor, options.country, options.basis].map((it) => it?.trim());
  if (processor === "" || country === "" || basis === "") throw new CommandFailed(texts.missing);
  return atCity(host, options, (desk) => turn(host, desk, options, { processor, country, basis }));
}

async function turn({ io }: CommandHost, desk: CityDesk, options: CityOptions, terms: Terms | null): Promise<void> {
  const { app, tenant, agency, now } = desk;
  const by = await actorNamed(app.db, desk, options.by);
  const changed = await turnSwitch(app.db, tenant, terms, by, now);
  const city = cityTitle(agency);
  if (options.json) io.out(`${JSON.stringify({ city: agency.slug, on: terms !== null, changed })}\n`);
  else io.out(changed ? (terms ? texts.on(city) : texts.off(city)) : texts.same(city));
  if (terms && !app.model && !app.voice && !options.json) io.out(texts.unconfigured);
}

async function show({ io }: CommandHost, { app, tenant, agency, now }: CityDesk, options: CityOptions): Promise<void> {
  const changes = await switchChanges(app.db, tenant);
  const start = now.toZonedDateTimeISO(agency.zone).with({ day: 1 }).startOfDay();
  const used = await monthUse(app.db, app.cell, { agencyId: agency.id, personId: null, month: start.toPlainDate().toString() });
  const lines = await useLines(app.db, app.cell, agency.id, start.toInstant());
  const on = await isOn(app.db, tenant);
  if (options.json) {
    io.out(
      `${JSON.stringify({ city: agency.slug, configured: app.model !== null, on, changes, month: { calls: used.calls, tokens: used.tokens, cost: used.cost, people: used.people }, lines })}\n`,
    );
    return;
  }
  io.out(`Model bahasa untuk ${cityTitle(agency)}: ${on ? "menyala" : "mati"}\n`);
  if (!app.model && !app.voice) io.out(texts.unconfigured);
  for (const it of changes) {
    const at = `${longDay(it.changedAt, agency)} ${clockTime(Temporal.Instant.from(it.changedAt), agency.zone)}`;
    const by = it.changedBy === null ? "pengelola server" : `pegawai ${it.changedBy}`;
    io.out(`  ${at}, oleh ${by}: ${it.on ? `dinyalakan; pemroses ${it.processor}, negara ${it.country}, dasar ${it.basis}` : "dimatikan"}\n`);
  }
  io.out(`Bulan ini: ${used.calls} panggilan, ${Math.round(used.tokens)} token, biaya ${used.cost.toFixed(2)}, oleh ${used.people} pegawai\n`);
  for (const it of lines) {
    io.out(
      `  ${it.prompt} v${it.version}, ${it.model}, ${it.outcome}: ${it.calls} kali, ${Math.round(it.tokens)} token, tengah-tengah ${Math.round(it.p50)} ms\n`,
    );
  }
}

async function check(host: CommandHost, options: { prompts?: boolean; dataDir?: string }): Promise<void> {
  const dataDir = options.dataDir === undefined ? undefined : resolve(host.io.cwd, options.dataDir);
  const app = await host.open({ dataDir, fill: false });
  const { model, voice } = app;
  const { io } = host;
  if (!model && !voice) throw new CommandFailed(texts.none);
  if (model) await checkModel(host, app, model, options);
  if (voice) await checkVoice(io, voice);
}

async function checkModel(host: CommandHost, app: App, model: Gateway, options: { prompts?: boolean }): Promise<void> {
  const { io } = host;
  const tiny = {
    router: { prompt: "tulis-ulang", input: { percakapan: "-", pesan: "Berapa JP minimal bagi PNS dalam setahun?" } },
    answer: {
      prompt: "jawab",
      input: { pertanyaan: "Berapa JP minimal?", percakapan: "-", kutipan: "[1] Contoh: paling sedikit 20 JP setahun.", keadaan: "Percobaan" },
    },
  };
  for (const role of ["router", "answer"] as const) {
    const outcome = await model.complete({ ...tiny[role], asker: "operator", signal: io.signal });
    if (outcome.kind !== "ok")
      throw new CommandFailed(`${role}: ${model.models[role]} GAGAL: ${outcome.why}${"detail" in outcome ? ` (${outcome.detail})` : ""}`);
    const { model: name, ms, tokensIn, tokensOut, cost } = outcome.usage;
    io.out(`${role.padEnd(8)} ${name}: menjawab dalam ${Math.round(ms)} ms, ${tokensIn} token masuk, ${tokensOut} keluar, biaya ${cost.toFixed(6)}\n`);
  }
  if (model.models.vision !== undefined) await checkPictures(io, model);
  if (options.prompts) await checkPrompts(host, app, model);
}

async function checkPrompts({ io }: CommandHost, app: App, model: Gateway): Promise<void> {
  const { parsePromptTests, readPromptTests, runPromptCase } = await import("../../llm/prompt-tests.ts");
  await model.prompts.refresh(app.db, true);
  let failed = 0;
  for (const prompt of model.prompts.all().filter((it) => model.models[it.model] !== undefined)) {
    const own = model.prompts.stored(prompt.id)?.tests;
    const cases = own ? parsePromptTests(own, `${prompt.id}.tests.jsonl`) : readPromptTests(promptFolder, prompt.id);
    let passed = 0;
    for (const one of cases) {
      const { name, faults, ms, tokens } = await runPromptCase(model, prompt, one, { signal: io.signal });
      if (faults.length === 0) passed++;
      io.out(
        `  ${faults.length === 0 ? "lulus" : "GAGAL"}  ${prompt.id}: ${name} (${Math.round(ms)} ms, ${tokens} token)${faults.length > 0 ? `: ${faults.join("; ")}` : ""}\n`,
      );
    }
    failed += cases.length - passed;
    io.out(`${prompt.id} v${prompt.version}: ${passed} dari ${cases.length} lulus\n`);
  }
  if (failed > 0) throw new CommandFailed(`${failed} contoh gagal.`);
}
