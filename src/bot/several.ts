import type { Capability } from "../core/capability.ts";
import type { InboundBody } from "../core/channel.ts";
import type { Joined } from "../core/perform.ts";
import type { Call } from "../core/reply.ts";
import type { Conversation } from "./conversation.ts";
import type { Match, MatchOptions } from "./match.ts";
import type { Said } from "./said.ts";

const texts = {
  later: (what: string[]) => `Satu per satu: setelah yang ini, silakan minta lagi untuk ${what.map((it) => `*${it}*`).join(" dan ")}.`,
};

/** Requests of one message that are done at once. */
export const mostRequests = 3;
/** A longer message tells a story, characters. */
const longest = 600;
/** Places at which a message may be cut, at most: each pair of them is tried. */
const mostBorders = 6;

const joint = "(?:sama|sm|dan|terus|trus|trs|lalu|lantas|sekalian|serta|plus|kemudian|(?:abis|habis) (?:itu|tu))";
const border = new RegExp(`[,;.?!\\n]+\\s*(?:(${joint})\\s+)?|\\s+(${joint})\\s+`, "gi");
/** A comma alone joins nothing but the parts of a longer row. */
const joins = (it: RegExpExecArray): boolean => (it[1] ?? it[2]) !== undefined;
/** What a further request says of itself: whose it is, or what is to be done. "Pelatihan arsip dan SPBE" is one thing. */
const ownRequest =
  /\b(?:saya|sy|aku|saye|\p{L}{2,}ku|cek\p{L}*|lihat\p{L}*|liat\p{L}*|cari\p{L}*|tampil\p{L}*|daftar\p{L}*|batal\p{L}*|rekomendasi\p{L}*|minta|kasih|kasi|info\p{L}*|jadwal\p{L}*|status\p{L}*|(?:pelatihan|diklat|kelas) apa|ada (?:pelatihan|diklat|kelas|webinar))\b/iu;
/** Who changes their mind, sets a condition or gives a reason asks for one thing. */
const oneThing =
  /\b(?:eh|(?:ga|gak|nggak|enggak|ndak|tidak|tak) jadi|bukan\w*|maksud\w*|kalau|kalo|klo|jika|bila|apabila|seandainya|setelah|sebelum|supaya|biar|agar|karena|soalnya|apakah|jangan)\b/i;

/** A question about a rule that stands by itself: it asks for what a rule says of a kind of civil servants, and of nobody in particular. */
const asksRule = (piece: string): boolean =>
  /\b(?:berapa\w*|brp|apa|bagaimana|gimana|gmn|kapan)\b/i.test(piece) &&
  /\b(?:min(?:imal\w*|imum)?|maks(?:imal\w*|imum)?|paling (?:sedikit|banyak|lama)|batas\w*|syarat\w*|aturan\w*|sanksi\w*)\b/i.test(piece) &&
  /\b(?:pns|pppk|p3k|cpns|asn)\b/i.test(piece) &&
  !ownRequest.test(piece) &&
  !/\b(?:lain\w*|pak|bapak|bu|ibu|mas|mbak)\b/i.test(piece);

/**
 * The requests of a message that asks for several things, in their order; null = it is one. Cut where people join them, and only where every
 * piece alone is surely a request, each for something else: whatever is doubtful stays whole. `ask` makes the call of a question about a rule.
 */
