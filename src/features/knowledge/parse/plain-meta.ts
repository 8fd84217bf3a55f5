import type { DocumentMeta } from "../passage.ts";
import { baseName, documentId } from "./rule-name.ts";
import { documentHeading, firstHeading } from "./sections.ts";

/** What is known of a document that says nothing about itself: its file name, its first heading or line. */
export function plainMeta(name: string, body: string): DocumentMeta {
  const title = titleOf(name, body);
  return {
    id: documentId(name),
    rule: null,
    title,
    shortName: title,
    kind: null,
    number: null,
    year: null,
    scope: "nasional",
    inForceFrom: null,
    inForceTo: null,
    status: "berlaku",
    source: "",
    relations: [],
    terms: [],
  };
}

function titleOf(name: string, body: string): string {
  const line =
    body
      .split("\n")
      .map((it) => it.trim())
      .find((it) => it !== "") ?? "";
  return documentHeading(body) ?? wordsOf(baseName(name)) ?? firstHeading(body) ?? (line !== "" && line.length <= 120 ? line : baseName(name) || "Dokumen");
}

/** `panduan-cuti_2024` → `Panduan cuti 2024`; null for `scan001`, `IMG_2931` and the like. */
function wordsOf(file: string): string | null {
  const words = file.split(/[-_\s]+/).filter((it) => it !== "");
  if (!/\S\s+\S/.test(file) && words.filter((it) => /^\p{L}{2,}$/u.test(it)).length < 2) return null;
  const title = words.join(" ");
  return title.charAt(0).toUpperCase() + title.slice(1);
}
