import type { Inbound } from "../core/channel.ts";
import { consentCalls } from "../core/perform.ts";
import type { Reply } from "../core/reply.ts";

/** Whom one greets; after a bare "pagi" it tells that it is a greeting. */
const whom = "(?:pak|bpk|bapak|bu|ibu|buk|min|mimin|admin|kak|kakak|mas|mbak|mba|bang|bg|om|kawan|semua(?:nya)?|all)";
const time = "pagi|siang|sore|malam";

/** A greeting at the beginning of what is left, and what is said to it in kind; `$1` = its own word. */
const salams: [RegExp, string][] = [
  [/^as+al+am\w*['’`]?(?:\s?(?:['’`]?al[ae]i?kum|alaykum|mualaikum))?(?:\s*(?:warahmatullah\w*|wr\.?)(?:\s*(?:wabarakatuh\w*|wb\.?))?)?/, "Waalaikumsalam"],
  [/^(?:askum|aslkm|asslmkm|aslm|asw|ass)(?:\s*wr\.?(?:\s*wb\.?)?)?/, "Waalaikumsalam"],
  [new RegExp(`^(?:selamat|slmt|slamat|slm?t|met|semangat) (${time}|malem)`), "Selamat $1"],
  [new RegExp(`^(${time})(?=[\\s,]+${whom}(?![\\p{L}\\p{N}])|\\s*[,.!]|$)`, "u"), "Selamat $1"],
  [/^(?:om )?swast[iy]astu/, "Om swastiastu"],
  [/^s[hy]?alom/, "Shalom"],
  [/^salam (?:sejahtera|kebajikan)/, "Salam sejahtera"],
  [/^nam+o bud+h?aya/, "Namo buddhaya"],
  [/^(rahayu|horas|tabea?|sugeng (?:enjing|siang|sonten|dalu))/, "$1"],
  [/^sampurasun/, "Rampes"],
];
/** Between two greetings, and behind the last: marks, and words that only belong to it. */
const joints = new RegExp(`^(?:[\\s,.!;:/🙏&-]|(?:dan|untuk kita semua|bagi kita semua|kita semua|${whom})(?![\\p{L}\\p{N}]))+`, "u");
/** More of them in a row nobody says. */
const most = 6;

/** What a message's greetings are answered with ("Waalaikumsalam. Selamat pagi"); "" = it begins with none. */
export function salamFor(text: string): string {
  const said: string[] = [];
  let left = text.trim().toLowerCase();
  while (said.length < most) {
    const [pattern, answer] = salams.find(([it]) => endsWord(it.exec(left)?.[0], left)) ?? [];
    const found = pattern?.exec(left);
    if (!found || !answer) break;
    const own = (found[1] ?? "").replace("malem", "malam");
    const reply = answer === "$1" ? own.replace(/^\p{L}/u, (it) => it.toUpperCase()) : answer.replace("$1", own);
    if (!said.includes(reply)) said.push(reply);
    left = left.slice(found[0].length).replace(joints, "");
  }
  return said.join(". ");
}

const endsWord = (found: string | undefined, text: string): boolean => !!found && !/^[\p{L}\p{N}]/u.test(text.slice(found.length));

/** A reply that begins with the greeting returned, in one short line; never what asks for a decision. `called` = as the person wants to be addressed. */
export function withSalam(reply: Reply, body: Inbound["body"], called?: string): Reply {
  const salam = body.type === "text" ? salamFor(body.text) : "";
  if (salam === "" || reply.buttons?.some((it) => it.call.capability === consentCalls.yes)) return reply;
  // Nobody is called so twice in one message.
  const said = reply.text.includes(unknownAddress) ? "" : `, ${called ?? unknownAddress}`;
  return { ...reply, text: `${salam}${said}.\n\n${reply.text}` };
}

/** How people are addressed who have not said how (F23). */
const unknownAddress = "Bapak/Ibu";

/** The same reply for somebody who has said how to be addressed. */
export const addressed = (reply: Reply, called: string | undefined): Reply =>
  called === undefined ? reply : { ...reply, text: reply.text.replaceAll(unknownAddress, called) };
