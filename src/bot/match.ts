import type { Capability } from "../core/capability.ts";
import type { Inbound } from "../core/channel.ts";
import { menuName } from "../core/menu-name.ts";
import { consentCalls } from "../core/perform.ts";
import type { Agency } from "../core/person.ts";
import type { Call } from "../core/reply.ts";
import { callByPhrase, firstField, restAsInput } from "./by-phrase.ts";
import type { Conversation, Menu } from "./conversation.ts";
import { begun } from "./label-head.ts";
import { isLeaving, isLeavingOutright } from "./leaving.ts";
import { namedCity } from "./named-city.ts";
import { labelledTwice, menuOfAll, recentMenus } from "./recent-menus.ts";
import { bare, courtesy, isCancel, isCourtesy, isDoubt, isNo, isNoneOfThese, isNumber, isYes, pointedPlace, spokenPlace } from "./spoken.ts";
import type { Near, Understood } from "./understand/understanding.ts";

/** A button of a letter, by its place. */
export type Place = NonNullable<Conversation["state"]["used"]>;

/**
 * What a message asks for. `aside` = needs one short line and changes nothing; `city` = a city's name alone; `stale` = a button
 * whose letter is no longer remembered; `again` = a courtesy where a decision was asked for, or a number that is not in the
 * list; `free` = the sentence itself was understood, or taken for a question; `leave` = the open form is left; `unsure` = the person has to say which of these is meant; `doubt` = who answers a form does not know what to choose;
 * `unread` = something that is not words.
 */
export type Match =
  | { kind: "call"; call: Call; from?: Place; near?: Near; free?: true }
  | { kind: "aside"; said: "thanks" | "nod" | "undecided" | "unchosen" | "dropped" | "answered" | "decided" }
  | { kind: "city"; city: Agency }
  | { kind: "again"; menu: Menu; why: "courtesy" | "number" | "several" }
  | Extract<Understood, { kind: "unsure" }>
  | { kind: "stale" | "unread" | "empty" | "doubt" | "leave" };

export interface MatchOptions {
  catalog: Capability[];
  /** Capability that takes any other sentence. */
  fallback: string;
  /** Cities among which this talk may choose; none where there is but one. */
  cities: Agency[];
  /** What a sentence asks for, and whether a capability is among what can be understood so; absent = only phrases are known. */
  understand?: { of(text: string): Understood; knows(capability: string): boolean } | undefined;
}

/** How any other sentence is asked. */
export const questionFor =
  ({ catalog, fallback }: Pick<MatchOptions, "catalog" | "fallback">) =>
  (text: string): Call => ({ capability: fallback, input: { [firstField(catalog, fallback)]: text } });

const call = (it: Call): Match => ({ kind: "call", call: it });

/**
 * Finds the call in a message, without a model: button, number of the newest list, awaited part, command, phrase, what the sentence
 * was understood to ask for, else a question.
 */
export function match(options: MatchOptions, talk: Conversation, body: Inbound["body"]): Match {
  if (body.type === "start") return recognised(options.catalog, body.start) ?? call({ capability: "start", input: { city: body.start } });
  if (body.type === "choice") return tapped(talk, body);
  if (body.type === "contact") return shared(talk, body.own);
  if (body.type === "unsupported" || body.type === "left") return { kind: "unread" };
  const text = (body.type === "media" ? body.caption : body.text).replaceAll("\0", "").trim();
  if (text === "" && body.type === "media") return { kind: "unread" };
  if (text === "") return { kind: "empty" };
  const { catalog, fallback, cities, understand } = options;
  return (
    left(talk, text) ??
    command(catalog, text) ??
    recognised(catalog, text) ??
    taken(talk, text) ??
    numbered(talk, text) ??
    pointed(talk, text) ??
    labelled(talk, text) ??
    noneOfThese(talk, fallback, text) ??
    decision(talk, text) ??
    undecided(talk, text) ??
    polite(text) ??
    doubtful(talk, text) ??
    awaited(talk, text) ??
    city(cities, text) ??
    phrased(callByPhrase(catalog, text, understand)) ??
    understood(understand?.of(text), questionFor(options)(text))
  );
}

