/** Words behind which somebody says why. */
const because =
  /(?:^|[\s,.;(]+)(?:dikarenakan|karena|karna|krena|krna|krn|lantaran|gara(?:-gara|2)|soalnya|sebab|berhubung|alasan(?:nya)?\s*(?:[:=]|adalah|yaitu|karena)?)\s+(.{3,})$/is;
/** What somebody tells of who cannot come. */
const hindrance =
  /\b(?:sakit|opname|rawat|dirawat|cuti|berhalangan|halangan|bentrok|tabrakan|rapat|tugas|dinas luar|luar kota|keluarga|anak|ortu|orang tua|istri|suami|ibu saya|bapak saya|hamil|melahirkan|sibuk|padat|mendadak|urusan|keperluan|lembur|piket|berduka|duka|ga bisa|gak bisa|tidak bisa|tdk bisa|belum bisa)\b/i;

/**
 * Why somebody asks for something, as they say it, and the rest: "… karena bentrok rapat", or behind a comma what keeps people away ("batalkan
 * yang besok, anak saya sakit"). Null = no reason was told apart.
 */
export function reasonIn(text: string): { reason: string | null; rest: string } {
  const said = because.exec(text);
  if (said) return { reason: bare(said[1] ?? ""), rest: text.slice(0, said.index).trim() };
  const comma = /^(.+?)[,;]\s+(.{3,})$/s.exec(text);
  if (comma && hindrance.test(comma[2] ?? "") && !hindrance.test(comma[1] ?? "")) return { reason: bare(comma[2] ?? ""), rest: (comma[1] ?? "").trim() };
  return { reason: null, rest: text };
}

/** Whether words that name nothing else may be a reason by themselves: "saya tugas luar kota". */
export const tellsHindrance = (text: string): boolean => hindrance.test(text) && text.trim().includes(" ");

const bare = (text: string): string =>
  text.replace(/(?:[\s,]+(?:ya|yah|mohon maaf|maaf|pak|bu|min|kak|terima kasih|makasih|mksh|trims))*[\s.!?)]*$/i, "").trim();
