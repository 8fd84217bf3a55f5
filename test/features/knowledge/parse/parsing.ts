import { parseDocument } from "../../../../src/features/knowledge/parse/parse-document.ts";
import type { Passage } from "../../../../src/features/knowledge/passage.ts";

/** A small regulation around some articles, as a scan would give it. */
export function law(articles: string, more: { title?: string; closing?: string; elucidation?: string } = {}): string {
  const title = more.title ?? "PERATURAN PEMERINTAH REPUBLIK INDONESIA NOMOR 7 TAHUN 2031 TENTANG KEBUN DINAS";
  const closing = more.closing ?? "Ditetapkan di Jakarta pada tanggal 1 Maret 2031 Diundangkan di Jakarta pada tanggal 4 Maret 2O31 MENTERI";
  return [
    title,
    "DENGAN RAHMAT TUHAN YANG MAHA ESA",
    "Menimbang : bahwa untuk melaksanakan ketentuan Pasal 9 ayat (2) Undang-Undang perlu menetapkan peraturan ini;",
    "MEMUTUSKAN:",
    "Menetapkan : PERATURAN PEMERINTAH TENTANG KEBUN DINAS.",
    articles,
    `Agar setiap orang mengetahuinya, memerintahkan pengundangan. ${closing}`,
    more.elucidation ?? "",
  ].join("\n");
}

/** Passages of a text by their citation, the first of each. */
export function byArticle(text: string, name = "berkas.md"): Map<string, Passage> {
  const found = new Map<string, Passage>();
  for (const it of parseDocument(name, text).passages) if (!found.has(it.article)) found.set(it.article, it);
  return found;
}
