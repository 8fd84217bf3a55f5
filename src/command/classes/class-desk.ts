import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { type Audit, writeAudits } from "../../core/audit.ts";
import type { Letter } from "../../core/channel.ts";
import type { LedgerKind } from "../../core/ledger.ts";
import { putLetters } from "../../delivery/outbox.ts";
import { type ClassOf, loadClass } from "../../features/enrolment/class-of.ts";
import type { Desk } from "../../features/enrolment/seats/promote.ts";
import { classIdByCode } from "../../features/training/store.ts";
import { render } from "../../service/pipeline.ts";
import { actorNamed, atCity, type CityDesk, type CityOptions } from "../city.ts";
import type { CommandHost } from "../command-host.ts";
import { CommandFailed } from "../io.ts";

export interface ClassOptions extends CityOptions {
  reason?: string;
}

/** An officer's act at the console, in one transaction with its letters and its line in the audit. */
export interface ConsoleDesk extends Desk {
  /** null = nobody has an officer's right yet. */
  officerId: number | null;
  city: CityDesk;
}

interface Done {
  letters?: Letter[];
  /** For the audit. */
  outcome?: string;
  /** Whose data was seen. */
  looked?: number[];
  /** Said when all of it is written. */
  said: string;
}

/** Does `work` as the officer named by `--by`; nothing is written where it fails. */
export function asOfficer(host: CommandHost, options: CityOptions, capability: string, work: (desk: ConsoleDesk) => Promise<Done>): Promise<void> {
  return atCity(host, options, async (city) => {
    const { app, agency, tenant, now } = city;
    const said = await app.db.transaction(async (tx) => {
      const officerId = await actorNamed(tx, city, options.by);
      const done = await work({ db: tx, cell: tenant.cell, agency, now, officerId, city });
      await putLetters({ db: tx, cell: tenant.cell }, render, done.letters ?? [], now);
      await writeAudits(tx, [auditOf(city, officerId, capability, done)]);
      return done.said;
    });
    if (said !== "") host.io.out(said.endsWith("\n") ? said : `${said}\n`);
  });
}

function auditOf({ tenant, now }: CityDesk, by: number | null, capability: string, { outcome = "done", looked = [] }: Done): Audit {
  const at = now.toString();
  const look = { agencyId: tenant.agencyId, at, kind: "look" as LedgerKind, actorId: by, action: capability, outcome: "seen" };
  const ledger = [...new Set(looked)].filter((it) => it !== by).map((subjectId) => ({ ...look, subjectId }));
  return { cell: tenant.cell, at, agency_id: tenant.agencyId, conversation: null, person_id: by, capability, outcome, ledger };
}

/** A class of this city by its code. Throws `CommandFailed`. */
export async function classCoded({ db, cell, agency }: Desk, code: string): Promise<ClassOf> {
  const tenant = { cell, agencyId: agency.id };
  const id = await classIdByCode(db, tenant, code);
  const of = id === undefined ? undefined : await loadClass(db, tenant, id);
  if (!of) throw new CommandFailed(`Kelas "${code}" tidak ada di kota ini. Daftarnya: kawan class list`);
  return of;
}

/** Bytes of a file named on the command line. Throws `CommandFailed`. */
export function bytesAt({ io }: CommandHost, path: string): Uint8Array {
  const at = resolve(io.cwd, path);
  if (!statSync(at, { throwIfNoEntry: false })?.isFile()) throw new CommandFailed(`Berkas ${at} tidak ditemukan.`);
  return readFileSync(at);
}

/** What bold is to a chat is nothing to a terminal. */
export const unmarked = (text: string): string => text.replaceAll("*", "");
