import { z } from "zod";
import { type Context, capability } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate, longDate } from "../../../core/time.ts";
import { type Community, joinCommunity, leaveCommunity, lockCommunity } from "./community-store.ts";

const texts = {
  gone: "Komunitas itu tidak ada atau sudah selesai. Lihat yang ada dengan /komunitas.",
  expired: (partner: string, day: string) =>
    `Perjanjian dengan ${plain(partner)} berakhir pada ${day}. Kegiatannya dilanjutkan setelah petugas BKPSDM mencatat perpanjangannya.`,
  full: "Komunitas ini sudah penuh. Bapak/Ibu dapat meminta petugas BKPSDM membuka komunitas lain.",
  joined: (topic: string) => `Anda bergabung dengan komunitas *${plain(topic)}*. Tuan rumah mencatat siapa yang hadir; JP-nya lalu masuk ke /jp.`,
  already: (topic: string) => `Anda sudah menjadi anggota komunitas *${plain(topic)}*.`,
  left: (topic: string) => `Anda keluar dari komunitas *${plain(topic)}*. JP yang sudah tercatat tetap ada.`,
  not: (topic: string) => `Anda bukan anggota komunitas *${plain(topic)}*.`,
  host: "Anda tuan rumah komunitas ini. Untuk mengakhirinya, hubungi petugas BKPSDM.",
  list: "Daftar komunitas",
  open: "Lihat komunitas",
  join: "Gabung lagi",
};

/** So many can be noted from one list in a chat. */
const mostMembers = 60;

/** Whether the agreement with its partner has run out by a day, ISO. */
export const hasExpired = ({ agreementUntil }: Community, day: string): boolean => agreementUntil !== null && agreementUntil < day;

/** A refusal that names the day on which the agreement ended. */
export const expiredFault = ({ partner, agreementUntil }: Community): Fault =>
  new Fault("conflict", texts.expired(partner ?? "", longDate(agreementUntil ?? "")), { reason: "agreement" });

/** A community that goes on, locked. Throws `Fault` for any other. */
export async function runningCommunity({ db, cell }: Context, { agency }: Person, id: number): Promise<Community> {
  const it = await lockCommunity(db, { cell, agencyId: agency.id }, id);
  if (it?.state !== "berjalan") throw new Fault("not_found", texts.gone);
  return it;
}

export const openButton = (community: number): Button => ({ label: texts.open, call: { capability: "show_community", input: { community } } });
const listButton: Button = { label: texts.list, call: { capability: "my_communities", input: {} } };
const Input = z.object({ community: z.number().int().positive() });

export const joinCapability = capability({
  id: "join_community",
  about: "Bergabung dengan sebuah komunitas belajar.",
  phrases: [],
  roles: ["asn"],
  input: Input,

  async handle(context, { community }) {
    const who = context.person as Person;
    const it = await runningCommunity(context, who, community);
    if (hasExpired(it, localDate(context.now, who.agency.zone))) throw expiredFault(it);
    const subject = { cell: context.cell, agencyId: who.agency.id, personId: who.id };
    const buttons = [openButton(it.id), listButton];
    const isNew = await joinCommunity(context.db, subject, it.id, context.now);
    if (isNew && it.members >= mostMembers) throw new Fault("conflict", texts.full, { reason: "full" });
    return { reply: { text: (isNew ? texts.joined : texts.already)(it.topic), buttons }, code: isNew ? "joined" : "already" };
  },
});

export const leaveCapability = capability({
  id: "leave_community",
  about: "Keluar dari sebuah komunitas belajar.",
  phrases: [],
  roles: ["asn"],
  input: Input,

  async handle(context, { community }) {
    const who = context.person as Person;
    const it = await runningCommunity(context, who, community);
    if (it.hostId === who.id) throw new Fault("conflict", texts.host, { reason: "host" });
    const left = await leaveCommunity(context.db, { cell: context.cell, agencyId: who.agency.id, personId: who.id }, it.id, context.now);
    const again: Button = { label: texts.join, call: { capability: "join_community", input: { community } } };
    return { reply: { text: (left ? texts.left : texts.not)(it.topic), buttons: [...(left ? [again] : []), listButton] }, code: left ? "left" : "not" };
  },
});
