import { resolve } from "node:path";
import { type Command, Option } from "commander";
import type { App } from "../app.ts";
import type { Agency } from "../core/person.ts";
import { localDate, longDate } from "../core/time.ts";
import type { Database } from "../db/database.ts";
import { agencyBySlug, cityTitle } from "../features/people/agencies.ts";
import { grantsOf } from "../features/people/grants.ts";
import { isNip, normaliseNip } from "../features/people/nip.ts";
import { type Brief, personByNip, type Tenant } from "../features/people/person-store.ts";
import type { CommandHost } from "./command-host.ts";
import { CommandFailed } from "./io.ts";

/** Options of every command about a city's people. */
export interface CityOptions {
  city?: string;
  by?: string;
  dataDir?: string;
  json?: boolean;
}

/** A command that works on one city. */
export interface CityDesk {
  app: App;
  agency: Agency;
  tenant: Tenant;
  now: Temporal.Instant;
  /** Today in the city, ISO. */
  day: string;
}

/** `12 November 2026` for an ISO instant, in the city's zone. */
export const longDay = (iso: string, { zone }: Pick<Agency, "zone">): string => longDate(localDate(Temporal.Instant.from(iso), zone));

export const withCity = (command: Command): Command =>
  command
    .addOption(new Option("--city <city>", "the city; may be left out where there is only one"))
    .addOption(new Option("--data-dir <folder>", "a separate embedded base; beats DATABASE_URL"))
    .addOption(new Option("--json", "machine output, one JSON object a line"));

export const withActor = (command: Command): Command => command.addOption(new Option("--by <nip>", "who does it: NIP of an officer or administrator"));

/** Opens the base and finds the city. Throws `CommandFailed` that names the known ones. */
export async function atCity(host: CommandHost, options: CityOptions, work: (desk: CityDesk) => Promise<void>): Promise<void> {
  const dataDir = options.dataDir === undefined ? undefined : resolve(host.io.cwd, options.dataDir);
  const app = await host.open({ dataDir, fill: false });
  const agency = await cityOf(app, options.city?.trim().toLowerCase());
  const now = app.clock();
  await work({ app, agency, tenant: { cell: app.cell, agencyId: agency.id }, now, day: localDate(now, agency.zone) });
}

async function cityOf({ agencies, db }: App, slug: string | undefined): Promise<Agency> {
  const [only] = agencies;
  const known = agencies.map((it) => it.slug).join(", ");
  if (slug === undefined) {
    if (only && agencies.length === 1) return only;
    throw new CommandFailed(`Kota mana? Tambahkan --city, salah satu dari: ${known}`);
  }
  const served = agencies.find((it) => it.slug === slug);
  if (served) return served;
  const other = await agencyBySlug(db, slug);
  if (other?.demo) return other;
  throw new CommandFailed(`Kota "${slug}" tidak dikenal di sini; yang ada: ${known}`);
}

/** The person of this city with a NIP typed on the command line. Throws `CommandFailed`, which never repeats the NIP. */
export async function personNamed(db: Database, { tenant, agency, day }: CityDesk, nip: string, what = "NIP"): Promise<Brief> {
  if (!isNip(nip)) throw new CommandFailed(`${what} harus 18 angka.`);
  const found = await personByNip(db, tenant, normaliseNip(nip), day);
  if (!found) throw new CommandFailed(`${what} itu tidak ada pada data pegawai ${cityTitle(agency)}.`);
  return found;
}

/**
 * Who acts: an officer or administrator of the city. Nobody need be named while nobody has such a right yet, since whoever runs the
 * server sets it up; afterwards every act has a name.
 */
export async function actorNamed(db: Database, desk: CityDesk, nip: string | undefined): Promise<number | null> {
  const officers = (await grantsOf(db, desk.tenant, desk.now)).filter((it) => it.role !== "unit_officer");
  if (nip === undefined) {
    if (officers.length === 0) return null;
    throw new CommandFailed("Sebutkan siapa yang melakukan: --by NIP petugas atau administrator.");
  }
  const person = await personNamed(db, desk, nip, "NIP pada --by");
  if (!officers.some((it) => it.personId === person.id))
    throw new CommandFailed("Yang disebut pada --by harus petugas BKPSDM atau administrator yang haknya masih berlaku.");
  return person.id;
}
