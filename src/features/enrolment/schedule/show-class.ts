import { z } from "zod";
import { type Context, capability } from "../../../core/capability.ts";
import type { Address } from "../../../core/channel.ts";
import { cityButtons } from "../../../core/city-buttons.ts";
import type { Agency } from "../../../core/person.ts";
import { type Button, plain } from "../../../core/reply.ts";
import { localDate } from "../../../core/time.ts";
import { type Database, sql } from "../../../db/database.ts";
import { competenciesOf, gapProfiles } from "../../competency/gap/gap.ts";
import { findPerson } from "../../people/person-store.ts";
import { changesFor } from "../../training/change-store.ts";
import { type ClassOf, loadClass } from "../class-of.ts";
import { enrolmentIn } from "../enrolment-store.ts";
import { closedBecause } from "../may-enter.ts";
import { states } from "../states.ts";
import { classCard } from "./class-card.ts";
import { classLink, readClassLink, sharedLink } from "./class-link.ts";
import type { Gap } from "./target-words.ts";

const texts = {
  gone: "Kelas itu tidak ada di kota ini. Lihat jadwal yang sekarang.",
  whichCity: "Kelas itu milik satu kota. Pilih kota Anda dulu.",
  own: (state: string) => `Anda: ${state}.`,
  improved: "Diperbaiki karena masukan peserta:",
  change: (asked: string, changed: string) => `• diminta ${asked} → ${changed}`,
  share: (links: string) => `Bagikan kartu kelas ini:\n${links}`,
  word: (word: string) => `Rekan cukup menulis kepada saya: ${word}`,
  enrol: "Daftar",
  shareLabel: "Bagikan",
  back: "Lihat kelas",
  status: { label: "Status saya", call: { capability: "my_enrolments", input: {} } },
  schedule: { label: "Jadwal", full: "Lihat jadwal", call: { capability: "show_schedule", input: {} } },
};

export const showClass = capability({
  id: "show_class",
  about: "Menampilkan kartu satu kelas: isi, waktu, tempat, kursi, biaya, dan batas daftar.",
  phrases: [],
  roles: ["guest", "asn"],
  input: z.object({ class: z.number().int().positive(), city: z.string().max(64).optional() }),
  recognise: readClassLink,

  async handle(context, { class: id, city }) {
    const agency = cityOf(context, city);
    if (!agency) return { reply: { text: texts.whichCity, buttons: cityButtons(context.agencies) }, code: "no_city" };
    const tenant = { cell: context.cell, agencyId: agency.id };
    const of = await loadClass(context.db, tenant, id);
    if (!of || of.class.status === "rencana") return { reply: { text: texts.gone, buttons: [texts.schedule] }, code: "gone" };
    const names = new Map((await competenciesOf(context.db, tenant)).map((it) => [it.id, it.name]));
    const own = context.person && (await enrolmentIn(context.db, tenant, id, context.person.id));
    const inside = own?.state === "terdaftar";
    const text = classCard(of, { zone: agency.zone, names, gaps: await ownGaps(context, agency), inside });
    const held = own && states[own.state].open ? own : undefined;
    const chosen = context.agency === null ? { chooseAgency: agency.id } : {};
    const reply = {
      text: [
        text,
        ...(await improvements(context.db, tenant, of, localDate(context.now, agency.zone))),
        ...(held ? [texts.own(states[held.state].words)] : []),
      ].join("\n\n"),
      buttons: buttonsFor(context, of, held !== undefined),
    };
    return { reply: { ...reply, data: inside ? of : { ...of, class: { ...of.class, link: null } } }, ...chosen, code: "shown" };
  },
});

/** Changes told on one card. */
const shownChanges = 2;

/** What participants asked for and this run has got, in an officer's words. */
async function improvements(db: Database, tenant: { cell: number; agencyId: number }, { training, class: it }: ClassOf, today: string): Promise<string[]> {
  const changes = (await changesFor(db, tenant, training.id, it.endsOn, today)).slice(0, shownChanges);
  if (changes.length === 0) return [];
  return [[texts.improved, ...changes.map((one) => texts.change(plain(one.asked), plain(one.changed)))].join("\n")];
}

export const shareClass = capability({
  id: "share_class",
  about: "Memberi tautan kartu satu kelas untuk dibagikan.",
  phrases: [],
  roles: ["guest", "asn"],
  input: z.object({ class: z.number().int().positive() }),

  async handle({ db, cell, agency, origin }, { class: id }) {
    const of = agency ? await loadClass(db, { cell, agencyId: agency.id }, id) : undefined;
    if (!agency || !of || of.class.status === "rencana") return { reply: { text: texts.gone, buttons: [texts.schedule] }, code: "gone" };
    const links = origin ? await linksTo(db, cell, origin.to, agency.slug, id) : [];
    const word = texts.word(classLink(agency.slug, id));
    const text = [...(links.length > 0 ? [texts.share(links.join("\n"))] : []), word].join("\n\n");
    // A tapped card loses its buttons on some networks: the way back to it, and to a seat.
    return { reply: { text, buttons: [{ label: texts.back, call: { capability: "show_class", input: { class: id } } }] }, code: "shared" };
  },
});

const Account = z.object({ channel: z.string(), account: z.string(), link: z.string() });

/** Through the account of this talk, which serves the city for certain, and the page. */
async function linksTo(db: Database, cell: number, { channel, account }: Address, city: string, classId: number): Promise<string[]> {
  const accounts = await db.many(
    Account,
    sql`
    select channel, account, case when channel = 'wa-web' then 'https://wa.me/' || account else link end as link from channel_account
     where cell = ${cell} and ((channel = ${channel} and account = ${account} and (link is not null or channel = 'wa-web')) or (channel = 'web' and link is not null))
     order by channel = 'web', channel`,
  );
  return accounts.flatMap((it) => sharedLink(it.channel, it.link, city, classId) ?? []);
}

/** A linked person sees the own city's classes only; a guest those of the city that the link names, if no other was chosen. */
function cityOf({ agency, agencies, person }: Context, city: string | undefined): Agency | null {
  const named = city === undefined ? undefined : agencies.find((it) => it.slug === city);
  if (person || agency) return city === undefined || agency?.slug === city ? agency : null;
  return named ?? null;
}

async function ownGaps({ db, cell, now, person }: Context, { zone }: Agency): Promise<Gap[]> {
  if (!person) return [];
  const tenant = { cell, agencyId: person.agency.id };
  const day = localDate(now, zone);
  const record = await findPerson(db, { ...tenant, personId: person.id }, day);
  const [profile] = record ? await gapProfiles(db, tenant, [record], { day }) : [];
  return (profile?.items ?? []).map(({ competency, held, required }) => ({ competency: competency.id, held, required }));
}

function buttonsFor({ now }: Context, of: ClassOf, entered: boolean): Button[] {
  const share = { label: texts.shareLabel, call: { capability: "share_class", input: { class: of.class.id } } };
  if (entered) return [texts.status, share, texts.schedule];
  const open = closedBecause(of, now.epochMilliseconds / 1_000).length === 0;
  const enter = { label: texts.enrol, full: `${texts.enrol} di kelas ini`, call: { capability: "enrol", input: { class: of.class.id } } };
  return [...(open ? [enter] : []), share, texts.schedule];
}
