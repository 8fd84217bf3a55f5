import type { DocumentMeta, Relation } from "../../passage.ts";
import { plainMeta } from "../plain-meta.ts";
import { documentId, ruleId } from "../rule-name.ts";
import { slug } from "../slug.ts";
import { promulgated } from "./dates.ts";
import { citedKind, kindCapitals, readRuleId } from "./kinds.ts";
import type { LawParts } from "./parts.ts";
import { revokedAtHead } from "./repeals.ts";
import { ruleMentions, wholeCitations } from "./rule-mentions.ts";
import { titleCase } from "./title-case.ts";

const numbered = new RegExp(
  `(${kindCapitals})(?: REPUB\\w+ INDONESIA)?[\\s,:]*NOMOR[\\s:.-]*([\\dA-Za-z][\\w./-]{0,40}?)(?:\\s*TAHUN[\\s:]*(\\d{4})|(?<=/(\\d{4}))(?=\\s))`,
);
/** Papers about a rule name it in capitals too. */
const about = /RINGKASAN|RANGKUMAN|PANDUAN|MATERI|SOSIALISASI|TANYA|FAQ|CATATAN|MATRIKS|PERBANDINGAN|RANCANGAN/;
const subject =
  /\bTENTANG\s+([\s\S]{3,400}?)(?=\.\s|\.?\s*$|\s+BAB I\b|\s+DENGAN RAHMAT|\s*\n|\s+Menimbang|\s+P(?:RESIDEN|asal) |\s+(?:MENTERI|WALI ?KOTA|BUPATI|KEPALA) [A-Z ]+,\s*(?:Menimbang|\n))/;

interface RuleName {
  kind: string;
  number: string;
  year: number;
}

/** What a regulation without a description says about itself: file name, title page and closing. */
export function lawMeta(name: string, parts: LawParts, head: string): DocumentMeta {
  const base = plainMeta(name, head);
  const id = documentId(name);
  const fromName = readRuleId(id);
  const rule = fromName ?? onTitlePage(head.slice(0, 3000));
  if (rule === null) return base;
  const topic = subjectOf(head);
  const shortName = rule.number.includes("/") ? `${rule.kind} ${rule.number}` : `${rule.kind} ${rule.number}/${rule.year}`;
  return {
    ...base,
    id,
    rule: fromName === null ? ruleId(rule.kind, rule.number, rule.year) : id,
    title: topic === "" ? shortName : `${shortName} tentang ${topic}`,
    shortName,
    ...rule,
    scope: scopeOf(rule.kind),
    inForceFrom: promulgated(parts, rule.year),
    // Nobody has looked yet; other documents may say that it is repealed.
    status: "belum_dicek",
    relations: [...amends(head), ...revokedAtHead(head)],
  };
}

/** The same for a circular or a decision, which has no articles; null for any other paper. */
export function titledMeta(name: string, text: string): DocumentMeta | null {
  const page = text.replace(/^#+ /gm, "").slice(0, 3000);
  const opening = page.slice(0, Math.max(0, page.search(numbered)));
  const own = opening.length < 300 && !/\p{Ll}{3}/u.test(opening) && !about.test(opening) && onTitlePage(page.slice(0, 800)) !== null;
  if (!own && readRuleId(documentId(name)) === null) return null;
  const closing = text.slice(-2000);
  return lawMeta(name, { body: text, closing, elucidation: "", attachment: "" }, page);
}

function onTitlePage(page: string): RuleName | null {
  const [, name = "", number = "", year, inside] = numbered.exec(page.replace(/\s+/g, " ")) ?? [];
  return number === "" ? null : { kind: citedKind(name), number, year: Number(year ?? inside) };
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
  const title = wholeCitations(head.replace(/\s+/g, " "));
  const opened = /PERUBAHAN (?:[A-Z]+ ){0,3}ATAS (?=[A-Z])/.exec(title);
  if (opened === null) return [];
  const behind = title.slice(opened.index + opened[0].length);
  const base = ruleMentions(behind)[0];
  return base?.from === 0 ? [{ kind: "amends", rule: base.rule, since: null, source: "Pasal I" }] : [];
}
