import type { Outcome } from "../../core/capability.ts";
import type { Button, Call } from "../../core/reply.ts";
import type { Brief } from "../people/person-store.ts";

const texts = {
  more: (count: number) => ({ label: "Lainnya", full: `Lainnya (${count} orang)` }),
  again: { label: "Dari awal", full: "Kembali ke awal daftar" },
};

/** Said to whoever leads nobody and is no officer. */
export const othersRefused =
  "Data pegawai lain bersifat pribadi: daftar dan kompetensinya hanya dapat dibuka atasan langsung, dan petugas BKPSDM lewat /pegawai. Data Anda sendiri dapat dilihat: /profil dan /kompetensi. Untuk nama rekan di unit Anda, silakan tanyakan kepada pengelola kepegawaian unit.";

/** Whose account of JP it is, another room knows. */
export const staffJp = "show_staff_jp";

/** Asked for the JP of one's people, not for what they can: that is another capability's to show. */
export const onlyJp = (name: string): Outcome => ({ reply: { text: "" }, next: { capability: staffJp, input: name === "" ? {} : { name } }, code: "jp" });

/** People at once: a WhatsApp list has ten rows. */
export const peopleShown = 8;

/** A page of people as buttons, with what is to be known of each, and a way to the rest. */
export function peopleButtons(people: Brief[], after: number, said: (it: Brief) => string, call: (it: Brief) => Call, page: (after: number) => Call): Button[] {
  const from = after < people.length ? after : 0;
  const shown = people.slice(from, from + peopleShown);
  const left = people.length - from - shown.length;
  const labels = shortNames(shown.map((it) => it.name));
  return [
    ...shown.map((it, at) => ({ label: labels[at] ?? "", full: `${it.name} — ${said(it)}`, call: call(it) })),
    ...(left > 0 ? [{ ...texts.more(left), call: page(from + shown.length) }] : []),
    ...(left === 0 && from > 0 ? [{ ...texts.again, call: page(0) }] : []),
  ];
}

/** Names in at most twenty characters, no two alike. */
export function shortNames(names: string[]): string[] {
  const short: string[] = [];
  for (const name of names) {
    const cut = (most: number) => ([...name].length > most ? `${[...name].slice(0, most - 1).join("")}…` : name);
    let label = cut(20);
    for (let copy = 2; short.includes(label); copy++) label = `${cut(17)} ${copy}`;
    short.push(label);
  }
  return short;
}

const bare = (text: string): string =>
  text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N} ]/gu, "")
    .replace(/ +/g, " ")
    .trim();

const addressed = /^(?:pak|bapak|bpk|bu|ibu|sdr|sdri|saudara|saudari|mas|mbak|bang|kak) /;

/** Those whose name has every word of these, titles and forms of address aside. */
export function personNamed<P extends Pick<Brief, "name">>(words: string, people: P[]): P[] {
  const wanted = bare(words).replace(addressed, "").split(" ").filter(Boolean);
  if (wanted.length === 0) return [];
  return people.filter((it) => {
    const own = bare(it.name).split(" ");
    return wanted.every((word) => own.some((part) => part === word || (word.length > 2 && part.startsWith(word))));
  });
}
