import type { Passage } from "../passage.ts";
import { passageOf } from "./passage-of.ts";
import { unwrap, withoutMarks } from "./plain-text.ts";
import { anchors, slug } from "./slug.ts";
import { splitAtBorders } from "./split-long.ts";

const longest = 2000;

interface Section {
  /** Headings above and its own, outermost first; empty before the first heading. */
  headings: string[];
  lines: string[];
}

/** A passage for each heading's text; what is too long for one is split at paragraph borders. */
export function readSections(body: string): Passage[] {
  const free = anchors();
  const sections = split(body);
  const root = documentHeading(body);
  return sections.flatMap(({ headings, lines }) => {
    const text = withoutMarks(unwrap(lines.join("\n")));
    const title = headings.at(-1) ?? "";
    const path = headings.slice(0, -1).filter((it, at) => at > 0 || it !== root);
    return splitAtBorders(text, longest).map((part, at) =>
      passageOf("section", free(slug(at === 0 ? title : `${title || "isi"} bagian ${at + 1}`)), part, { title, path }),
    );
  });
}

/** The heading that names the whole document: the only one of the first level, if it comes first. */
export function documentHeading(body: string): string | null {
  const all = split(body)
    .map((it) => it.headings)
    .filter((it) => it.length > 0);
  const first = all[0];
  if (first?.length !== 1 || first[0] === undefined) return null;
  return all.slice(1).every((it) => it.length > 1) ? first[0] : null;
}

/** The first heading of a text, if it has any. */
export function firstHeading(body: string): string | null {
  return split(body).flatMap((it) => it.headings)[0] ?? null;
}

function split(body: string): Section[] {
  const sections: Section[] = [{ headings: [], lines: [] }];
  let open: { level: number; title: string }[] = [];
  let fenced = false;
  for (const line of body.split("\n")) {
    if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
    const [, marks, raw] = (fenced ? null : /^(#{1,6})\s+(.*?)\s*#*$/.exec(line)) ?? [];
    const title = withoutMarks(raw ?? "").trim();
    if (marks === undefined || title === "") {
      sections.at(-1)?.lines.push(line);
      continue;
    }
    open = [...open.filter((it) => it.level < marks.length), { level: marks.length, title }];
    sections.push({ headings: open.map((it) => it.title), lines: [] });
  }
  return sections;
}
