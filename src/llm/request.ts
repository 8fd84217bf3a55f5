import type { z } from "zod";
import type { Mask } from "./mask/mask.ts";
import type { ToolCall } from "./outcome.ts";
import type { Prompt } from "./prompt-file.ts";

export type { ToolCall } from "./outcome.ts";

/** Something that the model may ask for; nothing is done by asking. */
export interface Tool {
  name: string;
  about: string;
  input: z.ZodObject;
}

/** What the model asked for before, and what came of it, in the same order. */
export interface Step {
  calls: ToolCall[];
  results: string[];
}

/** Whose words they are: somebody proven to be a city's. */
export interface Asker {
  agencyId: number;
  personId: number;
  zone: string;
}

/** A picture on its way out. Nothing in it can be masked, and nobody can look it through before. */
export interface Picture {
  bytes: Uint8Array;
  mime: string;
}

export interface CompletionRequest<T = undefined> {
  /** Id of a prompt's file. */
  prompt: string;
  /** Its inputs, each as it is: the gateway masks them. */
  input: Record<string, string>;
  /** `operator` = nobody's words, and no city's (a check, an evaluation). */
  asker: Asker | "operator";
  /** Several calls of one turn share one, so that their tokens agree; absent = a new one. See `Gateway.maskFor`. */
  mask?: Mask;
  tools?: Tool[];
  /** Another wording of that prompt, on trial: only for the operator. */
  trial?: Prompt;
  /** Calls of this turn that were made already. */
  steps?: Step[];
  /** What the answer must hold; then it is JSON. */
  schema?: z.ZodType<T>;
  /** What a prompt for `vision` is about, and no other; such a call leaves once and is not tried again. */
  picture?: Picture;
  signal?: AbortSignal;
}
