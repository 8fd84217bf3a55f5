import type { Conversation } from "../../src/bot/conversation.ts";
import { forgetTalkCapability } from "../../src/bot/forget-talk.ts";
import { helpCapabilities } from "../../src/bot/help.ts";
import { match } from "../../src/bot/match.ts";
import { offersNear, understandFor } from "../../src/bot/understand/for-person.ts";
import type { Understanding } from "../../src/bot/understand/understanding.ts";
import { catalogOf } from "../../src/catalog.ts";
import type { Capability } from "../../src/core/capability.ts";
import type { Person } from "../../src/core/person.ts";
import { answerQuestion } from "../../src/features/knowledge/answer/answer-question.ts";
import type { OutcomeCode } from "../../src/features/knowledge/answer/outcome.ts";
import { foundNothing } from "../../src/features/knowledge/ask-policy.ts";
import { shippedBase } from "../features/knowledge/base-of.ts";

export const policy = "ask_policy";

/** Everything that the assistant can do; nothing of it is carried out here. */
function catalog(): Capability[] {
  const all = catalogOf({} as Parameters<typeof catalogOf>[0], { entries: [], version: "" } as unknown as Parameters<typeof catalogOf>[1]);
  return [...all, ...helpCapabilities(() => all), forgetTalkCapability];
}
const everything = catalog();

/** What would be done: the capability, or those among which it would be asked. */
export interface Done {
  did: string | null;
  input: Record<string, unknown>;
  choices: string[];
  /** Said before the choices. */
  lead?: string;
  /** What a question came to in the shipped documents. */
  outcome?: OutcomeCode;
}

/** What is done with a text by somebody who may want one of the wanted. */
export type Ways = (text: string, wanted: readonly string[]) => Done;

/** As it would go for whoever can want this: an employee, a leader or an officer, whose the first of the wanted is. */
export function ways(understanding: Understanding): Ways {
  const made = new Map<string, (text: string) => Done>();
  return (text, wanted) => {
    const roles = rolesFor(wanted[0] ?? "");
    const key = roles.join();
    const own = made.get(key) ?? way(understanding, roles);
    made.set(key, own);
    return own(text);
  };
}

function rolesFor(wanted: string): Person["roles"] {
  const roles = everything.find((it) => it.id === wanted)?.roles ?? ["guest"];
  const [first] = roles.filter((it) => it !== "guest");
  return first === undefined || roles.includes("guest") || roles.includes("asn") ? ["asn"] : ["asn", first];
}

/** The whole way of a message in a talk that has just begun, of somebody linked, to what they are answered. */
export function way(understanding: Understanding, roles: Person["roles"] = ["asn"]): (text: string) => Done {
  const person: Person = { id: 1, agency: { id: 1, slug: "kendari", name: "Kendari", zone: "Asia/Makassar" }, roles, handleId: 1 };
  const understand = understandFor({ catalog: everything, understanding }, person, false);
  return (text) => {
    const found = match({ catalog: everything, fallback: policy, cities: [], understand }, newTalk(), { type: "text", text });
    if (found.kind === "unsure") return { did: null, input: {}, choices: found.choices.map((it) => it.call.capability), lead: found.lead };
    if (found.kind === "aside") return { did: policy, input: {}, choices: [], outcome: "small_talk" };
    if (found.kind !== "call") return { did: found.kind, input: {}, choices: [] };
    const { capability: did, input } = found.call;
    if (did !== policy) return { did, input, choices: [] };
    const outcome = outcomeOf(text);
    const { near } = found;
    const choices = near && offersNear(near, foundNothing(outcome)) ? near.choices.map((it) => it.call.capability) : [];
    return { did, input, choices, outcome };
  };
}

let base: ReturnType<typeof shippedBase> | undefined;
const outcomes = new Map<string, OutcomeCode>();

/** What the shipped documents make of a question: without an answer, what else it may have been is offered. */
function outcomeOf(text: string): OutcomeCode {
  base ??= shippedBase();
  const known = outcomes.get(text) ?? answerQuestion(base, { text, scopes: ["nasional", "kendari"], asOf: "2026-11-22" }).outcome;
  outcomes.set(text, known);
  return known;
}

const newTalk = (): Conversation => ({
  id: "t",
  agencyId: 1,
  state: {
    menus: [],
    menuOpen: false,
    asking: null,
    used: null,
    form: null,
    contactFor: null,
    noticed: 0,
    cityAsked: true,
    modelOffered: false,
    thread: null,
    memory: {},
  },
});
