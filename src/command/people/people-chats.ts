import { type Command, InvalidArgumentError } from "commander";
import type { Database } from "../../db/database.ts";
import { grantsOf } from "../../features/people/grants.ts";
import { channelName } from "../../features/people/link/chat-words.ts";
import { confirmChat, type OpenChat, openChat, waitingChats } from "../../features/people/link/confirmation.ts";
import { endHandles, handlesOf } from "../../features/people/link/handle-store.ts";
import { cardOf } from "../../features/people/link/link-store.ts";
import { fullName, maskNip } from "../../features/people/person-store.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, longDay, personNamed, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { note } from "../note.ts";
import { planNotices } from "../notify.ts";

const texts = {
  opened: "✅ Petugas BKPSDM sudah memastikan chat ini milik Anda. Menu sesuai hak jabatan Anda sekarang terbuka: /bantuan.",
  ended: (channel: string) => `Petugas BKPSDM memutus chat ${channel} yang tertaut dengan data Anda. Bila itu chat Anda, mohon hubungi BKPSDM.`,
};

const wholeNumber = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("A number from the list.");
  return Number(text);
};

/** `people confirm`, `people chats`, `people unlink`: which chats are whose, for officers at the server. */
export function addPeopleChats(program: Command, host: CommandHost): void {
  const people = program.commands.find((it) => it.name() === "people") ?? program.command("people");
  withActor(
    withCity(
      people
        .command("confirm")
        .description("open the full rights of a chat that you know to be its owner's; without a number: what waits; that look is recorded"),
    ),
  )
    .argument("[number]", "of the link", wholeNumber)
    .action((id: number | undefined, options: CityOptions) =>
      atCity(host, options, (desk) => (id === undefined ? listWaiting(host, desk, options) : confirm(host, desk, id, options))),
    );
  withActor(withCity(people.command("chats").description("chats that are linked to one person; the look is recorded")))
    .argument("<nip>", "whose")
    .action((nip: string, options: CityOptions) => atCity(host, options, (desk) => listChats(host, desk, nip, options)));
  withActor(withCity(people.command("unlink").description("end one link, e.g. of a lost telephone; the person's other chats are told")))
    .argument("<number>", "of the link", wholeNumber)
    .action((id: number, options: CityOptions) => atCity(host, options, (desk) => unlink(host, desk, id, options)));
}

async function listWaiting({ io }: CommandHost, desk: CityDesk, options: CityOptions): Promise<void> {
  const { app, tenant, now } = desk;
  const chats = await app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, options.by);
    const waiting = await waitingChats(tx, tenant, now);
    const owners = [...new Set(waiting.map((it) => it.personId))];
    await note(tx, desk, { by, about: owners, kind: "look", action: "list_chats", outcome: owners.length > 0 ? "seen" : "nothing" });
    return waiting;
  });
  for (const it of chats)
    io.out(
      `${String(it.id).padStart(6)}  ${await ownerOf(app.db, tenant.cell, it, now)}; ${channelName(it.channel)}, sejak ${longDay(it.since, desk.agency)}\n`,
    );
  io.out(chats.length === 0 ? "Tidak ada chat yang menunggu dipastikan.\n" : `${chats.length} chat menunggu dipastikan\n`);
}

async function ownerOf(db: Database, cell: number, chat: OpenChat, now: Temporal.Instant): Promise<string> {
  const card = await cardOf(db, { cell, ...chat }, now);
  return card ? `${fullName(card)} (${maskNip(card.nip)})${card.position ? `, ${card.position}` : ""}` : "–";
}

/** A second person, named; only where there is no other officer is the console's word enough. */
async function secondPerson(tx: Database, desk: CityDesk, owner: number, given: string | undefined): Promise<number | null> {
  const others = (await grantsOf(tx, desk.tenant, desk.now)).filter((it) => it.role !== "unit_officer" && it.personId !== owner);
  if (given === undefined && others.length === 0) return null;
  const by = await actorNamed(tx, desk, given);
  if (by === owner) throw new CommandFailed("Chat sendiri dipastikan oleh petugas lain.");
  return by;
}

async function confirm({ io }: CommandHost, desk: CityDesk, id: number, options: CityOptions): Promise<void> {
  const { app, tenant, now } = desk;
  const owner = await app.db.transaction(async (tx) => {
    const chat = await openChat(tx, tenant, id, now);
    if (!chat) throw new CommandFailed("Tidak ada chat tertaut dengan nomor itu.");
    const by = await secondPerson(tx, desk, chat.personId, options.by);
    if (!(await confirmChat(tx, { ...tenant, id }, by, now))) throw new CommandFailed("Chat itu sudah dipastikan sebelumnya.");
    await note(tx, desk, { by, about: chat.personId, kind: "right", action: "confirm_link", outcome: "confirmed" });
    await planNotices(
      tx,
      app,
      tenant,
      [{ personId: chat.personId, key: `confirmed:${tenant.agencyId}:${id}:${now.epochMilliseconds}`, reply: { text: texts.opened } }],
      now,
    );
    return ownerOf(tx, tenant.cell, chat, now);
  });
  io.out(`Chat nomor ${id} dipastikan milik ${owner}.\n`);
}

async function listChats({ io }: CommandHost, desk: CityDesk, nip: string, options: CityOptions): Promise<void> {
  const { app, tenant, now } = desk;
  const chats = await app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, options.by);
    const person = await personNamed(tx, desk, nip);
    await note(tx, desk, { by, about: person.id, kind: "look", action: "list_chats", outcome: "seen" });
    return handlesOf(tx, { ...tenant, personId: person.id }, now);
  });
  for (const it of chats) {
    const state = it.confirmedAt === null ? "" : ", sudah dipastikan";
    io.out(
      `${String(it.id).padStart(6)}  ${channelName(it.channel)}, sejak ${longDay(it.since, desk.agency)}, terakhir dipakai ${longDay(it.seenAt, desk.agency)}${state}\n`,
    );
  }
  io.out(chats.length === 0 ? "Belum ada chat yang tertaut.\n" : `${chats.length} chat\n`);
}

async function unlink({ io }: CommandHost, desk: CityDesk, id: number, options: CityOptions): Promise<void> {
  const { app, tenant, now } = desk;
  await app.db.transaction(async (tx) => {
    const chat = await openChat(tx, tenant, id, now);
    if (!chat) throw new CommandFailed("Tidak ada chat tertaut dengan nomor itu.");
    const by = await actorNamed(tx, desk, options.by);
    const subject = { ...tenant, personId: chat.personId };
    await endHandles(tx, subject, { only: id, why: "refused" }, now);
    await note(tx, desk, { by, about: chat.personId, kind: "link", action: "unlink_chat", outcome: "refused" });
    await planNotices(
      tx,
      app,
      tenant,
      [{ personId: chat.personId, key: `ended:${tenant.agencyId}:${id}`, reply: { text: texts.ended(channelName(chat.channel)) } }],
      now,
    );
  });
  io.out(`Chat nomor ${id} sudah dilepas.\n`);
}
