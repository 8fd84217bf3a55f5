import type { Capability } from "../core/capability.ts";
import type { Inbound } from "../core/channel.ts";
import { menuName } from "../core/menu-name.ts";
import { consentCalls } from "../core/perform.ts";
import type { Call } from "../core/reply.ts";
import type { Conversation, Menu } from "./conversation.ts";
import { isCourtesy, isNo, isYes, spokenPlace } from "./spoken.ts";

/**
 * What a message asks for. `stale` = a button whose letter is no longer remembered; `again` = a courtesy where a decision
 * was asked for; `unread` = something that is not words.
 */
export type Match = { kind: "call"; call: Call } | { kind: "stale" } | { kind: "again"; menu: Menu } | { kind: "unread" } | { kind: "empty" };

const call = (it: Call): Match => ({ kind: "call", call: it });

/** Finds the call in a message, without a model: button, number of the newest list, awaited part, command, phrase, else a question. */
export function match(catalog: Capability[], talk: Conversation, body: Inbound["body"], fallback: string): Match {
  if (body.type === "start") return call({ capability: "start", input: { city: body.start } });
  if (body.type === "choice") return tapped(talk.state.menus, body);
  if (body.type === "unsupported" || body.type === "contact") return { kind: "unread" };
  const text = (body.type === "media" ? body.caption : body.text).replaceAll("\0", "").trim();
  if (text === "" && body.type === "media") return { kind: "unread" };
  if (text === "") return { kind: "empty" };
  return (
    command(catalog, text) ??
    numbered(talk, text) ??
    labelled(talk, text) ??
    decision(talk, text) ??
    awaited(talk, text) ??
    phrase(catalog, text) ??
    call({ capability: fallback, input: { [firstField(catalog, fallback)]: text } })
  );
}

function tapped(menus: Menu[], tap: { menu: string; choice: number }): Match {
  const option = menus.find((it) => it.key === tap.menu || menuName(it.key) === tap.menu)?.options[tap.choice];
  return option ? call(option.call) : { kind: "stale" };
}

function command(catalog: Capability[], text: string): Match | undefined {
  const found = /^\/([a-z_]+)(?:@\w+)?(?:\s+([\s\S]*))?$/i.exec(text);
  if (!found) return undefined;
  const capability = catalog.find((it) => it.command === found[1]?.toLowerCase());
  return call({ capability: capability?.id ?? found[1] ?? "", input: restAsInput(capability, found[2] ?? "") });
}

/** The list that was shown last, while nothing has been said since. */
const openMenu = (talk: Conversation): Menu | undefined => (talk.state.menuOpen ? talk.state.menus.at(-1) : undefined);

/** "2" or "dua" chooses from the open list. */
function numbered(talk: Conversation, text: string): Match | undefined {
  const place = spokenPlace(text);
  const option = place === undefined ? undefined : openMenu(talk)?.options[place - 1];
  return option ? call(option.call) : undefined;
}

/** A button's own words, typed instead of tapped. */
function labelled(talk: Conversation, text: string): Match | undefined {
  const words = text.toLowerCase();
  const option = openMenu(talk)?.options.find((it) => it.label.toLowerCase() === words || it.full?.toLowerCase() === words);
  return option ? call(option.call) : undefined;
}

/** Only a plain "ya" is a yes, and only right after the question; a courtesy ("siap", "oke", "insya Allah") gets the question again. */
function decision(talk: Conversation, text: string): Match | undefined {
  const menu = openMenu(talk);
  const choice = (id: string) => menu?.options.find((it) => it.call.capability === id);
  const yes = choice(consentCalls.yes);
  if (!menu || !yes) return undefined;
  const wanted = isYes(text) ? yes : isNo(text) ? choice(consentCalls.no) : undefined;
  if (wanted) return call(wanted.call);
  return isCourtesy(text) ? { kind: "again", menu } : undefined;
}

function awaited(talk: Conversation, text: string): Match | undefined {
  const asking = talk.state.asking;
  return asking ? call({ capability: asking.capability, input: { ...asking.input, [asking.field]: text } }) : undefined;
}

/** The longest opening that a capability owns; the rest of the sentence is its first input. */
function phrase(catalog: Capability[], text: string): Match | undefined {
  const lower = text.toLowerCase();
  const owned = catalog
    .flatMap((it) => it.phrases.map((opening) => ({ it, opening })))
    .filter(({ opening }) => lower === opening || lower.startsWith(`${opening} `))
    .sort((a, b) => b.opening.length - a.opening.length)[0];
  return owned && call({ capability: owned.it.id, input: restAsInput(owned.it, text.slice(owned.opening.length)) });
}

function restAsInput(capability: Capability | undefined, rest: string): Record<string, unknown> {
  const field = Object.keys(capability?.input.shape ?? {})[0];
  return field && rest.trim() ? { [field]: rest.trim() } : {};
}

const firstField = (catalog: Capability[], id: string): string => Object.keys(catalog.find((it) => it.id === id)?.input.shape ?? {})[0] ?? "text";
