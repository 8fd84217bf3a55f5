import { Fault } from "../../../core/fault.ts";
import { unsignedBatch } from "../../completion/certificate/batch.ts";
import { proofOf } from "../../completion/handed/handed-store.ts";
import type { ClassOf } from "../../enrolment/class-of.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import type { FileInput } from "./link-store.ts";

const texts = {
  gone: "Berkas itu tidak ada lagi.",
};

interface Order {
  input: FileInput;
  exportNo: string;
}

interface Made {
  name: string;
  mime: string;
  bytes: Uint8Array;
  /** Whose data is in it. */
  looked: number[];
}

/** What somebody handed in as proof, for whoever checks it. Throws `Fault` where it is gone. */
export async function proofFile(desk: Desk, { input, exportNo }: Order): Promise<Made> {
  const found = await proofOf(desk.db, tenantOf(desk), input.record ?? 0);
  if (!found) throw new Fault("not_found", texts.gone);
  return { name: found.name.replace(".", `-${exportNo}.`), mime: found.mime, bytes: found.bytes, looked: [found.personId] };
}

/** The certificates of a class that wait for their signature, as one ZIP. */
export async function unsignedCertificates(desk: Desk, of: ClassOf, { input, exportNo }: Order): Promise<Made> {
  const { zip, people } = await unsignedBatch(desk, { classId: of.class.id, base: input.base ?? "" });
  if (people.length === 0) throw new Fault("not_found", texts.gone);
  return { name: `sertifikat-belum-ditandatangani-${exportNo}.zip`, mime: "application/zip", bytes: zip, looked: people };
}
