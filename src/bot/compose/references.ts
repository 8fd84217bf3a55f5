/** Rules and articles as they are named in passages and labels: `PP 11/2017`, `Pasal 203 ayat (4)`, `Peraturan LAN Nomor 10 Tahun 2018`. */
const named =
  /\b(?:UU|PP|Perpres|Perppu|Keppres|Permen\p{L}*|Kepmen\p{L}*|Per(?:LAN|KALAN|BKN|KABKN|ka|da|wal\p{L}*)|SE|Peraturan(?: \p{Lu}\p{L}*){1,8}|Keputusan(?: \p{Lu}\p{L}*){1,8}|Surat Edaran(?: \p{Lu}\p{L}*){0,8}|Undang-Undang)\s*(?:Nomor|No\.?)?\s*\d+[A-Z]?(?:\s*(?:\/|Tahun|tahun|Th\.?)\s*\d{4})?|\bPasal\s+\d+[A-Z]?(?:\s+ayat\s+\(\d+[a-z]?\))?(?:\s+huruf\s+[a-z]\b)?/gu;

const token = /\[RUJUKAN_(\d+)\]/g;

/** Rule names and articles behind tokens, and back: what was never given cannot be put back, so an invented one reaches nobody. */
export interface References {
  hide(text: string): string;
  /** With the names back; null = the text names a rule that was never given, by a token or in words. */
  restore(text: string): string | null;
}

export function createReferences(): References {
  const names: string[] = [];
  return {
    hide: (text) =>
      text.replace(named, (it) => {
        const known = names.indexOf(it);
        return `[RUJUKAN_${(known >= 0 ? known : names.push(it) - 1) + 1}]`;
      }),
    restore(text) {
      if (text.search(named) >= 0) return null;
      const known = [...text.matchAll(token)].every((it) => names[Number(it[1]) - 1] !== undefined);
      return known ? text.replace(token, (_, count: string) => names[Number(count) - 1] ?? "") : null;
    },
  };
}

/** The text without its tokens, for comparing the rest. */
export const withoutReferences = (text: string): string => text.replace(token, " ");
