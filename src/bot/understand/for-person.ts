import type { Capability, Outcome } from "../../core/capability.ts";
import { consentCalls } from "../../core/perform.ts";
import { type Agency, type Person, rolesOf } from "../../core/person.ts";
import type { Button } from "../../core/reply.ts";
import { yearAlone, yearBeside } from "../../core/time.ts";
import type { MatchOptions } from "../match.ts";
import { asksElsewhere } from "../named-city.ts";
import type { Near, Understanding } from "./understanding.ts";

/**
 * What may be understood in this talk. In doubt only that is offered which the person may do, or is invited to prove the right to;
 * what is plainly asked for meets the gate, which says why not. Where a form is open, a doubtful sentence is a question: asking back
 * would bury the form's own choices. `previous` = the talk's last question.
 */
export function understandFor(
  { catalog, understanding, agencies = [] }: { catalog: Capability[]; understanding?: Understanding; agencies?: Agency[] },
  person: Person | null,
  formOpen: boolean,
  previous?: unknown,
): MatchOptions["understand"] {
  if (!understanding) return undefined;
  const roles: readonly string[] = person ? [...rolesOf(person), ...(person.waiting ?? [])] : ["guest", "asn", "supervisor"];
  const allows = (to: readonly string[]) => (id: string) => catalog.some((it) => it.id === id && it.roles.some((role) => to.includes(role)));
  const offered = allows(roles);
  const may = allows(person ? rolesOf(person) : []);
  const everybodys = allows(["guest", "asn"]);
  const office = (id: string): boolean => may(id) && !everybodys(id);
  return {
    knows: understanding.knows,
    of(text) {
      // "Kalau di Pontianak?" goes on from the question before it, and changes no city.
      if (asksElsewhere(text, agencies, previous)) return { kind: "policy" };
      const found = understanding.of(text, offered, may, office);
      // Nor is "terus yang 2015?" anything else but that question, as of that year.
      if (found.kind === "unsure" && typeof previous === "string" && (yearAlone(text) ?? yearBeside(text)) !== null) return { kind: "policy" };
      const inCatalog = found.kind !== "call" || catalog.some((it) => it.id === found.call.capability);
      return (formOpen && found.kind !== "call") || !inCatalog ? { kind: "policy" } : found;
    },
  };
}

const orMeant = "Atau ini yang Anda maksud?";

/** Choices that are easily told apart on a phone. */
const mostChoices = 3;

/** An answer that found nothing, or that may be to something else than was asked for, with what else the sentence may have meant. */
export function withNear(outcome: Outcome, near: Near | undefined): Outcome {
  if (!near || !offersNear(near, outcome.foundNothing)) return outcome;
  const { reply } = outcome;
  if (near.beside) return decides(outcome) ? outcome : { ...outcome, reply: { ...reply, buttons: joinedTo(reply.buttons ?? [], near.choices) } };
  const buttons = [...near.choices, ...(reply.buttons ?? [])].slice(0, mostChoices);
  return { ...outcome, reply: { ...reply, text: `${reply.text}\n\n${orMeant}`, buttons } };
}

/** What the answer itself offers comes first, and nothing is offered twice. */
const joinedTo = (own: Button[], more: Button[]): Button[] => [
  ...own,
  ...more.filter((it) => own.every((one) => one.label !== it.label && one.call.capability !== it.call.capability)),
];

/** Beside a question that waits for a yes or a no, or for words, nothing else is offered. */
const decides = ({ reply, form, awaits }: Outcome): boolean =>
  reply.text === "" || form !== undefined || awaits !== undefined || (reply.buttons ?? []).some((it) => it.call.capability === consentCalls.yes);

/** Whether what else was meant is offered with an answer. */
export const offersNear = ({ likely, beside }: Near, foundNothing?: boolean): boolean =>
  beside === true || foundNothing === true || (likely && foundNothing === false);
