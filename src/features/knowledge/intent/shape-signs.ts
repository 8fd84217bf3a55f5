const called =
  /\b(pak|bu|bapak|ibu|sdri?|saudara|saudari|mas|mbak|bang|kak|cut|teuku|tgk|drg?|dra|hj?|la|wa|andi|daeng|a\.?n|mrs?|ms|bernama|namanya|nama|pegawai|guru|si)\.? \p{L}/giu;
const capital = /(?<=[\p{Ll},] )\p{Lu}\p{Ll}+/gu;
const beginsNamed = /^\p{Lu}\p{Ll}+ (?:dari|sudah|kelas|itu|dapat|punya)\b/u;

/** What small letters lose: that somebody is called by name, that something is quoted, that it is asked at all. */
export function shapeSigns(text: string): string[] {
  const names = [...text.matchAll(called)].filter(([found]) => /\p{Lu}$/u.test(found)).map((it) => `called ${it[1]?.toLowerCase()}`);
  const capitals = [...text.matchAll(capital)];
  return [
    ...names,
    ...(names.length > 0 ? ["called"] : []),
    ...(capitals.length > 0 ? [`capitals ${Math.min(3, capitals.length)}`] : []),
    ...(text.includes("?") ? ["asks"] : []),
    ...(/["“”'[\]<>{}=:]/.test(text) ? ["quotes"] : []),
    ...(beginsNamed.test(text) ? ["begins named"] : []),
  ];
}
