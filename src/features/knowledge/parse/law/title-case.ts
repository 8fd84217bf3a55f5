const small = new Set(
  "dan di ke dari yang untuk dengan atas tentang bagi dalam pada oleh sebagai serta atau terhadap kepada menjadi antara para melalui secara".split(" "),
);
const short = new Set(
  "ASN PNS CPNS PPPK TNI DPR DPD DPRD MPR BPK KPK BKN LAN RI BUMN BUMD SPBE ANRI BPJS APBN APBD JPT II III IV VI VII VIII IX XI XII".split(" "),
);

/** Capitals of a title page in the case of a sentence's names: `DISIPLIN PNS DAN CUTI` → `Disiplin PNS dan Cuti`. */
export function titleCase(capitals: string): string {
  return capitals
    .replace(/\s+/g, " ")
    .trim()
    .split(" ")
    .map((word, at) => (at > 0 && small.has(word.toLowerCase()) ? word.toLowerCase() : cased(word)))
    .join(" ");
}

function cased(word: string): string {
  return word.replace(/[\p{L}\d]+/gu, (part) => {
    if (short.has(part) || /\d/.test(part)) return part;
    return part.charAt(0).toUpperCase() + part.slice(1).toLowerCase();
  });
}
