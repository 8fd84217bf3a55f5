import type { DocumentMeta, Relation } from "../../passage.ts";
import { plainMeta } from "../plain-meta.ts";
import { documentId, ruleId } from "../rule-name.ts";
import { slug } from "../slug.ts";
import { promulgated } from "./dates.ts";
import { citedKind, kindName, readRuleId } from "./kinds.ts";
import type { LawParts } from "./parts.ts";
import { titleCase } from "./title-case.ts";

const named = new RegExp(
  `(${kindName})(?: REPUBLIK INDONESIA)?[\\s,:]*N(?:OMOR|omor|o\\.)[\\s:.]*([\\w./-]{1,30}?)\\s*(?:TAHUN|Tahun)[\\s:]*(\\d{4})`,
  "u",
);
const subject = /\bTENTANG\s+([\s\S]{3,400}?)(?=\.\s|\.?\s*$|\s+BAB I\b|\s+DENGAN RAHMAT|\s*\n|\s+Menimbang|\s+P(?:RESIDEN|asal) |\s+(?:MENTERI|WALI ?KOTA|BUPATI|KEPALA) [A-Z ]+,\s*(?:Menimbang|\n))/;

/** What a regulation without a description says about itself: file name, title page and closing. */
export function lawMeta(name: string, parts: LawParts, head: string): DocumentMeta {
  const base = plainMeta(name, head);
  const id = documentId(name);
  const rule = readRuleId(id) ?? onTitlePage(head);
  if (rule === null) return base;
  const topic = subjectOf(head);
  const shortName = `${rule.kind} ${rule.number}/${rule.year}`;
  return {
    ...base,
    id,
    rule: readRuleId(id) === null ? ruleId(rule.kind, rule.number, rule.year) : id,
    title: topic === "" ? shortName : `${shortName} tentang ${topic}`,
    shortName,
    ...rule,
    scope: scopeOf(rule.kind),
    inForceFrom: promulgated(parts, rule.year),
    relations: amends(head),
  };
}

function onTitlePage(head: string): { kind: string; number: string; year: number } | null {
  const [, name = "", number = "", year = ""] = named.exec(head.slice(0, 3000).replace(/\s+/g, " ")) ?? [];
  return number === "" ? null : { kind: citedKind(name), number, year: Number(year) };
}

/** The subject; below *MEMUTUSKAN* it ends in a full stop, on the title page it runs into what follows. */
function subjectOf(head: string): string {
  const decided = head.search(/M\s?E\s?M\s?U\s?T\s?U\s?S\s?K\s?A\s?N/);
  const below = decided === -1 ? "" : head.slice(decided);
  const titled = subject.exec(head)?.[1] ?? "";
  const stated = subject.exec(below)?.[1] ?? "";
  const capitals = stated === "" || (/^PERUBAHAN/.test(titled) && !/^PERUBAHAN/.test(stated)) ? titled : stated;
  const topic = capitals.replace(/\s+/g, " ").replace(/[\s.,;]+$/, "");
  return /\p{Ll}{4}/u.test(topic) ? topic : titleCase(topic);
}

const cities = new Map([["tanjung-pinang", "tanjungpinang"]]);

/** City rules hold in their city only. */
function scopeOf(kind: string): string {
  const city = /^(?:Perda|Perwali|Keputusan Wali Kota|SE Wali Kota)\s+(?:Kota\s+)?(.+)$/.exec(kind)?.[1];
  if (city === undefined || /^(?:Provinsi|Kabupaten)\b/.test(city)) return "nasional";
  const place = slug(city);
  return cities.get(place) ?? place;
}

/** The rule that an amendment amends stands in its title. */
function amends(head: string): Relation[] {
  const title = new RegExp(`PERUBAHAN (?:[A-Z]+ ){0,3}ATAS (${kindName})(?: REPUBLIK INDONESIA)? NOMOR ([\\w./-]{1,30}) TAHUN (\\d{4})`, "u");
  const [, name, number, year] = title.exec(head.replace(/\s+/g, " ")) ?? [];
  if (name === undefined || number === undefined || year === undefined) return [];
  return [{ kind: "amends", rule: ruleId(citedKind(name), number, Number(year)), since: null, source: "Pasal I" }];
}
