import { z } from "zod";
import { type Capability, type Context, capability } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { certificatesOf, signedFile } from "../../completion/certificate/certificate-store.ts";
import { fileNameOf } from "../../completion/certificate/number.ts";
import { loadClass } from "../../enrolment/class-of.ts";
import { type Desk, tenantOf } from "../../enrolment/seats/promote.ts";
import { deskOf } from "../classes/class-desk.ts";
import { namedIn, ownLetter } from "../letters/letter-store.ts";
import { type FileInput, type FileLink, filePath, linkMinutes, makeLink } from "./link-store.ts";

const texts = {
  link: (url: string) => `Berkas Anda siap diunduh:\n${url}\n\nBerlaku ${linkMinutes} menit, satu kali unduh.`,
  gone: "Berkas itu tidak ada lagi.",
};

/** Files that a person fetches for themselves, where a channel cannot carry them; no officer's right is asked. */
export const ownWhats: ReadonlySet<FileLink["what"]> = new Set(["own_letter", "own_certificate"]);

interface Order {
  what: FileLink["what"];
  input: FileInput;
}

interface Made {
  name: string;
  mime: string;
  bytes: Uint8Array;
  /** Whose data is in it. */
  looked: number[];
}

/** Makes it for the person whose it is, as things are when it is fetched. Throws `Fault` where it is theirs no more. */
export async function ownFile(desk: Desk, { what, input }: Order, personId: number): Promise<Made> {
  const subject = { ...tenantOf(desk), personId };
  const id = input.record ?? 0;
  if (what === "own_letter") {
    const found = await ownLetter(desk.db, subject, id);
    const of = found && (await loadClass(desk.db, subject, found.classId));
    if (!found || !of) throw new Fault("not_found", texts.gone);
    return { name: letterFileName(found, of.class.code), mime: found.mime, bytes: found.bytes, looked: await namedIn(desk.db, subject, id) };
  }
  const it = (await certificatesOf(desk.db, subject)).find((one) => one.id === id && one.revokedReason === null);
  const bytes = it && (await signedFile(desk.db, subject, id));
  if (!it || !bytes) throw new Fault("not_found", texts.gone);
  return { name: `sertifikat-${fileNameOf(it.number)}.pdf`, mime: "application/pdf", bytes, looked: [] };
}

/** `surat-tugas-PP-1.pdf`: codes are the city's own words, and nothing in a file's name may be a folder or an order to a shell. */
export function letterFileName({ kind, name }: { kind: string; name: string }, code: string): string {
  const ending = /\.[a-z0-9]{1,5}$/i.exec(name)?.[0] ?? "";
  return `${kind.replace("_", "-")}-${code}${ending}`.replace(/[^\p{L}\p{N}._-]+/gu, "-");
}

/** An address for one fetch by the person who asks. */
export async function ownFileText(context: Context, order: { what: FileLink["what"]; input: z.input<typeof FileInput> }, base: string): Promise<string> {
  const { id: personId } = context.person as Person;
  const made = await makeLink(context.db, tenantOf(deskOf(context)), { ...order, reason: null, personId }, context.now);
  return texts.link(`${base.replace(/\/+$/, "")}${filePath}/${made.secret}`);
}

/** A certificate of one's own by an address, where the talk cannot show a file. */
export const ownFileLink = (base = ""): Capability =>
  capability({
    id: "own_file_link",
    about: "Membuat tautan sekali unduh untuk sertifikat Anda sendiri.",
    phrases: [],
    roles: ["asn"],
    input: z.object({ certificate: z.number().int().positive() }),

    async handle(context, { certificate }) {
      const order = { what: "own_certificate" as const, input: { class: 0, format: "asli" as const, record: certificate } };
      await ownFile(deskOf(context), { what: order.what, input: { ...order.input, nip: false } }, (context.person as Person).id);
      return { reply: { text: await ownFileText(context, order, base) }, code: "linked" };
    },
  });