function tapped({ state }: Conversation, tap: { menu: string; choice: number }): Match {
  const menu = state.menus.find((it) => it.key === tap.menu || menuName(it.key) === tap.menu);
  const option = menu?.options[tap.choice];
  if (!menu || !option) return { kind: "stale" };
  if (state.used?.menu !== menu.key || state.used.choice !== tap.choice) return chosen(menu, tap.choice, option.call);
  const decides = option.call.capability === consentCalls.yes || option.call.capability === consentCalls.no;
  return { kind: "aside", said: decides ? "decided" : "answered" };
}

const chosen = ({ key }: Menu, choice: number, it: Call): Match => ({ kind: "call", call: it, from: { menu: key, choice } });

/** A contact card means something only where we asked for it. */
function shared({ state }: Conversation, own: boolean): Match {
  return state.contactFor
    ? call({ capability: state.contactFor.capability, input: { ...state.contactFor.input, card: own ? "own" : "other" } })
    : { kind: "unread" };
}

function recognised(catalog: Capability[], text: string): Match | undefined {
  for (const it of catalog) {
    const input = it.recognise?.(text);
    if (input) return call({ capability: it.id, input });
  }
  return undefined;
}

/** Commands that people know from other bots. */
const otherCommands: Record<string, string> = { menu: "help", help: "help", stop: "stop", berhenti: "stop", batal: consentCalls.no };

/** Out of the open form. Where its question is a decision, a plain "batal" is the answer to that. */
function left(talk: Conversation, text: string): Match | undefined {
  if (!talk.state.form) return undefined;
  const button = labelled(talk, text);
  if (button) return button;
  const leaves = talk.state.asking?.anyWords ? isLeavingOutright(text) : isLeaving(text) || isCancel(text);
  const decides = openMenu(talk)?.options.some((it) => it.call.capability === consentCalls.yes) ?? false;
  return /^\/batal(?:@\w+)?$/i.test(text) || leaves ? (decides && isCancel(text) ? undefined : { kind: "leave" }) : undefined;
}

function command(catalog: Capability[], text: string): Match | undefined {
  const found = /^\/([a-z_]+)(?:@\w+)?(?:\s+([\s\S]*))?$/i.exec(text);
  if (!found) return undefined;
  const name = found[1]?.toLowerCase() ?? "";
  const capability = catalog.find((it) => it.command === name);
  const other = Object.hasOwn(otherCommands, name) ? otherCommands[name] : undefined;
  return call({ capability: capability?.id ?? other ?? name, input: restAsInput(capability, found[2] ?? "") });
}

/** The list that was shown last, while nothing has been said since. */
const openMenu = (talk: Conversation): Menu | undefined => (talk.state.menuOpen ? talk.state.menus.at(-1) : undefined);

/** "2" or "dua" chooses from the open list; a number that is not there gets the list again. */
function numbered(talk: Conversation, text: string): Match | undefined {
  const menu = openMenu(talk);
  if (!menu || !isNumber(text)) return undefined;
  if (talk.state.noticed > 0) return { kind: "again", menu: menuOfAll(recentMenus(talk).flatMap((it) => it.options)), why: "several" };
  const place = (spokenPlace(text) ?? 0) - 1;
  const option = menu.options[place];
  return option ? chosen(menu, place, option.call) : { kind: "again", menu, why: "number" };
}

/** "Daftar yang pertama" means a thing of the open list. A decision is made by its number or its own words alone. */
function pointed(talk: Conversation, text: string): Match | undefined {
  const menu = openMenu(talk);
  const place = (pointedPlace(text) ?? 0) - 1;
  const option = menu?.options[place];
  const decides = menu?.options.some((it) => it.call.capability === consentCalls.yes);
  return menu && option && !decides && !talk.state.form && talk.state.noticed === 0 ? chosen(menu, place, option.call) : undefined;
}

/** Where whatever is said is awaited, only a choice of the open list goes before it; which list a number means may be unclear. */
function taken(talk: Conversation, text: string): Match | undefined {
  if (!talk.state.asking?.whole) return undefined;
  const number = numbered(talk, text);
  if (number && (number.kind === "call" || talk.state.noticed > 0)) return number;
  return labelled(talk, text) ?? awaited(talk, text);
}

