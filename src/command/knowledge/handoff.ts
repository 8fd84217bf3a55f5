import { type Command, InvalidArgumentError } from "commander";
import { setComplaintChannels } from "../../features/handoff/complaint.ts";
import { tryEntry } from "../../features/handoff/entry/entry-round.ts";
import { worseText } from "../../features/handoff/entry/entry-words.ts";
import { openQuestions } from "../../features/handoff/question-store.ts";
import { openTickets } from "../../features/handoff/ticket-store.ts";
import {
  type Entry,
  entriesIn,
  entryById,
  entryStates,
  isWhole,
  publishEntry,
  refuseEntry,
  type WholeEntry,
  withdrawEntry,
} from "../../features/knowledge/entry/entry-store.ts";
import { currentRevision } from "../../features/knowledge/store.ts";
import { cityTitle } from "../../features/people/agencies.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, longDay, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";

interface Options extends CityOptions {
  override?: string;
  reason?: string;
}

const wholeNumber = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("A number from the list.");
  return Number(text);
};

/** `handoff`: questions to people, and what became of their answers. Tickets are answered in chat; here they are only counted. */
export function addHandoffCommands(program: Command, host: CommandHost): void {
  const handoff = program.command("handoff").description("questions to officers, and their answers on the way into the knowledge base");
  const at = (command: Command, work: (desk: CityDesk, options: Options) => Promise<void>) =>
    withCity(command).action((options: Options) => atCity(host, options, (desk) => work(desk, options)));
  at(handoff.command("list").description("open tickets, without names"), (desk, options) => list(host, desk, options));
  at(handoff.command("questions").description("questions of people who are not linked, still without an answer"), (desk, options) =>
    questions(host, desk, options),
  );
  at(handoff.command("entries").description("officers' answers for the knowledge base, with their state"), (desk, options) => entries(host, desk, options));
  const decide = (name: string, about: string, work: (host: CommandHost, desk: CityDesk, id: number, options: Options) => Promise<void>) =>
    withActor(withCity(handoff.command(name).description(about)))
      .argument("<number>", "of the answer", wholeNumber)
      .action((id: number, options: Options) => atCity(host, options, (desk) => work(host, desk, id, options)));
  decide("approve", "publish an answer; the question sets are run first", approve).option(
    "--override <reason>",
    "publish although questions are answered worse; kept",
  );
  decide("refuse", "do not publish an answer", refuse).requiredOption("--reason <reason>", "why; the author reads it");
  decide("withdraw", "take a published answer out of use", withdraw);
  withCity(handoff.command("complaints").description("where the city wants complaints to go; told instead of opening a ticket"))
    .argument("<channels>", "one sentence, as people read it")
    .action((channels: string, options: Options) =>
      atCity(host, options, async ({ app, tenant, now }) => {
        await setComplaintChannels(app.db, tenant, channels.trim(), now);
        host.io.out("Saluran aduan disimpan.\n");
      }),
    );
}

async function list({ io }: CommandHost, { app, agency, tenant }: CityDesk, { json }: Options): Promise<void> {
  const rows = await openTickets(app.db, tenant);
  for (const { personId: _asker, officerId, ...it } of rows) {
    if (json) io.out(`${JSON.stringify({ ...it, taken: officerId !== null })}\n`);
    else io.out(`${String(it.id).padStart(6)}  ${it.state.padEnd(16)} ${longDay(it.openedAt, agency)}\n        ${JSON.stringify(it.question)}\n`);
  }
  if (!json) io.out(rows.length === 0 ? "Tidak ada tiket terbuka.\n" : `${rows.length} tiket terbuka\n`);
}

async function questions({ io }: CommandHost, { app, agency, tenant }: CityDesk, { json }: Options): Promise<void> {
  const rows = await openQuestions(app.db, tenant);
  for (const { conversation: _talk, ...it } of rows)
    io.out(json ? `${JSON.stringify(it)}\n` : `${String(it.id).padStart(6)}  ${longDay(it.at, agency)}  ${JSON.stringify(it.question)}\n`);
  if (!json) io.out(rows.length === 0 ? "Tidak ada pertanyaan yang menunggu.\n" : `${rows.length} pertanyaan\n`);
}

async function entries({ io }: CommandHost, { app, tenant }: CityDesk, { json }: Options): Promise<void> {
  const rows = await entriesIn(app.db, tenant, [...entryStates]);
  for (const { authorId: _author, approverId: _approver, ...it } of rows)
    io.out(
      json
        ? `${JSON.stringify(it)}\n`
        : `${String(it.id).padStart(6)}  ${it.state.padEnd(9)} ${JSON.stringify(it.question)}\n        dasar: ${it.source ?? "–"}; ditinjau ${it.reviewOn ?? "–"}\n`,
    );
  if (!json) io.out(rows.length === 0 ? "Belum ada jawaban petugas.\n" : `${rows.length} jawaban\n`);
}

/** The question sets run outside the transaction; what changed meanwhile is found by the base's revision. */
async function approve({ io }: CommandHost, desk: CityDesk, id: number, { override, by: given }: Options): Promise<void> {
  const { app, agency, tenant, now } = desk;
  const waiting = whole(await entryById(app.db, tenant, id), "diajukan");
  const { worse, revision } = await tryEntry(app.db, app, waiting, agency, now);
  if (worse.length > 0) io.err(`${worseText(worse)}\n`);
  if (worse.length > 0 && !override?.trim()) throw new CommandFailed('Tetap menerbitkan? Tambahkan --override "alasannya".');
  await app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, given);
    const entry = whole(await entryById(tx, tenant, id, true), "diajukan");
    if (entry.authorId === by) throw new CommandFailed("Jawaban yang ditulis sendiri disetujui petugas lain.");
    if ((await currentRevision(tx)) !== revision) throw new CommandFailed("Basis pengetahuan berubah sementara diuji. Ulangi perintahnya.");
    const overrideReason = worse.length > 0 ? (override ?? "").trim() : null;
    await publishEntry(tx, { ...entry, worse }, { cell: app.cell, city: { slug: agency.slug, title: cityTitle(agency) }, approverId: by, overrideReason }, now);
  });
  await app.knowledge.refresh(app.db);
  io.out(`Jawaban ${id} terbit.\n`);
}

async function refuse({ io }: CommandHost, desk: CityDesk, id: number, { reason = "", by: given }: Options): Promise<void> {
  const { app, tenant, now } = desk;
  await app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, given);
    const entry = whole(await entryById(tx, tenant, id, true), "diajukan");
    if (entry.authorId === by) throw new CommandFailed("Jawaban yang ditulis sendiri diperiksa petugas lain.");
    await refuseEntry(tx, { ...tenant, id }, { by, note: reason.trim() }, now);
  });
  io.out(`Jawaban ${id} tidak diterbitkan.\n`);
}

async function withdraw({ io }: CommandHost, desk: CityDesk, id: number, { by: given }: Options): Promise<void> {
  const { app, agency, tenant, now } = desk;
  await app.db.transaction(async (tx) => {
    await actorNamed(tx, desk, given);
    whole(await entryById(tx, tenant, id, true), "terbit");
    await withdrawEntry(tx, { ...tenant, id, city: agency.slug }, now);
  });
  await app.knowledge.refresh(app.db);
  io.out(`Jawaban ${id} ditarik.\n`);
}

function whole(entry: Entry | undefined, state: Entry["state"]): WholeEntry {
  if (!entry || !isWhole(entry) || entry.state !== state)
    throw new CommandFailed(`Tidak ada jawaban ${state} dengan nomor itu. Daftarnya: kawan handoff entries`);
  return entry;
}
