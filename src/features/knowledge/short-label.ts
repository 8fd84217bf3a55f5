/** Longest label of a button, characters. */
const longest = 20;

/** Labels for titles, each of at most twenty characters and unlike the others. */
export function shortLabels(titles: string[]): { label: string; full: string }[] {
  const taken = new Set<string>();
  return titles.map((full) => {
    const label = [shortened(full), fromTheEnd(full)].find((it) => !taken.has(it)) ?? `${taken.size + 1}. ${cut(full, longest - 3)}`;
    taken.add(label);
    return { label, full };
  });
}

/** The title, else without what stands in brackets or behind a colon, else in the short forms everybody uses, else its first words. */
function shortened(title: string): string {
  const head = title.replace(/\s*\([^)]*\)/g, "").trim();
  const [subject = head] = head.split(/: | — /);
  const fits = [title, head, subject].find((it) => it.length <= longest && it.length >= Math.min(8, title.length));
  if (fits !== undefined) return fits;
  const text = head.includes(":") ? head : abbreviated(head);
  const tight = text.replace(/,? (?:dan|atau|serta) /g, ", ").replace(/ yang /g, " ");
  return [cut(text, longest), cut(tight, longest)].find((it) => it.length >= telling) ?? broken(tight) ?? cut(tight, longest);
}

/** A label shorter than this ("Laporan…") says too little. */
const telling = 11;

const abbreviations: [RegExp, string][] = [
  [/\btugas belajar\b/gi, "tubel"],
  [/\bpengembangan kompetensi\b/gi, "bangkom"],
  [/\bjabatan fungsional\b/gi, "JF"],
  [/\bjam pelajaran\b/gi, "JP"],
];

function abbreviated(title: string): string {
  const text = abbreviations.reduce((it, [long, short]) => it.replace(long, short), title);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Words that lean on the next one: no label ends with them. */
const leaning = new Set(
  "dan atau serta yang di ke dari untuk bagi pada dengan dalam oleh tentang sebagai para atas terhadap per antara agar bila jika tidak bukan harus sudah belum dapat soal".split(
    " ",
  ),
);
const leans = (word: string | undefined): boolean => word !== undefined && (leaning.has(word.toLowerCase()) || !/[\p{L}\p{N}]/u.test(word));

/** As many of the first words as fit. */
function cut(title: string, room: number): string {
  if (title.length <= room) return title;
  let kept = title.split(" ");
  while (kept.length > 0 && (kept.join(" ").length > room || leans(kept.at(-1)))) kept = kept.slice(0, -1);
  const text = kept.join(" ").replace(/[,;:]$/, "");
  return text.length < room ? `${text}…` : text;
}

/** Within a word, where whole ones say too little and enough of it can be seen. */
function broken(title: string): string | undefined {
  const text = title.slice(0, longest - 1);
  return /[\p{L}\p{N}]{4}$/u.test(text) ? `${text}…` : undefined;
}

/** The last words, for a title that begins like another. */
function fromTheEnd(title: string): string {
  let kept = abbreviated(title).split(" ").slice(1);
  while (kept.length > 0 && (`…${kept.join(" ")}`.length > longest || leans(kept[0]))) kept = kept.slice(1);
  return `…${kept.join(" ")}`;
}
