import type { Capability, Outcome } from "../../core/capability.ts";
import { type Person, rolesOf } from "../../core/person.ts";
import type { Button } from "../../core/reply.ts";
import type { MatchOptions } from "../match.ts";
import type { Understanding } from "./understanding.ts";

/**
 * What may be understood in this talk. In doubt only that is offered which the person may do, or is invited to prove the right to;
 * what is plainly asked for meets the gate, which says why not. Where a form is open, a doubtful sentence is a question: asking back
 * would bury the form's own choices.
 */
export function understandFor(
  { catalog, understanding }: { catalog: Capability[]; understanding?: Understanding },
  person: Person | null,
  formOpen: boolean,
): MatchOptions["understand"] {
  if (!understanding) return undefined;
  const roles: readonly string[] = person ? [...rolesOf(person), ...(person.waiting ?? [])] : ["guest", "asn", "supervisor"];
  const leads = person !== null && rolesOf(person).includes("supervisor");
  const offered = (id: string): boolean => catalog.some((it) => it.id === id && it.roles.some((role) => roles.includes(role)));
  return {
    knows: understanding.knows,
    of(text) {
      const found = understanding.of(text, offered, leads);
      const inCatalog = found.kind !== "call" || catalog.some((it) => it.id === found.call.capability);
      return (formOpen && found.kind !== "call") || !inCatalog ? { kind: "policy" } : found;
    },
  };
}

const orMeant = "Atau ini yang Anda maksud?";

/** An answer that found nothing, with what else the sentence may have asked for. */
export function withNear(outcome: Outcome, near: Button[] | undefined): Outcome {
  if (!outcome.foundNothing || !near?.length) return outcome;
  const { reply } = outcome;
  return { ...outcome, reply: { ...reply, text: `${reply.text}\n\n${orMeant}`, buttons: [...near, ...(reply.buttons ?? [])] } };
}