export function splitRequests(
  found: Match | { kind: "refused" },
  body: InboundBody,
  understand: MatchOptions["understand"],
  ask: (question: string) => Call,
): Call[] | null {
  if (!understand || body.type !== "text" || !(found.kind === "unsure" || (found.kind === "call" && found.free))) return null;
  if (body.text.length > longest) return null;
  // Runs of spaces would be tried from each of their places.
  const text = body.text.replace(/\s+/g, (it) => (it.includes("\n") ? "\n" : " "));
  if (oneThing.test(text)) return null;
  const borders = [...text.matchAll(border)].filter((it) => it.index > 2 && it.index + it[0].length < text.length - 2).slice(0, mostBorders);
  if (!borders.some(joins)) return null;

  const known = new Map<string, Call | null>();
  const callIn = (from: number, to: number): Call | null => {
    const piece = text.slice(from, to).trim();
    const held = known.get(piece);
    if (held !== undefined) return held;
    const it = piece.split(/\s+/).length > 1 ? understand.of(piece) : undefined;
    const call = it?.kind === "call" ? it.call : it?.kind === "policy" && asksRule(piece) ? ask(piece) : null;
    known.set(piece, call);
    return call;
  };
  const whole = (cuts: RegExpExecArray[]): Call[] | null => {
    if (!cuts.some(joins)) return null;
    const starts = [0, ...cuts.map((it) => it.index + it[0].length)];
    const calls = starts.map((from, at) => callIn(from, cuts[at]?.index ?? text.length));
    const further = starts.slice(1).map((from, at) => text.slice(from, cuts[at + 1]?.index ?? text.length));
    if (!further.every((it) => ownRequest.test(it) || asksRule(it))) return null;
    const sure = calls.filter((it) => it !== null);
    return sure.length === calls.length && new Set(sure.map((it) => it.capability)).size === calls.length ? sure : null;
  };
  const pairs = borders.flatMap((one, at) => borders.slice(at + 1).map((other) => [one, other]));
  for (const cuts of [...pairs, ...borders.map((it) => [it])]) {
    const calls = whole(cuts);
    if (calls) return calls;
  }
  return null;
}

interface Place {
  joined: Joined;
  conversation: string | null;
  catalog: Capability[];
  /** Its `asking` is that of the request that comes last. */
  talk: Conversation;
}

/**
 * Does requests in their order, each by the gate. The first that waits for the person (a yes, a choice, a missing part) comes last, so that
 * what is said next belongs to it; a further one that waits is only named, and nothing of it is done.
 */
export async function inOrder(
  calls: Call[],
  { joined, conversation, catalog, talk }: Place,
  does: (call: Call, joined: Joined) => Promise<Said>,
): Promise<Said[]> {
  const said: Said[] = [];
  const left: string[] = [];
  let waiting: { said: Said; kept: Call | undefined } | null = null;
  for (const call of calls.slice(0, mostRequests)) {
    const kept: Call[] = [];
    const { asking } = talk.state;
    const one = await does(call, { ...joined, pending: { ...joined.pending, keep: (_, it) => void kept.push(it) } });
    const lacksPart = talk.state.asking !== asking;
    if (!waitsForYou(one) && !lacksPart) said.push(one);
    else if (waiting) {
      talk.state.asking = asking;
      left.push(nameOf(catalog, call));
    } else waiting = { said: one, kept: kept.at(-1) };
  }
  left.push(...calls.slice(mostRequests).map((it) => nameOf(catalog, it)));
  if (waiting?.kept && conversation !== null) joined.pending.keep(conversation, waiting.kept);
  const all = waiting ? [...said, waiting.said] : said;
  const last = all.at(-1);
  if (!last || left.length === 0) return all;
  return [...all.slice(0, -1), { ...last, reply: { ...last.reply, text: `${last.reply.text}\n\n${texts.later([...new Set(left)])}` } }];
}

/** Something has to be settled first: a yes, a proof, a city. */
const unsettled = new Set(["asked", "unlinked", "unconfirmed", "no_city"]);

const waitsForYou = (it: Said): boolean => unsettled.has(it.code ?? "") || it.awaits !== undefined || it.form !== undefined || it.manner === "unsure";

/** What it is called where it is named: the words that ask for it. */
function nameOf(catalog: Capability[], { capability }: Call): string {
  const found = catalog.find((it) => it.id === capability);
  return found?.phrases[0] ?? found?.about.replace(/\.$/, "") ?? capability;
}
