import { z } from "zod";
import { keepBlob } from "../../../core/blob.ts";
import { type Capability, type Context, capability } from "../../../core/capability.ts";
import { Fault } from "../../../core/fault.ts";
import type { Person } from "../../../core/person.ts";
import type { Subject } from "../../../core/personal-data.ts";
import { plain, type ReplyFile } from "../../../core/reply.ts";
import { storableJson } from "../../../core/storable.ts";
import { localDate } from "../../../core/time.ts";
import type { PurposeTable } from "./notice.ts";
import { talksOf } from "./talks.ts";

/** Lines of one section in the chat; the rest is in the file. */
const linesShown = 8;

const texts = {
  head: "Inilah semua data tentang Anda di Kawan ASN. Lengkapnya ada di berkas.",
  none: (titles: string[]) => `Belum ada: ${titles.join(", ")}.`,
  more: (count: number) => `… dan ${count} lagi, lihat berkas`,
  caption: "Seluruh data Anda (JSON). Simpan baik-baik; jangan diteruskan.",
  foot: "Ada yang keliru? /koreksi. Menarik persetujuan dan menghapus: /hapus.",
  outside: "Data hanya dikirim ke chat Anda sendiri.",
};

/** `my_data`: everything held about the person, to read and as a file, and who has looked at it (UU 27/2022 Pasal 7 and 13). */
export function myData(purposes: PurposeTable): Capability {
  return capability({
    id: "my_data",
    about: "Menampilkan semua data tentang Anda, dan siapa yang pernah melihatnya.",
    command: "dataku",
    phrases: ["data saya", "lihat data saya", "minta data saya", "salinan data saya", "siapa yang melihat data saya"],
    roles: ["asn"],
    input: z.object({}),
    async handle(context) {
      const person = context.person as Person;
      const { conversation } = context;
      if (conversation === null) throw new Fault("forbidden", texts.outside);
      const subject: Subject = { cell: context.cell, agencyId: person.agency.id, personId: person.id, zone: person.agency.zone };
      const sections = await collectAll(context, subject, purposes);
      const empty = sections.filter((it) => it.lines.length === 0).map((it) => it.title);
      const full = sections.filter((it) => it.lines.length > 0).map(({ title, lines }) => sectionOf(title, lines));
      const text = [texts.head, ...full, ...(empty.length > 0 ? [texts.none(empty)] : []), texts.foot].join("\n\n");
      return { reply: { text, files: [await fileOf(context, person, conversation, sections, purposes)] } };
    },
  });
}

interface Section {
  title: string;
  lines: string[];
  data: unknown;
}

async function collectAll({ db }: Context, subject: Subject, { entries }: PurposeTable): Promise<Section[]> {
  const whole = { ...subject, talks: await talksOf(db, subject) };
  const sections: Section[] = [];
  for (const it of entries) sections.push({ title: it.title, ...(await it.collect(db, whole)) });
  return sections;
}

function sectionOf(title: string, lines: string[]): string {
  const shown = lines.slice(0, linesShown).map((it) => `- ${plain(it)}`);
  if (lines.length > linesShown) shown.push(`- ${texts.more(lines.length - linesShown)}`);
  return [`*${title}*`, ...shown].join("\n");
}

/** Kept for this talk alone: another one cannot open it. */
function fileOf({ db, cell, now }: Context, { agency }: Person, conversation: string, sections: Section[], { version }: PurposeTable): Promise<ReplyFile> {
  const data = {
    madeAt: now.toString(),
    agency: agency.name,
    noticeVersion: version,
    sections: sections.map(({ title, data: held }) => ({ title, data: held })),
  };
  const bytes = new TextEncoder().encode(JSON.stringify(JSON.parse(storableJson(data)), null, 2));
  const name = `data-saya-${localDate(now, agency.zone)}.json`;
  return keepBlob(db, cell, { conversation, name, mime: "application/json", bytes }, now).then((it) => ({ ...it, caption: texts.caption }));
}
