import { parseDate } from "../../../core/time.ts";
import { withoutOpeners } from "./courtesy.ts";

/** A question made ready: what is asked, as of when, and whether it asserts something. */
export interface Question {
  /** Without polite opening and without the date phrase. */
  text: string;
  /** The parts of "berapa …? dan siapa …?"; at least one. */
  parts: string[];
  /** ISO date that the person names, if any. */
  asOf: string | null;
  /** A date is named that no calendar knows. */
  badDate: boolean;
  /** It states something and asks for a nod: "…, kan?", "berarti …". */
  asserts: boolean;
  /** It states something and ends in no more than "ya": true or not, it is told so. */
  nods: boolean;
  /** It asks whether something holds: "bisa tidak", "… kena juga ga ya?". */
  asksWhether: boolean;
}

const dated =
  /\b(?:per|pada|sejak|menurut aturan|keadaan|kondisi|aturan|waktu|berlaku)?\s*(?:tanggal|tgl|tgl\.)\s+(\d{1,2}[\s/.-]+(?:[a-z]+|\d{1,2})[\s/.-]+\d{4}|\d{4}-\d{2}-\d{2})\b|\bper\s+(\d{1,2}\s+[a-z]+\s+\d{4}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{4}-\d{2}-\d{2}|[a-z]+\s+\d{4}|(?:19|20)\d{2})\b|\b(?:pada|di|waktu|saat|selama) (?:tahun|thn|th) ((?:19|20)\d{2})\b|\b(?:tahun|thn|th) ((?:19|20)\d{2}) (?:dulu|itu|silam|lalu|dahulu)\b/i;

const assertion =
  /\b(?:kan|khan|ya ?kan|toh|dong ya|betul(?: (?:ga|gak|tidak|kah|kan))?|benar(?: (?:ga|gak|tidak|kah|kan))?|bener(?: (?:ga|gak|kan))?|berarti|katanya|kata (?:teman|orang|atasan|senior|rekan)\w*|denger-?denger|dengar-?dengar|setahu (?:saya|sy)|mengingat|berhubung|bukannya|bukan ya|masa sih)\b|\bbukan\s*(?:[?.!]|$)/i;

/** States something too, unless it is what is asked: "otomatis naik pangkat ga?". */
const certainty = /\b(?:otomatis|pasti)\b/i;

/** "Kodenya dikeluarkan BKN ya": a nod is asked for where nothing else is. */
const nod = /(?:\s|,)(?:ya+|y|yah|kn)\s*[?.!]*$/i;
const interrogative =
  /\b(?:berapa|brp|brapa|brape|apa\w*|ape|siapa|sapa|sp|kapan|kpn|mana|dmn|dimana|gimana|gmn|bagaimana|kenapa|knp|mengapa|ngapain|atau|tolong|mohon|minta)\b/i;

const whether =
  /\b(?:apakah|bolehkah|bisakah|haruskah|wajibkah|perlukah|adakah)\b|^(?:boleh|bisa|bs|dapat|perlu|wajib|harus|hrs)\b|\b\p{L}+ (?:tidak|tdk|tak|ga|gak|g|ngga|nggak|ndak|nda|kah|ji|ka|kh|belum|blm) ?(?:ya|sih|min|kak|pak|bu|dong|bang|to|ke|di|untuk|utk|buat|kalau|klo|kalo|kl)?\s*(?:[?.!,]|$)|\b(?:ga|gak|tidak|tdk) (?:ke|di|utk|untuk|buat)\b|^ada (?:ga|gak|ngga|nggak|tidak|tdk) /iu;

/** Reads the person's sentence; nothing is looked up yet. */
export function readQuestion(message: string): Question {
  const opened = withoutOpeners(message) || message.trim();
  const found = dated.exec(opened);
  const written = found?.[1] ?? found?.[2] ?? found?.[3] ?? found?.[4];
  const asOf = written ? parseDate(written.replace(/[\s/.-]+/g, (gap) => (/^\s/.test(gap) ? " " : gap))) : null;
  const text = (asOf && found ? opened.replace(found[0], " ") : opened).replace(/\s+/g, " ").trim();
  const asksWhether = whether.test(text);
  const asserts = assertion.test(text) || (!asksWhether && certainty.test(text));
  const nods = !asksWhether && nod.test(text) && !interrogative.test(text);
  return { text, parts: partsOf(text), asOf, badDate: written !== undefined && asOf === null, asserts, nods, asksWhether };
}

/** Splits at question marks and at ", trus …" only where each part can stand as a question of its own. */
function partsOf(text: string): string[] {
  const pieces = text
    .split(
      /\?+\s*|\s*[,.;]\s*(?=(?:trus|terus|trs|lalu|dan|n|&|sama|sm|klo|kalo|kalau|kl)\b)|\s+(?:n|dan|&|trus|trs|lalu)\s+(?=(?:apa|siapa|berapa|brp|kapan|kpn|gimana|gmn|bagaimana|yg|yang|dimana|dmn|bs|bisa|boleh)\b)/i,
    )
    .map((it) => it.replace(/^(?:trus|terus|trs|lalu|dan|n|&|sama|sm)\s+/i, "").trim())
    .filter((it) => it.split(/\s+/).length >= 2 && !/^(?:benar|betul|bener|kan|ya|bukan|iya|gitu|begitu)\b/i.test(it));
  return pieces.length > 1 && pieces.length <= 4 ? pieces : [text];
}
