import { z } from "zod";
import type { Agency } from "../core/person.ts";
import { localDate } from "../core/time.ts";
import { type Database, sql } from "../db/database.ts";
import type { DictionaryFile } from "../features/competency/dictionary/dictionary-file.ts";
import { syncDictionary } from "../features/competency/dictionary/shipped.ts";
import { addEvidence } from "../features/competency/gap/evidence-store.ts";
import { competenciesOf, gapProfiles } from "../features/competency/gap/gap.ts";
import { grantRole } from "../features/people/grants.ts";
import { importStaff, readStaffFile } from "../features/people/import/import-staff.ts";
import type { StaffMapping } from "../features/people/import/mapping.ts";
import { type PersonRecord, recordsOf } from "../features/people/person-store.ts";
import { csvOf } from "../features/people/table/write-table.ts";
import { applyCatalogue, planCatalogue } from "../features/training/import/import-catalogue.ts";
import type { TrainingMapping } from "../features/training/import/mapping.ts";
import { readTrainingFile } from "../features/training/import/read-file.ts";
import { saveRecords } from "../features/training/record-store.ts";
import { addBesideClasses } from "./beside-classes.ts";
import { addClosingTest } from "./closing-test.ts";
import { dice } from "./dice.ts";
import { type Measured, madeUpEvidence, madeUpRecords } from "./history.ts";
import { addPlanAndNeeds } from "./plan-and-needs.ts";
import { demoStaff, headings } from "./staff.ts";

/** The made-up city: no real one, in none of the lists that people choose from. */
export const demoAgency: Agency & { demo: true } = { id: 1000, slug: "contoh", name: "Contoh", zone: "Asia/Makassar", demo: true };

/** What a demo is made of, as it lies in `knowledge/`. */
export interface DemoFiles {
  mapping: StaffMapping;
  trainingMapping: TrainingMapping;
  dictionary: DictionaryFile[];
  /** A catalogue of trainings, CSV. */
  catalogue: Uint8Array;
}

const seed = 2026;

/**
 * Fills the made-up city, through the same imports as a real one: staff, standards, evidence, catalogue, what was learnt, who holds
 * rights. Does nothing where it is there already; false then.
 */
export async function loadDemo(db: Database, cell: number, files: DemoFiles, now: Temporal.Instant): Promise<boolean> {
  const added = await db.transaction(async (tx) => {
    const { id, slug, name, zone } = demoAgency;
    const rows = await tx.run(sql`insert into agency (id, slug, name, zone, demo) values (${id}, ${slug}, ${name}, ${zone}, true) on conflict do nothing`);
    if (rows > 0) await addStaff(tx, cell, files, now);
    return rows > 0;
  });
  if (!added) return false;
  await syncDictionary(db, cell, files.dictionary, now);
  await db.transaction((tx) => addHistory(tx, cell, files, now));
  return true;
}

/** The catalogue is Kendari's; held there, every class of the made-up city would ask for a journey. The university keeps its name. */
const inOwnCity = (catalogue: Uint8Array): Uint8Array =>
  new TextEncoder().encode(new TextDecoder().decode(catalogue).replace(/(?<!Teluk )Kendari/g, demoAgency.name));

const tenantOf = (cell: number) => ({ cell, agencyId: demoAgency.id });

async function addStaff(tx: Database, cell: number, { mapping }: DemoFiles, now: Temporal.Instant): Promise<void> {
  const lines = demoStaff(seed, Temporal.PlainDate.from(localDate(now, demoAgency.zone)));
  const file = csvOf({ name: "Pegawai", headers: [...headings], rows: lines.map((it) => headings.map((heading) => it[heading])) });
  const { plan } = await importStaff(tx, cell, demoAgency, await readStaffFile(file, mapping), { now, importer: null });
  const wrong = plan.problems.filter((it) => it.bad);
  if (wrong.length > 0) throw new Error(`the demo's own staff file has bad rows: ${JSON.stringify(wrong.slice(0, 3))}`);
}

async function addHistory(tx: Database, cell: number, { catalogue, trainingMapping: mapping }: DemoFiles, now: Temporal.Instant): Promise<void> {
  const tenant = tenantOf(cell);
  const day = localDate(now, demoAgency.zone);
  const source = { tenant, zone: demoAgency.zone, competencies: await competenciesOf(tx, tenant), mapping, now };
  await applyCatalogue(tx, await planCatalogue(tx, await readTrainingFile(inOwnCity(catalogue), mapping, "katalog"), source), source);

  const today = Temporal.PlainDate.from(day);
  const chance = dice(seed + 1);
  const people = await everybody(tx, cell, day);
  const profiles = await gapProfiles(tx, tenant, people, { day });
  const measured = people.map(
    (it, at): Measured => ({ personId: it.id, nip: it.nip ?? "", supervisorId: it.supervisor?.id ?? null, items: profiles[at]?.items ?? [] }),
  );
  const evidence = measured.flatMap((it) => madeUpEvidence(it, chance, today));
  await addEvidence(tx, tenant, evidence, now);
  const records = measured.filter((it) => it.nip !== "").flatMap((it) => madeUpRecords(it, chance, today));
  await saveRecords(tx, tenant, records, now);
  await addRights(tx, cell, people, now);
  await addBesideClasses(tx, tenant, people, day, now);
  await addClosingTest(tx, tenant);
  await addPlanAndNeeds(tx, tenant, people, day, now);
}

/** Whose office brings a right that is given by hand; all of them are civil servants with a NIP (PNS). */
export const rightHolders = {
  administrator: "Kepala Bidang Pengembangan Kompetensi",
  officer: "Analis SDM Aparatur Ahli Muda",
  unitOfficer: "Kepala Subbagian Umum dan Kepegawaian",
};

/** An administrator, and named by them an officer of the HR agency and the staff officer of one agency (OPD). */
async function addRights(tx: Database, cell: number, people: PersonRecord[], now: Temporal.Instant): Promise<void> {
  const holder = (title: string) => people.find((it) => it.positions[0]?.title === title);
  const administrator = holder(rightHolders.administrator);
  const officer = holder(rightHolders.officer);
  const unitOfficer = holder(rightHolders.unitOfficer);
  const unitId = unitOfficer?.positions[0]?.unit?.id;
  if (!administrator || !officer || !unitOfficer || unitId === undefined) throw new Error("the demo's own staff file has nobody for the rights");
  await grantRole(tx, { ...tenantOf(cell), personId: administrator.id }, { role: "administrator", by: null, now });
  await grantRole(tx, { ...tenantOf(cell), personId: officer.id }, { role: "officer", by: administrator.id, now });
  await grantRole(tx, { ...tenantOf(cell), personId: unitOfficer.id }, { role: "unit_officer", unitId, by: administrator.id, now });
}

async function everybody(tx: Database, cell: number, day: string): Promise<PersonRecord[]> {
  const { agencyId } = tenantOf(cell);
  const ids = await tx.many(z.object({ id: z.number() }), sql`select id::int as id from person where cell = ${cell} and agency_id = ${agencyId} order by id`);
  const found = ids.map((it) => it.id);
  return recordsOf(tx, { cell, agencyId }, found, day);
}
