import type { Mask } from "./mask/mask.ts";
import type { Matter } from "./sensitive.ts";

/** Why nothing was sent: the caller goes the way without a model. */
export type Refusal = "city_off" | "no_consent" | "person_budget" | "city_budget" | "sensitive" | "resting" | "no_model";

/**
 * Why nothing useful came back. `cut` = the answer ended in the middle, `malformed` = not what was asked for (JSON, a tool that is
 * none), `filtered` = the endpoint would not, `rejected` = it refused the request, `misuse` = a mistake of our own.
 */
export type Failure = "timeout" | "rate_limited" | "unavailable" | "unauthorized" | "rejected" | "malformed" | "cut" | "filtered" | "cancelled" | "misuse";

/** What a call took. Money in the currency of the configured price. */
export interface Usage {
  prompt: { id: string; version: number };
  model: string;
  tokensIn: number;
  tokensOut: number;
  cost: number;
  ms: number;
  tries: number;
}

/** A tool that the model wants used, checked against the tool's own schema; tokens of the mask still stand in it. */
export interface ToolCall {
  id: string;
  name: string;
  input: Record<string, unknown>;
}

export interface Completed<T> {
  kind: "ok";
  /** As the model wrote it, with the mask's tokens. */
  text: string;
  /** What the text holds, by the schema; undefined without one. */
  data: T;
  calls: ToolCall[];
  /** `length` = the model was stopped at the most tokens allowed: the last sentence may be half a one. */
  finish: "stop" | "length" | "tools";
  /** Puts the person's own data back, in the reply to the person alone. */
  mask: Mask;
  usage: Usage;
}

export type Outcome<T = undefined> = Completed<T> | { kind: "refused"; why: Refusal; matter?: Matter } | { kind: "failed"; why: Failure; detail: string };
