/** Short forms that end in a full stop and are followed by a capital or a number: `No. 5`, `a.n. Bupati`, `Rp. 500`. */
const shortForms = new Set(
  (
    "no nr nomor tgl tg psl ps ay hlm hal lih bdk jo juncto jl jln kab kec kel kep kapt gol gd lt rp usd st " +
    "a.n an u.b u.p c.q cq s.d sd d.a d.h n.b ttd ybs yth dr drs dra ir prof h hj tn ny sdr sdri k.h r rr mr tbk pt cv"
  ).split(" "),
);
const border = /[.!?]+["”’)\]]*\s+(?=["“‘([]*[\p{Lu}\d])/gu;

/**
 * Cuts Indonesian legal prose into sentences. Each line ends one (an ayat, a huruf, a list item); inside a line only a
 * full stop counts that neither belongs to a short form nor to the number of an item. Nothing but blanks is lost.
 */
export function splitSentences(text: string): string[] {
  return text.split(/\r?\n/).flatMap(splitLine);
}

function splitLine(line: string): string[] {
  const sentences: string[] = [];
  let from = 0;
  for (const stop of line.matchAll(border)) {
    const upTo = stop.index + stop[0].length;
    if (!ends(line.slice(from, stop.index), stop[0])) continue;
    sentences.push(line.slice(from, upTo).trim());
    from = upTo;
  }
  sentences.push(line.slice(from).trim());
  return sentences.filter((it) => it !== "");
}

/** Whether the full stop after `before` closes a sentence that began where `before` begins. */
function ends(before: string, stop: string): boolean {
  if (!stop.startsWith(".")) return true;
  const words = before.trim().split(/\s+/);
  const last = (words.at(-1) ?? "").replace(/^["“‘([-]+/, "");
  if (words.filter((it) => it !== "-").length <= 1 && /^[(]?(?:\d{1,3}|[a-z]{1,2}|[IVXL]{1,5})$/i.test(last)) return false;
  if (shortForms.has(last.toLowerCase())) return false;
  // "huruf a. Ketentuan" closes, "R. Soepomo" and an item "b. Pegawai" in mid-line do not.
  if (/^\p{L}$/u.test(last)) return /^(?:huruf|golongan|kelas|tipe|kategori|lampiran)$/i.test(words.at(-2) ?? "");
  return true;
}
