/** The large parts of a regulation; a part that is absent is empty. They follow each other without a hole. */
export interface LawParts {
  /** Title, considerations and articles. */
  body: string;
  /** Date, place, signature and promulgation. */
  closing: string;
  elucidation: string;
  attachment: string;
}

const closing =
  /(?<=^|[\s."”])(?:Agar (?:supaya )?(?:setiap|semua)? ?orang|Agar supaya |Agar\b[^.]{0,20}\.?[^.]{0,80}?(?=(?:Ditetapkan|Disahkan) )|(?:Ditetapkan|Disahkan|Diundangkan) (?:di|pada)\b|D(?:ITETAPKAN|ISAHKAN) DI\b)/;
const elucidation = /(?<=^|[\s."”])PENJELASAN\s+(?:ATAS|UMUM|RANCANGAN|PERATURAN|UNDANG)/;
const general = /(?<=^|[\s."”])(?:I\s?\.?\s+)?UMUM\b/;
const byArticle = /PASAL\.*\s*DEMI\s*PASAL/;
const attachment = /(?<=^|[\s."”])LAMPIRAN\s*(?::|[IVX]{1,4}\b|PERATURAN|KEPUTUSAN|UNDANG|SURAT|NOMOR|\n)/;

/** Tells the articles from the signatures, the official explanation and the attachments behind them. */
export function lawParts(text: string): LawParts {
  const start = Math.max(0, /M\s?E\s?M\s?U\s?T\s?U\s?S\s?K\s?A\s?N/.exec(text)?.index ?? 0);
  const end = after(text, closing, start) ?? after(text, elucidation, start) ?? text.length;
  const behind = text.slice(end);
  const explained = explanation(behind);
  const added = after(behind, attachment, 0) ?? behind.length;
  const [signed, first] = [Math.min(explained, added), Math.max(explained, added)];
  const between = behind.slice(signed, first);
  const last = behind.slice(first);
  return {
    body: text.slice(0, end),
    closing: behind.slice(0, signed),
    elucidation: explained < added ? between : last,
    attachment: explained < added ? last : between,
  };
}

function explanation(behind: string): number {
  const named = after(behind, elucidation, 0);
  if (named !== null) return named;
  const articles = after(behind, byArticle, 0);
  if (articles === null) return behind.length;
  const opened = after(behind, general, 0);
  return opened !== null && opened < articles ? opened : articles;
}

function after(text: string, what: RegExp, from: number): number | null {
  const found = what.exec(text.slice(from));
  return found === null ? null : from + found.index;
}
