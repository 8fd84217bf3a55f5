import type { z } from "zod";
import type { Database } from "../db/database.ts";
import type { Letter } from "./channel.ts";
import type { Agency, Person, Role } from "./person.ts";
import type { Button, Reply } from "./reply.ts";

/** What a handler may use. Things only, never services. */
export interface Context {
  /** The open transaction. */
  db: Database;
  cell: number;
  now: Temporal.Instant;
  /** City of the talk; null = not chosen yet, national rules only. */
  agency: Agency | null;
  /** Cities of this deployment. */
  agencies: Agency[];
  person: Person | null;
  /** Id of the talk; null on the command line. */
  conversation: string | null;
  /** What handlers of this talk remembered, e.g. the last question for a follow-up. */
  memory: Record<string, unknown>;
}

/** Plain data: whoever opened the transaction writes all of it there. */
export interface Outcome {
  reply: Reply;
  letters?: Letter[];
  /** The talk's city from now on. */
  chooseAgency?: number;
  /** Joined to the talk's memory; a null forgets. */
  remember?: Record<string, unknown>;
  /** For the audit: a code, never words of a person. */
  code?: string;
}

/** One thing the assistant can do; command, phrase, button, free text and model tool all reach this object. */
export interface Capability<I extends z.ZodObject = z.ZodObject> {
  /** snake_case verb, e.g. `ask_policy`. */
  id: string;
  /** One Indonesian sentence, for /bantuan and for a model. */
  about: string;
  /** Without the slash; absent = reached by button only. */
  command?: string;
  /** Openings by which people ask for it; no two capabilities own the same. */
  phrases: string[];
  /** Everybody who may; there is no default. */
  roles: Role[];
  input: I;
  /** The question to ask when this part of the input is missing. */
  ask?: Record<string, { text: string; buttons?: (context: Context) => Button[] }>;
  /** For what changes something for a person: the question to be answered with yes. */
  confirm?: (input: z.output<I>, context: Context) => string;
  handle(context: Context, input: z.output<I>): Promise<Outcome>;
}

/** Keeps the handler's input typed by its own schema. */
export function capability<I extends z.ZodObject>(it: Capability<I>): Capability {
  return it as unknown as Capability;
}
