import { type Command, InvalidArgumentError, Option } from "commander";
import { writeAudits } from "../../core/audit.ts";
import { endNotices, namedNotices, small, spanWords } from "../../features/people/delegation-notice.ts";
import { endDelegations, isOver, nameDelegate } from "../../features/people/delegation-store.ts";
import { findPeople } from "../../features/people/find-people.ts";
import { isNip } from "../../features/people/nip.ts";
import { type Brief, briefsOf, fullName } from "../../features/people/person-store.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions, personNamed, withActor, withCity } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";
import { planNotices } from "../notify.ts";

interface Options extends CityOptions {
  to?: string;
  from?: string;
  until?: string;
  end?: boolean;
}

const isoDate = (text: string): string => {
  try {
    return Temporal.PlainDate.from(text).toString();
  } catch {
    throw new InvalidArgumentError("A date is written 2026-12-31.");
  }
};

export function addPeopleDelegate(people: Command, host: CommandHost): void {
  withActor(withCity(people.command("delegate").description("name who acts for a leader: a top official outside the civil service, or one who is away")))
    .argument("<leader>", "NIP, or the name of a leader without one")
    .addOption(new Option("--to <nip>", "who acts"))
    .addOption(new Option("--from <date>", "first day; absent = today").argParser(isoDate))
    .addOption(new Option("--until <date>", "last day; absent = until ended").argParser(isoDate))
    .addOption(new Option("--end", "nobody acts any more"))
    .action((leader: string, options: Options) => atCity(host, options, (desk) => delegate(host, desk, leader, options)));
}

async function delegate({ io }: CommandHost, desk: CityDesk, words: string, options: Options): Promise<void> {
  const { app, agency, tenant, day, now } = desk;
  if ((options.to === undefined) === !options.end) throw new CommandFailed("Sebutkan --to NIP, atau --end untuk mengakhiri.");
  const since = options.from ?? day;
  if (since < day) throw new CommandFailed("Tanggal pada --from sudah lewat.");
  if (options.until !== undefined && options.until < since) throw new CommandFailed("Tanggal pada --until sudah lewat atau sebelum hari pertama.");
  const said = await app.db.transaction(async (tx) => {
    const by = await actorNamed(tx, desk, options.by);
    const leader = isNip(words) ? await personNamed(tx, desk, words) : onlyLeader(await findPeople(tx, tenant, words, day));
    const to = options.to === undefined ? null : await personNamed(tx, desk, options.to, "NIP pada --to");
    if (to?.id === leader.id) throw new CommandFailed("Yang mewakili harus orang lain.");
    if (by !== null && to?.id === by) throw new CommandFailed("Tidak seorang pun memberi kuasa kepada dirinya sendiri. Minta petugas lain melakukannya.");
    const until = options.until === undefined ? null : Temporal.PlainDate.from(options.until).add({ days: 1 }).toString();
    const subject = { ...tenant, personId: leader.id };
    const made = to && (await nameDelegate(tx, subject, { delegateId: to.id, since, until, day, now }));
    const ended = made ? made.ended : await endDelegations(tx, subject, { day, now });
    const at = now.toString();
    const ledger = [
      {
        agencyId: agency.id,
        at,
        kind: "right" as const,
        actorId: by,
        subjectId: to?.id ?? leader.id,
        action: "name_delegate",
        outcome: to ? "named" : "ended",
      },
    ];
    await writeAudits(tx, [
      { cell: tenant.cell, at, agency_id: agency.id, conversation: null, person_id: by, capability: "name_delegate", outcome: to ? "named" : "ended", ledger },
    ]);
    const names = new Map(
      (
        await briefsOf(
          tx,
          tenant,
          ended.map((it) => it.delegateId),
          day,
        )
      ).map((it) => [it.id, fullName(it)]),
    );
    const endings = ended
      .filter((it) => isOver(it, day))
      .flatMap((it) => endNotices(it, { leader: fullName(leader), delegate: names.get(it.delegateId) ?? "" }));
    // What waits already was asked before the delegate acted: without word of it nobody would look.
    const news = made && to ? namedNotices(made.named, { leader: fullName(leader), delegate: fullName(to) }, day) : [];
    const told = await planNotices(tx, app, tenant, [...endings, ...news], now);
    if (!made || !to) return `Tidak ada lagi yang mewakili ${fullName(leader)}. ${told} pesan direncanakan.`;
    return `${fullName(to)} mewakili ${fullName(leader)}: ${small(spanWords(made.named, day))}. ${told} pesan direncanakan.`;
  });
  io.out(`${said}\n`);
}

/** A leader without a NIP is called by name, which must be one person's. */
function onlyLeader(found: Brief[]): Brief {
  const leaders = found.filter((it) => it.status === "LUAR_ASN");
  const [only] = leaders;
  if (only && leaders.length === 1) return only;
  throw new CommandFailed(
    only ? "Nama itu cocok dengan beberapa orang; tulis lebih lengkap." : "Tidak ada pimpinan di luar ASN dengan nama itu. Untuk pegawai, tulis NIP-nya.",
  );
}
