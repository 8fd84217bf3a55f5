import { randomBytes } from "node:crypto";
import { Fault } from "../../../core/fault.ts";
import { localDate } from "../../../core/time.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import { lockRoom } from "../../enrolment/enrolment-store.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { cityTitle } from "../../people/agencies.ts";
import { briefsOf, fullName } from "../../people/person-store.ts";
import { refuseParticipant } from "../participants.ts";
import { type Credited, creditedIn } from "../result/credit.ts";
import { certificatesIn, keepCertificates, lockSeries, type NewCertificate, type Setting, settingOf } from "./certificate-store.ts";
import { mayCertify } from "./may-certify.ts";
import { numberFrom, seriesOf } from "./number.ts";

const texts = {
  notOurs: (provider: string) => `Sertifikat pelatihan ini diterbitkan oleh ${provider}, bukan oleh kota. Yang diterima peserta dicatat sebagai serahan.`,
  noSetting: "Pola nomor dan penanda tangan sertifikat belum diatur. Minta pengelola server menjalankan: kawan certificate setting.",
  gone: "Kelas itu tidak ada lagi.",
  another: "menerbitkan sertifikatnya",
};

/** The made-up city has no numbering of its own to keep to. */
const demoSetting: Setting = {
  pattern: "CONTOH/{nomor:4}/{bulan_romawi}/{tahun}",
  issuer: "Pemerintah Kota Contoh (bukan kota sungguhan)",
  place: "Contoh",
  signatory: "Kepala BKPSDM Kota Contoh",
};

/** What would be issued: whom the class is credited to and who has no certificate of it that holds. */
export async function waitingFor(desk: Desk, of: ClassOf): Promise<Credited[]> {
  const tenant = tenantOf(desk);
  const held = new Set((await certificatesIn(desk.db, tenant, of.class.id)).filter((it) => it.revokedReason === null).map((it) => it.personId));
  return (await creditedIn(desk.db, tenant, of.class.id)).filter((it) => !held.has(it.personId));
}

/** How the city numbers and heads them; a `Fault` says what is missing, or that others issue these. */
export async function settingFor({ db, cell, agency }: Desk, of: ClassOf): Promise<Setting> {
  if (!mayCertify(of.training, agency)) throw new Fault("forbidden", texts.notOurs(of.training.provider));
  const setting = (await settingOf(db, { cell, agencyId: agency.id })) ?? (agency.demo ? demoSetting : undefined);
  if (!setting) throw new Fault("conflict", texts.noSetting);
  return setting;
}

/** Throws `Fault` for an officer who is in the class; `by` null = the command line. */
export const refuseOwnCertificate = (desk: Desk & { by: number | null }, of: ClassOf): Promise<void> => refuseParticipant(desk, of.class.id, texts.another);

/** What the command line offers as a beginning. */
export const usualIssuer = (agency: Desk["agency"]): string => `Pemerintah ${cityTitle(agency)}`;

/**
 * Gives a numbered certificate to everybody who has completed a class and has none, by name, in the caller's transaction: two officers at once
 * wait for each other, and a number is used once and none is left out. Returns the numbers given.
 */
export async function issueCertificates(desk: Desk & { by: number | null }, of: ClassOf): Promise<string[]> {
  const { db, now, agency } = desk;
  const tenant = tenantOf(desk);
  const setting = await settingFor(desk, of);
  if (!(await lockRoom(db, tenant, of.class.id))) throw new Fault("not_found", texts.gone);
  await refuseOwnCertificate(desk, of);
  const day = localDate(now, agency.zone);
  const year = seriesOf(setting.pattern, Number(day.slice(0, 4)));
  const last = await lockSeries(db, tenant, year);
  const waiting = await waitingFor(desk, of);
  const names = new Map(
    (
      await briefsOf(
        db,
        tenant,
        waiting.map((it) => it.personId),
        day,
      )
    ).map((it) => [it.id, fullName(it)]),
  );
  const named = waiting.flatMap((it) => (names.get(it.personId)?.trim() ? [{ ...it, name: names.get(it.personId) ?? "" }] : []));
  const certificates = named
    .sort((a, b) => a.name.localeCompare(b.name, "id") || a.personId - b.personId)
    .map((it, at) => {
      const serial = last + at + 1;
      return { ...drafted(of, it, setting, day), serial, number: numberFrom(setting.pattern, { serial, day, classCode: of.class.code }) };
    });
  await keepCertificates(db, tenant, certificates, { year, by: desk.by, now });
  return certificates.map((it) => it.number);
}

function drafted({ training, class: it }: ClassOf, credit: Credited & { name: string }, { issuer, place, signatory }: Setting, day: string): NewCertificate {
  return {
    publicId: randomBytes(16).toString("base64url"),
    classId: it.id,
    personId: credit.personId,
    name: credit.name,
    training: training.fictional ? `${training.name} (contoh)` : training.name,
    className: it.name !== null && it.name !== training.name ? it.name : null,
    from: credit.from,
    until: credit.until,
    jp: credit.jp,
    issuer,
    place,
    signatory,
    issuedOn: day,
  };
}
