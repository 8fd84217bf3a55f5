import type { Command } from "commander";
import type { Database } from "../../db/database.ts";
import { endFactor, factorsOf, makeFactor } from "../../features/people/factor/factor-store.ts";
import { grantsOf, roleNames } from "../../features/people/grants.ts";
import { channelName } from "../../features/people/link/chat-words.ts";
import { type Brief, fullName, maskNip } from "../../features/people/person-store.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, longDay, personNamed, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { note } from "../note.ts";
import { planNotices } from "../notify.ts";

const texts = {
  made: `Kode keamanan kedua Anda baru dibuat lewat ${channelName("terminal")} server. Yang lama, bila ada, tidak berlaku lagi. Bila bukan atas permintaan Anda, segera hubungi administrator lain.`,
  ended: "Kode keamanan kedua Anda dihapus lewat server. Bila bukan atas permintaan Anda, segera hubungi administrator lain.",
};

/** `people factor`: the second factor of those who see other people's data in a chat (F8); made here, since a chat that was taken over could read it there. */
export function addFactorCommands(people: Command, host: CommandHost): void {
  const factor = people
    .command("factor")
    .description("the second factor of officers: a code of their authenticator app, asked for in chat after 15 idle minutes");
  withActor(
    withCity(
      factor.command("new").description("make one and show it once as a QR code, for the person's own telephone; the earlier one (a lost telephone) is dead"),
    ),
  )
    .argument("<nip>", "whose")
    .action((nip: string, options: CityOptions) => atCity(host, options, (desk) => make(host, desk, nip, options)));
  withActor(withCity(factor.command("end").description("take it away: what needs it is closed until a new one is made")))
    .argument("<nip>", "whose")
    .action((nip: string, options: CityOptions) => atCity(host, options, (desk) => end(host, desk, nip, options)));
  withActor(withCity(factor.command("list").description("who with a right has one, and who does not"))).action((options: CityOptions) =>
    atCity(host, options, (desk) => list(host, desk, options)),
  );
}

/** Nobody makes their own, except where nobody else could: the console's word is enough then. */
async function another(tx: Database, desk: CityDesk, person: Brief, given: string | undefined): Promise<number | null> {
  const others = (await grantsOf(tx, desk.tenant, desk.now)).filter((it) => it.role === "administrator" && it.personId !== person.id);
  if (given === undefined && others.length === 0) return null;
  const by = await actorNamed(tx, desk, given);
  if (by === person.id && others.length > 0) throw new CommandFailed("Kode sendiri dibuat atau dihapus oleh administrator lain.");
  if (others.length > 0 && !others.some((it) => it.personId === by)) throw new CommandFailed("Yang membuat atau menghapus kode keamanan harus administrator.");
  return by;
}

async function make({ io }: CommandHost, desk: CityDesk, nip: string, options: CityOptions): Promise<void> {
  const { app, tenant, now } = desk;
  const { uri, secret, person } = await app.db.transaction(async (tx) => {
    const person = await personNamed(tx, desk, nip);
    const by = await another(tx, desk, person, options.by);
    const factor = await makeFactor(tx, { ...tenant, personId: person.id }, { label: person.name, by, now });
    await note(tx, desk, { by, about: person.id, kind: "right", action: "make_factor", outcome: "made" });
    await tell(tx, desk, person, "made");
    return { ...factor, person };
  });
  const { toString: qrText } = await import("qrcode"); // most commands need none
  io.out(`${await (io.isTerminal ? qrText(uri, { type: "terminal", small: true }) : qrText(uri, { type: "utf8" }))}\n`);
  io.out(`Kunci untuk diketik: ${secret.match(/.{4}/g)?.join(" ") ?? secret}\n`);
  io.out(
    `Untuk: ${fullName(person)} (${maskNip(person.nip)}). Pindai dengan aplikasi autentikator di ponsel orangnya sendiri; tidak dapat ditampilkan lagi. Kodenya diminta di chat saat diperlukan, atau coba: /verifikasi.\n`,
  );
}

async function end({ io }: CommandHost, desk: CityDesk, nip: string, options: CityOptions): Promise<void> {
  const { app, tenant } = desk;
  await app.db.transaction(async (tx) => {
    const person = await personNamed(tx, desk, nip);
    const by = await another(tx, desk, person, options.by);
    if (!(await endFactor(tx, { ...tenant, personId: person.id }))) throw new CommandFailed("Orang ini tidak mempunyai kode keamanan kedua.");
    await note(tx, desk, { by, about: person.id, kind: "right", action: "end_factor", outcome: "ended" });
    await tell(tx, desk, person, "ended");
  });
  io.out("Kode keamanan kedua dihapus; pemiliknya diberi tahu.\n");
}

const tell = (tx: Database, { app, tenant, now }: CityDesk, { id }: Brief, what: "made" | "ended") =>
  planNotices(
    tx,
    app,
    tenant,
    [{ personId: id, key: `factor ${what}:${tenant.agencyId}:${id}:${now.epochMilliseconds}`, reply: { text: texts[what] }, everywhere: true }],
    now,
  );

/** Whoever runs the server may look without a name: it is written down as the console's. */
async function list({ io }: CommandHost, desk: CityDesk, options: CityOptions): Promise<void> {
  const { app, tenant, agency, now } = desk;
  const { grants, factors } = await app.db.transaction(async (tx) => {
    const by = options.by === undefined ? null : await actorNamed(tx, desk, options.by);
    const grants = await grantsOf(tx, tenant, now);
    await note(tx, desk, { by, about: [...new Set(grants.map((it) => it.personId))], kind: "look", action: "list_factors", outcome: "seen" });
    return { grants, factors: new Map((await factorsOf(tx, tenant)).map((it) => [it.personId, it])) };
  });
  for (const it of grants) {
    const own = factors.get(it.personId);
    const state = own
      ? `dibuat ${longDay(own.madeAt, agency)}${own.provenAt ? `, terakhir dipakai ${longDay(own.provenAt, agency)}` : ", belum pernah dipakai"}`
      : "belum ada";
    if (options.json) io.out(`${JSON.stringify({ personId: it.personId, name: fullName(it), nip: maskNip(it.nip), role: it.role, ...own })}\n`);
    else io.out(`${fullName(it)} (${maskNip(it.nip)}), ${roleNames[it.role]}: ${state}\n`);
  }
  if (!options.json) io.out(grants.length === 0 ? "Belum ada yang memegang hak.\n" : `${grants.length} hak berlaku\n`);
}
