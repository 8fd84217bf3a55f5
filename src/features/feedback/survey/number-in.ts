const units = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"];

/** `8`, `delapan`, `8/10`, `8 dari 10`, `nilai 8`, `8,5`, `dua puluh lima`; undefined = no number. */
export function numberIn(words: string): number | undefined {
  const bare = words
    .replace(/^(?:nilai(?:nya)?|skor|angka|nomor|no|nmr|ke|poin|sekitar|kira-kira|kurang lebih|yang)(?:[ -]+|(?=\d))/, "")
    .replace(/(?: ?\/ ?| dari )(?:10|sepuluh|5|lima|100|seratus)$/, "");
  if (/^-?\d{1,9}(?:,\d+)?$/.test(bare)) return Number(bare.replace(",", "."));
  return spelledNumber(bare.replace(/^ke/, ""));
}

function spelledNumber(words: string): number | undefined {
  const unit = units.indexOf(words);
  if (unit >= 0) return unit;
  const parts = /^(\S+) (belas|puluh)(?: (\S+))?$/.exec(words);
  if (words === "seratus") return 100;
  const tens = parts ? units.indexOf(parts[1] ?? "") : -1;
  if (!parts || tens < 1 || tens > 9) return undefined;
  if (parts[2] === "belas") return parts[3] === undefined ? 10 + tens : undefined;
  const rest = parts[3] === undefined ? 0 : units.indexOf(parts[3]);
  return rest >= 0 && rest <= 9 ? tens * 10 + rest : undefined;
}
