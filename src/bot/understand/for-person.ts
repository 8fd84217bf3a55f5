import type { Capability, Outcome } from "../../core/capability.ts";
import { type Agency, type Person, rolesOf } from "../../core/person.ts";
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
  return {
    knows: understanding.knows,
    of(text) {
      // "Kalau di Pontianak?" goes on from the question before it, and changes no city.
      if (asksElsewhere(text, agencies, previous)) return { kind: "policy" };
      const found = understanding.of(text, offered, may);
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
  const buttons = [...near.choices, ...(reply.buttons ?? [])].slice(0, mostChoices);
  return { ...outcome, reply: { ...reply, text: `${reply.text}\n\n${orMeant}`, buttons } };
}

/** Whether what else was meant is offered with an answer. */
export const offersNear = ({ likely }: Near, foundNothing?: boolean): boolean => foundNothing === true || (likely && foundNothing === false);
