import { z } from "zod";
import { type Context, capability } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Button } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { findPerson } from "../../people/person-store.ts";
import { accountText } from "./account-text.ts";
import { type JpAccount, loadAccount } from "./jp-account.ts";

const texts = {
  notAsn: "JP dihitung untuk PNS dan PPPK. Data Anda tercatat bukan pegawai ASN, jadi tidak ada rekening JP.",
};

/** Activities named in one message; the rest is behind a button. */
const shown = 6;

const Input = z.object({ all: z.boolean().optional().catch(undefined) });

export const showJp = capability({
  id: "show_jp",
  about: "Menampilkan JP Anda tahun ini, cara menghitungnya, dan sisa waktunya.",
  command: "jp",
  phrases: ["jp saya", "berapa jp saya", "jp saya sudah berapa", "jp saya kurang berapa", "rekening jp", "lihat jp saya", "cek jp saya", "total jp saya"],
  roles: ["asn"],
  input: Input,

  async handle(context, { all }) {
    const { account, today } = await ownAccount(context);
    const text = accountText(account, today, { most: all ? Number.POSITIVE_INFINITY : shown, whose: "Anda" });
    const leads = context.person?.roles.includes("supervisor") === true;
    return { reply: { text, buttons: [...buttons(account, !all && account.entries.length > shown), ...(leads ? [staff] : [])], data: account } };
  },
});

async function ownAccount({ db, cell, agency, person, now }: Context): Promise<{ account: JpAccount; today: string }> {
  if (!agency || !person) throw new Error("show_jp is for a known person");
  const today = localDate(now, agency.zone);
  const subject = { cell, agencyId: agency.id, personId: person.id };
  const record = await findPerson(db, subject, today);
  const found = record && (await loadAccount(db, subject, record, today));
  if (!found) throw new Fault("not_found", texts.notAsn);
  return { account: found.account, today };
}

const staff: Button = { label: "JP bawahan", full: "JP bawahan langsung", call: { capability: "show_staff_jp", input: {} } };

function buttons({ needed }: JpAccount, more: boolean): Button[] {
  return [
    ...(more ? [{ label: "Semua kegiatan", call: { capability: "show_jp", input: { all: true } } }] : []),
    ...(needed > 0 ? [{ label: "Rencana JP", full: "Rencana menutup kekurangan JP", call: { capability: "plan_jp", input: {} } }] : []),
    { label: "Rekomendasi", full: "Rekomendasi pelatihan", call: { capability: "recommend", input: {} } },
  ];
}
