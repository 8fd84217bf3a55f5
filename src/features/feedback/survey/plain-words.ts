const spelling: Record<string, string> = {
  tdk: "tidak",
  tak: "tidak",
  gak: "tidak",
  ga: "tidak",
  nggak: "tidak",
  ngga: "tidak",
  enggak: "tidak",
  ndak: "tidak",
  tau: "tahu",
  sgt: "sangat",
  sangt: "sangat",
  sekali: "sangat",
  stj: "setuju",
  setju: "setuju",
  krg: "kurang",
  blm: "belum",
  pernh: "pernah",
  prnh: "pernah",
  jrg: "jarang",
  srg: "sering",
  dgn: "dengan",
  utk: "untuk",
  yg: "yang",
  sj: "saja",
  aja: "saja",
  dl: "dulu",
  dlu: "dulu",
  sdh: "sudah",
  udah: "sudah",
  org: "orang",
  banget: "sangat",
  bgt: "sangat",
  bngt: "sangat",
};

/** Words that nobody types but as another one. */
export const isRespelled = (words: string): boolean => Object.values(spelling).includes(words);

/** Said to somebody, or only to soften. */
const around =
  /^(?:izin )?(?:jawab(?:an)?(?: saya)?(?: adalah)?|saya (?:jawab|pilih)|pilih(?:an)?|menurut saya)\s+|\s+(?:pak|bapak|bu|ibu|kak|min|admin|mas|mbak|bang|ya|yah|deh|dong|sih|ji|mi)$/g;

/** Lower case, chat spelling made whole, without marks and without whom it was said to. */
export function plainWords(text: string): string {
  const words = text
    .toLowerCase()
    .replace(/(\p{L})\1{2,}/gu, "$1")
    .replace(/[^\p{L}\p{N},/&+-]+/gu, " ")
    .trim()
    .split(/\s+/)
    .map((it) => (Object.hasOwn(spelling, it) ? spelling[it] : it))
    .join(" ")
    .replace(/^sangat (\S+ )?sangat/, "sangat $1")
    .replace(/\s+/g, " ");
  for (let at = words, before = ""; ; ) {
    before = at;
    at = at.replace(around, "").trim();
    if (at === before) return at;
  }
}
