import { z } from "zod";
import type { Capability } from "../../core/capability.ts";
import { type Person, rolesOf } from "../../core/person.ts";
import type { Tool } from "../../llm/request.ts";

/** Proofs and codes are typed by the person, never chosen for them. */
const neverChosen = new Set(["link_chat", "prove_factor", "check_in", "start", "stop"]);

/**
 * The tools that a person's message may mean: the capabilities that have a command and that the person may use, with the parts of their input
 * that are described, which are those that can be said in words. Ids, steps and marks of buttons are not offered, and nothing has to be filled in.
 */
export function toolsFor(catalog: Capability[], person: Person): Tool[] {
  const roles = rolesOf(person);
  return catalog
    .filter((it) => it.command !== undefined && !neverChosen.has(it.id) && it.roles.some((role) => roles.includes(role)))
    .map((it) => ({ name: it.id, about: it.about, input: sayable(it.input) }));
}

const known = new WeakMap<z.ZodObject, z.ZodObject>();

/** Strict: a part that nobody asked for makes the whole call void. One for each input, so that what is written out of it is kept, too. */
export function sayable(input: z.ZodObject): z.ZodObject {
  const own = known.get(input) ?? sayableOf(input);
  known.set(input, own);
  return own;
}

function sayableOf(input: z.ZodObject): z.ZodObject {
  const parts = Object.entries(input.shape as Record<string, z.ZodType>).filter(([, part]) => describedBy(part) !== undefined);
  return z.strictObject(Object.fromEntries(parts.map(([name, part]) => [name, part.optional().describe(describedBy(part) ?? "")])));
}

/** The description may stand beneath what makes it optional. */
function describedBy(part: z.ZodType): string | undefined {
  if (part.description) return part.description;
  const inner = (part as { def?: { innerType?: z.ZodType } }).def?.innerType;
  return inner ? describedBy(inner) : undefined;
}