/** A button's own words, typed instead of tapped; of a form's also the words before the comma: "Nanti saja, simpan jawabannya". */
function labelled(talk: Conversation, text: string): Match | undefined {
  const menu = openMenu(talk);
  const words = text.toLowerCase();
  const twice = labelledTwice(talk, words);
  if (twice) return { kind: "again", menu: twice, why: "several" };
  const whole = menu?.options.findIndex((it) => it.label.toLowerCase() === words || it.full?.toLowerCase() === words) ?? -1;
  const place = whole < 0 && talk.state.form ? begun(menu, bare(text)) : whole;
  const option = menu?.options[place];
  return menu && option ? chosen(menu, place, option.call) : undefined;
}

/** None of what was offered when in doubt: then it is a question, which is always one of the choices. */
function noneOfThese(talk: Conversation, fallback: string, text: string): Match | undefined {
  const menu = openMenu(talk);
  if (!menu?.unsure || !isNoneOfThese(text)) return undefined;
  const place = menu.options.findIndex((it) => it.call.capability === fallback);
  const option = menu.options[place];
  return option && chosen(menu, place, option.call);
}

/**
 * A typed yes or no to the question at a reply's end. Where its choices stand alone it is the answer; else the question is asked once more by
 * itself, since the words may be about what stood above it. A yes comes first among them.
 */
function offered(menu: Menu, text: string, noticed: number): Match | undefined {
  const { offer } = menu;
  const wanted = isYes(text) ? 0 : isNo(text) ? 1 : -1;
  if (!offer || wanted < 0) return undefined;
  const option = offer.from === 0 && noticed === 0 ? menu.options[wanted] : undefined;
  if (option) return chosen(menu, wanted, option.call);
  const { question } = offer;
  return { kind: "again", menu: { key: "", options: menu.options.slice(offer.from), question, offer: { from: 0, question } }, why: "courtesy" };
}

/** Only a plain "ya" is a yes, and only right after the question; a courtesy ("siap", "oke", "insya Allah") gets the question again. */
function decision(talk: Conversation, text: string): Match | undefined {
  const menu = openMenu(talk);
  const place = (id: string) => menu?.options.findIndex((it) => it.call.capability === id) ?? -1;
  const yes = place(consentCalls.yes);
  if (menu?.offer) return offered(menu, text, talk.state.noticed);
  if (!menu || yes < 0) return undefined;
  if (talk.state.noticed > 0 && (isYes(text) || isNo(text))) return { kind: "again", menu, why: "courtesy" };
  const wanted = isYes(text) ? yes : isNo(text) ? place(consentCalls.no) : -1;
  const option = menu.options[wanted];
  if (option) return chosen(menu, wanted, option.call);
  return isCourtesy(text) ? { kind: "again", menu, why: "courtesy" } : undefined;
}

/** A yes or a no where nobody asked. What is taken back may be an older question, so the gate looks for it. */
function undecided(talk: Conversation, text: string): Match | undefined {
  if (talk.state.asking && isNo(text)) return { kind: "aside", said: "dropped" };
  if (isCancel(text)) return call({ capability: consentCalls.no, input: {} });
  if (isYes(text) || isNo(text)) return { kind: "aside", said: talk.state.menuOpen ? "unchosen" : "undecided" };
  return undefined;
}

function polite(text: string): Match | undefined {
  const said = courtesy(text);
  return said ? { kind: "aside", said } : undefined;
}

/** Where a form is open, "bingung" is about its question; anywhere else it asks for help. */
const doubtful = ({ state }: Conversation, text: string): Match | undefined => (state.form && !state.asking && isDoubt(text) ? { kind: "doubt" } : undefined);

function awaited(talk: Conversation, text: string): Match | undefined {
  const asking = talk.state.asking;
  return asking ? call({ capability: asking.capability, input: { ...asking.input, [asking.field]: text } }) : undefined;
}

function city(cities: Agency[], text: string): Match | undefined {
  const named = namedCity(text, cities);
  return named && { kind: "city", city: named };
}

const phrased = (it: Call | undefined): Match | undefined => it && call(it);

function understood(it: Understood | undefined, question: Call): Match {
  if (!it) return { kind: "call", call: question, free: true };
  if (it.kind === "unsure") return it;
  return it.kind === "policy" ? { kind: "call", call: question, free: true, ...(it.near && { near: it.near }) } : { ...it, free: true };
}
