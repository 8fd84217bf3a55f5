import type { Capability } from "../core/capability.ts";
import type { Call } from "../core/reply.ts";
import { bare } from "./spoken.ts";

/**
 * The longest phrase that a capability owns, alone, or as an opening with the rest of the sentence as its first input. A capability
 * without input is asked for by its phrase alone: "sumber" is, "sumber daya manusia" is a question. An opening says little where
 * whole sentences are understood: "JP saya baru 12, kena sanksi?" is a question about a rule.
 */
export function callByPhrase(catalog: Capability[], text: string, understand?: { knows(capability: string): boolean }): Call | undefined {
  const lower = text.toLowerCase();
  const alone = bare(text);
  const opens = (it: Capability, opening: string): boolean => hasInput(it) && !understand?.knows(it.id) && lower.startsWith(`${opening} `);
  const owned = catalog
    .flatMap((it) => it.phrases.map((opening) => ({ it, opening })))
    .filter(({ it, opening }) => lower === opening || alone === opening || opens(it, opening))
    .sort((a, b) => b.opening.length - a.opening.length)[0];
  return owned && { capability: owned.it.id, input: alone === owned.opening ? {} : restAsInput(owned.it, text.slice(owned.opening.length)) };
}

const hasInput = (it: Capability): boolean => Object.keys(it.input.shape).length > 0;

/** What stands behind a command or a phrase, as the input that it fits. */
export function restAsInput(capability: Capability | undefined, rest: string): Record<string, unknown> {
  const [first, ...others] = Object.entries(capability?.input.shape ?? {});
  const words = rest.trim();
  // A number is filled by buttons alone: words behind such a command are another part of its input, or tell nothing ("/pertanyaan arsip").
  const field = first?.[1].safeParse(1).success ? [first, ...others].find(([, it]) => it.safeParse(words).success) : first;
  return field && words ? { [field[0]]: words } : {};
}

/** The part of its input that takes free words. */
export const firstField = (catalog: Capability[], id: string): string => Object.keys(catalog.find((it) => it.id === id)?.input.shape ?? {})[0] ?? "text";
