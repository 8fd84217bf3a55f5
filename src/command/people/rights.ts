import { type Command, InvalidArgumentError } from "commander";
import { clockTime, localDate, longDate } from "../../core/time.ts";
import { cardOf } from "../../features/people/link/link-store.ts";
import { fullName } from "../../features/people/person-store.ts";
import { kindNames } from "../../features/people/privacy/request-correction.ts";
import { requestsIn } from "../../features/people/privacy/rights-store.ts";
import { settle as settleOne } from "../../features/people/privacy/settle.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { note } from "../note.ts";
import { planNotices } from "../notify.ts";

interface Options extends CityOptions {
  all?: boolean;
  done?: string;
  refused?: string;
}

const wholeNumber = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("A number from the list.");
  return Number(text);
};

/** `rights`: requests under the law on personal data, each with 72 hours (UU 27/2022). */
export function addRightsCommands(program: Command, host: CommandHost): void {
  const rights = program.command("rights").description("people's requests about their own data (UU 27/2022): corrections, objections; 72 hours each");
  withCity(rights.command("list").description("open requests, what is due first comes first"))
    .option("--all", "settled ones too")
    .action((options: Options) => atCity(host, options, (desk) => list(host, desk, options)));
  withActor(withCity(rights.command("settle").description("answer a request; the person is told in their own chat")))
    .argument("<number>", "of the request", wholeNumber)
    .option("--done <answer>", "it has been done; what the person is told")
    .option("--refused <answer>", "it cannot be done, and why")
    .action((id: number, options: Options) => atCity(host, options, (desk) => settle(host, desk, id, options)));
}

async function list({ io }: CommandHost, { app, agency, tenant, now }: CityDesk, options: Options): Promise<void> {
  const rows = await requestsIn(app.db, tenant, { open: !options.all });
  for (const it of rows) {
    const due = Temporal.Instant.from(it.dueAt);
    const late = it.status === "open" && Temporal.Instant.compare(due, now) < 0;
    const card = await cardOf(app.db, { ...tenant, personId: it.personId }, now);
    const state =
      it.status === "open" ? `${late ? "TERLAMBAT, tenggat" : "tenggat"} ${longDate(localDate(due, agency.zone))} ${clockTime(due, agency.zone)}` : it.status;
    if (options.json) io.out(`${JSON.stringify({ ...it, late, person: card ? fullName(card) : null })}\n`);
    else io.out(`${String(it.id).padStart(6)}  ${kindNames[it.kind]}; ${card ? fullName(card) : "–"}; ${state}\n        ${JSON.stringify(it.subject)}\n`);
  }
  if (!options.json) io.out(rows.length === 0 ? "Tidak ada permohonan.\n" : `${rows.length} permohonan\n`);
}

async function settle({ io }: CommandHost, desk: CityDesk, id: number, { done, refused, by: given }: Options): Promise<void> {
  const { app, tenant, now } = desk;
  const answer = (done ?? refused)?.trim();
  if ((done === undefined) === (refused === undefined) || !answer) throw new CommandFailed('Jawabannya apa? --done "…" atau --refused "…".');
  await app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, given);
    const status = done === undefined ? "refused" : "done";
    const { request, notice } = await settleOne(tx, tenant, { id, status, answer, by }, now);
    await note(tx, desk, { by, about: request.personId, kind: "request", action: "settle_request", outcome: status });
    await planNotices(tx, app, tenant, [notice], now);
  });
  io.out(`Permohonan nomor ${id} dijawab; pemohon diberi tahu bila ada chat yang tertaut.\n`);
}
