import type { Capability } from "../../core/capability.ts";
import type { Person } from "../../core/person.ts";
import type { Call } from "../../core/reply.ts";
import { mostRequests } from "../several.ts";
import { isFaithful, wasSaid } from "./faithful.ts";
import type { Thinking } from "./thinking.ts";
import { toolsFor } from "./tools.ts";

/** The capability that takes questions, and the part of its input that takes them. */
export interface Question {
  fallback: string;
  field: string;
}

/**
 * What a model takes the message for: one to three calls of what the person may use, in their order; null = it chose nothing that can be
 * done, and the words are read as without it. Whatever it filled in was said by the person; nothing is done here.
 */
export async function chooseCalls(
  thinking: Thinking,
  { catalog, person, fallback, field }: Question & { catalog: Capability[]; person: Person },
): Promise<Call[] | null> {
  const { model, asker, mask, message, before, around } = thinking;
  const tools = toolsFor(catalog, person);
  const outcome = await model.complete({ prompt: "pilih-tindakan", input: { percakapan: before, pesan: message, keadaan: around }, asker, mask, tools });
  if (outcome.kind !== "ok" || outcome.calls.length === 0 || outcome.calls.length > mostRequests) return null;
  const calls = outcome.calls.map(({ name, input }) => ({ capability: name, input: restored(input, mask.restore) }));
  if (new Set(calls.map((it) => it.capability)).size < calls.length) return null;
  const alone = calls.length === 1;
  for (const call of calls) {
    if (call.capability !== fallback) {
      if (Object.entries(call.input).some(([name, value]) => !isChoice(catalog, call, name) && !wasSaid(value, message, before))) return null;
      continue;
    }
    // The question itself is the person's: of several requests their piece of it, if the model wrote no other.
    const asked = call.input[field];
    call.input = { [field]: !alone && typeof asked === "string" && isPiece(asked, message, before) ? asked : message };
  }
  return calls;
}

/** A model leaves a part empty by a null or no words. */
const restored = (input: Record<string, unknown>, restore: (text: string) => string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(input)
      .filter(([, it]) => it !== undefined && it !== null && it !== "")
      .map(([name, it]) => [name, typeof it === "string" ? restore(it) : it]),
  );

/** One of a few values has no words of the person's in it. */
function isChoice(catalog: Capability[], { capability }: Call, name: string): boolean {
  let part = catalog.find((it) => it.id === capability)?.input.shape[name] as { def?: { type?: string; innerType?: unknown } } | undefined;
  while (part?.def?.innerType) part = part.def.innerType as typeof part;
  return part?.def?.type === "enum" || part?.def?.type === "boolean";
}

const isPiece = (asked: string, message: string, before: string): boolean =>
  asked.length <= message.length + 80 && isFaithful(asked, asked, `${message}\n${before}`);
