import type { Context, Outcome } from "../../core/capability.ts";
import type { Person } from "../../core/person.ts";
import type { Subject } from "../../core/personal-data.ts";
import { plain } from "../../core/reply.ts";
import { localDate } from "../../core/time.ts";
import { type Competency, kindNames } from "./dictionary/dictionary.ts";
import { gapsOf } from "./gap/gap.ts";
import { evidenceWords } from "./gap/gap-words.ts";

const texts = {
  title: (name: string, kind: string) => `*${plain(name)}* (kompetensi ${kind})`,
  level: (level: number, choice: string, mark: string) => `${level}. ${choice}${mark}`,
  here: " ← Anda",
  required: " ← diminta jabatan",
  both: " ← Anda, dan yang diminta jabatan",
  unknown: "Level Anda belum diketahui.",
  notAsked: "Jabatan Anda tidak meminta kompetensi ini.",
  basis: (words: string) => `Dasarnya: ${words}.`,
  own: "Uraian level memakai kata-kata kami sendiri sebagai alat bantu.",
  assess: { label: "Nilai diri", full: "Nilai diri untuk kompetensi ini" },
  all: { label: "Semua kompetensi", full: "Semua kompetensi saya" },
};

/** One competency in words: its five levels, where the person stands, what the position asks. */
export async function showOne({ db, now, person }: Context, subject: Subject, competency: Competency): Promise<Outcome> {
  const profile = await gapsOf(db, subject, { day: localDate(now, (person as Person).agency.zone) });
  const item = profile?.items.find((it) => it.competency.id === competency.id);
  const newest = item?.evidence.find((it) => it.official === item.official) ?? item?.evidence[0];
  const rows = competency.levels.map(({ choice }, at) => texts.level(at + 1, choice, markOf(at + 1, item?.held ?? null, item?.required ?? null)));
  const standing = [
    item ? "" : texts.notAsked,
    item && item.held === null ? texts.unknown : "",
    item && item.held !== null && newest ? texts.basis(evidenceWords(newest)) : "",
    texts.own,
  ];
  return {
    reply: {
      text: [texts.title(competency.name, kindNames[competency.kind]), competency.about, rows.join("\n"), standing.filter(Boolean).join(" ")].join("\n\n"),
      buttons: [
        { ...texts.assess, call: { capability: "assess", input: { topic: competency.id } } },
        { ...texts.all, call: { capability: "show_competencies", input: {} } },
      ],
    },
    code: "one",
  };
}

function markOf(level: number, held: number | null, required: number | null): string {
  if (level === held) return level === required ? texts.both : texts.here;
  return level === required ? texts.required : "";
}
