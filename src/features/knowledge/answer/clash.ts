/**
 * Further ways in which what is stated differs from the evidence, beside numbers and doers. Each compares what both name; what only one of
 * them speaks of contradicts nothing.
 */
export function clashesOtherwise(claim: string, evidence: string): boolean {
  const [said, held] = [plainOf(claim), plainOf(evidence)];
  return (
    clashesInYear(claim, evidence) ||
    clashesInLikeness(said, held) ||
    clashesInDetour(said, held) ||
    (exclusive.test(said) && !asking.test(said) && opened.test(held) && !exclusive.test(held)) ||
    (/\bcukup\b.*\bsaja\b/.test(said) && /\b(?:semua syarat|tidak cukup)\b/.test(held)) ||
    isUnlisted(said, evidence) ||
    isListed(said, evidence) ||
    families.some((family) => clashesInMember(said, held, family))
  );
}

const plainOf = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}/]+/gu, " ")
    .trim()} `;

/** "Cuma bisa mengisi jabatan fungsional" where the rule names others beside them. */
const exclusive = /\b(?:cuma|cuman|hanya|doang|satu satunya)\b/;
/** "Cuma siapa yang boleh?" states nothing. */
const asking = / (?:siapa|apa|berapa|mana|kapan) /;
const opened = /\b(?:juga (?:dapat|boleh|bisa|berhak|berlaku|terbuka|wajib)|selain (?!itu))/;

/** "Berlaku sejak Januari 2024" where the evidence dates it otherwise; the year in a rule's name ("20/2023") is no date. */
function clashesInYear(claim: string, evidence: string): boolean {
  const years = (text: string) => new Set([...text.matchAll(/(?<![/\d])\b(?<!tahun anggaran )(20\d\d)\b(?!\/)/g)].map((it) => it[1]));
  const begins = /\b(?:berlaku|mulai|sejak|wajib|selesai|dihapus|dicabut)\b/i;
  const [said, held] = [years(claim), years(evidence)];
  return begins.test(claim) && begins.test(evidence) && said.size === 1 && held.size > 0 && said.isDisjointFrom(held);
}

/** "Jenisnya beda sama PNS" where they are the same as those of PNS. */
function clashesInLikeness(said: string, held: string): boolean {
  const other = / (?:ber)?beda(?:nya)? (?:\p{L}+ ){0,2}?(?:sama|dengan|dari) (\p{L}+) /u.exec(said)?.[1];
  return other !== undefined && new RegExp(` (?:sama|setara|disetarakan) dengan (?:\\p{L}+ )?${other} `, "u").test(held);
}

/** "Langsung, tanpa sekda" where the rule has it go through him. */
function clashesInDetour(said: string, held: string): boolean {
  const names = [["sekda", "sekretaris daerah"], ["seleksi"], ["persetujuan", "izin"], ["uji kompetensi"], ["akreditasi", "terakreditasi"]];
  const avoided = / (?:tanpa|tidak perlu|tidak usah|tidak harus) (?:\p{L}+ ){0,2}?/u;
  return names.some(
    (group) => group.some((it) => new RegExp(`${avoided.source}${it} `, "u").test(said)) && group.some((it) => held.includes(` ${it} `)) && !avoided.test(held),
  );
}

const listed = / (.{3,60}?) (bukan )?(?:termasuk|tergolong|masuk|salah satu|kegiatan|jenis) /;
const rowsOf = (evidence: string): string[] => evidence.split("\n").filter((line) => /^-\s/.test(line));
const empty = new Set("kan ya itu yang dan atau jenis di ke dari untuk ada juga tu kalau".split(" "));
const content = (text: string): string[] => text.split(" ").filter((it) => it.length >= 3 && !empty.has(it));

/** "Cuti besar termasuk cuti PPPK" where a list that counts its members has no such thing. */
function isUnlisted(said: string, evidence: string): boolean {
  const [, subject = "", denied] = listed.exec(said) ?? [];
  const rows = rowsOf(evidence);
  const closed =
    rows.length >= 2 &&
    /\b(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan) (?:jenis|macam|komponen|dimensi|kompetensi|predikat|golongan)\b/.test(
      evidence.split("\n")[0] ?? "",
    );
  const text = plainOf(evidence);
  return (
    closed &&
    denied === undefined &&
    / (?:termasuk|tergolong|salah satu) /.test(said) &&
    content(subject).length > 0 &&
    content(subject).some((it) => !text.includes(it))
  );
}

/** "Outbond bukan kegiatan nonklasikal" where it stands in the list of those. */
function isListed(said: string, evidence: string): boolean {
  const [, subject, kind = ""] = / (\p{L}[\p{L}-]{3,}) bukan (?:termasuk |kegiatan |jenis |bagian )+(\p{L}+)/u.exec(said) ?? [];
  const head = plainOf(evidence.split("\n")[0] ?? "");
  return subject !== undefined && head.includes(` ${kind} `) && rowsOf(evidence).some((row) => plainOf(row).includes(` ${subject} `));
}

/** Names of which a statement means one: who speaks of another member than the rule states something else. */
const families: readonly (readonly RegExp[])[] = [
  [/ (?:jpt|jabatan pimpinan tinggi|pejabat pimpinan tinggi) /, / (?:jabatan |pejabat )?administrator /, / (?:pejabat |jabatan )?pengawas /, / pelaksana /],
  [/ kepemimpinan kolaboratif /, / kepemimpinan strategis /, / kepemimpinan kinerja /, / kepemimpinan pelayanan /],
];

function clashesInMember(said: string, held: string, family: readonly RegExp[]): boolean {
  // What is said of a whole kind of posts holds for each of them.
  if (/ (?:jabatan|pejabat) (?:administrasi|manajerial|nonmanajerial) /.test(held)) return false;
  const [stated, told] = [family.filter((it) => it.test(said)), family.filter((it) => it.test(held))];
  return stated.length === 1 && told.length > 0 && !told.includes(stated[0] as RegExp);
}
