import { createStemmer } from "../../../language/stemmer.ts";

/** Who acts in personnel law; names of one office together. */
const actors: Record<string, RegExp> = {
  lan: /^(?:lan|lembaga administrasi negara)\b/,
  bkn: /^(?:bkn|badan kepegawaian negara)\b/,
  ministry: /^(?:kemen ?panrb|men ?panrb|kemenpan|menpan|kementerian panrb|menteri)\b/,
  agency: /^(?:bkpsdm|bkd|bpsdm|bkpp|badan kepegawaian daerah)\b/,
  kasn: /^(?:kasn|komisi asn)\b/,
  appointer: /^(?:ppk|pejabat pembina kepegawaian|wali ?kota|bupati|kepala daerah)\b/,
  authority: /^(?:pyb|pejabat yang berwenang|sekda|sekretaris daerah)\b/,
  superior: /^(?:atasan|pejabat penilai)\b/,
  technical: /^instansi teknis\b/,
  supervising: /^instansi pembina\b/,
  province: /^(?:gubernur|provinsi|pemerintah provinsi)\b/,
  parliament: /^(?:dprd|presiden|mendagri|kemendagri|inspektorat|inspektur|kepala dinas|camat|lurah)\b/,
};
/** Words within which the actor of a verb stands: behind "ditetapkan (oleh)", before "(yang) menetapkan". */
const reach = { behind: 3, before: 2 };

const stem = createStemmer(() => 0);

/** Who is said to do what: root of the verb → actors. */
function deeds(text: string): Map<string, Set<string>> {
  const words = text.toLowerCase().match(/[\p{L}]+/gu) ?? [];
  const found = new Map<string, Set<string>>();
  words.forEach((word, at) => {
    const passive = /^di\p{L}{4,}/u.test(word);
    if (!passive && !/^me\p{L}{5,}/u.test(word)) return;
    const places = passive
      ? Array.from({ length: reach.behind }, (_, step) => at + 1 + step)
      : Array.from({ length: reach.before }, (_, step) => at - 1 - step);
    for (const place of places) {
      const ahead = words.slice(place, place + 3).join(" ");
      const actor = place >= 0 ? Object.keys(actors).find((it) => actors[it]?.test(ahead)) : undefined;
      if (actor === undefined) continue;
      const root = stem(word);
      found.set(root, (found.get(root) ?? new Set()).add(actor));
      break;
    }
  });
  return found;
}

/** "NIP diterbitkan wali kota" where the rule says that BKN does it: of a deed that both name, another doer. */
export function clashesInActor(claim: string, evidence: string): boolean {
  const held = deeds(evidence);
  return [...deeds(claim)].some(([verb, said]) => {
    const doers = held.get(verb) ?? officesIn(evidence);
    return doers.size > 0 && [...said].every((it) => !doers.has(it));
  });
}

/** "Laporannya cukup ke kepala dinas" where the rule names others to whom it goes. */
export function clashesInAddressee(claim: string, evidence: string): boolean {
  const [said, held] = [addressees(claim), addressees(evidence)];
  return held.size > 0 && said.size > 0 && [...said].every((it) => !held.has(it));
}

function addressees(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}]+/gu) ?? [];
  const actorAt = (at: number) => Object.keys(actors).find((it) => actors[it]?.test(words.slice(at, at + 3).join(" ")));
  const found = new Set<string>();
  words.forEach((word, at) => {
    if (!/^(?:ke|kepada)$/.test(word)) return;
    // "Kepada PPK dan Kepala LAN" names two.
    for (let place = at + 1; place <= at + 8; place++) {
      const actor = actorAt(place);
      if (actor !== undefined) found.add(actor);
      else if (place === at + 1 && !/^(?:kepala|para|masing)$/.test(words[place] ?? "")) return;
    }
  });
  return found;
}

/** "Kodenya dikeluarkan BKN" where the rule, in a verb of its own, names LAN alone: the offices of a text, if it names but one. */
function officesIn(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}]+/gu) ?? [];
  const found = new Set(words.flatMap((_, at) => Object.keys(actors).find((it) => actors[it]?.test(words.slice(at, at + 3).join(" "))) ?? []));
  return found.size === 1 ? found : new Set();
}
