import { slug } from "./slug.ts";

/** `pp-2017-11`, `permenpanrb-2022-6`, `perbkn-2019-26`: the identity that files, relations and citations share. */
export function ruleId(kind: string, number: string, year: number): string {
  const name = slug(kind).replace(/^peraturan-bkn$/, "perbkn");
  return `${name}-${year}-${slug(number)}`;
}

/** `se-menpanrb-2021-28` yes, `cara-memakai-2024` no: letters, a year and a number, in either order. */
export function looksLikeRuleId(id: string): boolean {
  return /^[a-z]+(-[a-z]+)*-\d{4}-\w+(-\w+)*$/.test(id) || /^[a-z]+(-[a-z]+)*-\d+-\d{4}$/.test(id);
}

/** File name without folders and ending, as an id. */
export function documentId(name: string): string {
  return slug(baseName(name)) || "dokumen";
}

/** File name without folders and ending: `Panduan PKA.pdf` → `Panduan PKA`. */
export function baseName(name: string): string {
  const file = name.split(/[\\/]/).at(-1) ?? "";
  return file.replace(/\.[a-z0-9]{1,5}$/i, "");
}
