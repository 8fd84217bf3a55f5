/** What a piece of text says about the rules it names: gone, gone in part, kept, or nothing. */
export type Verdict = "whole" | "partly" | "kept" | "none";

const notInForce = "t[il]dak ?ber[l1Ii]aku";
/** `tidak berlaku bagi …` limits an article; it does away with no rule. */
const revoked = new RegExp(`\\bdi ?cabut\\b(?! (?:hak|izin|pemberian|penetapan))|\\b${notInForce}(?= ?(?:lagi\\b|sepanjang|kecuali|dan |[.,;:”"]|$))`);
const kept = /(?:tetap|masih)(?: dinyatakan)? berlaku|belum dicabut/;
const exception = /[,\s](?:kecuali|dengan pengecualian|namun|tetapi)\s.*$/s;
/** A limit names what goes; an exception (`sepanjang tidak mengatur`) names the little that stays. */
const limit = /\bsepanjang (?!(?:tidak|belum|bukan)\b)/;

/** The verdict in a part of a sentence, and where it stands. */
export function verdictIn(part: string): { verdict: Verdict; at: number | null } {
  // What an exception keeps does not keep the rule.
  const ruled = part.replace(exception, "");
  const at = revoked.exec(ruled)?.index ?? null;
  if (kept.test(at === null ? part : ruled)) return { verdict: "kept", at: null };
  if (at === null) return { verdict: "none", at };
  return { verdict: limited(part) ? "partly" : "whole", at };
}

/** Whether a part does away with a rule only as far as it says. */
export function limited(part: string): boolean {
  return limit.test(part.replace(exception, ""));
}
