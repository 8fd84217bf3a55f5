import type { ResponseParameters } from "grammy/types";

/** An answer with `ok: false`. `rule` tells a broken rule of the Bot API (the caller's bug) from what simply happens. */
export class Refusal extends Error {
  readonly code: number;
  readonly rule: boolean;
  readonly parameters: ResponseParameters | undefined;

  constructor(code: number, description: string, rule = false, parameters?: ResponseParameters) {
    super(description);
    this.code = code;
    this.rule = rule;
    this.parameters = parameters;
  }
}

/** What happens to any bot: somebody blocked it, a message is gone. No violation. */
export const refuse = (what: string): Refusal => new Refusal(400, `Bad Request: ${what}`);

/** A request that no correct client sends. Recorded as a violation. */
export const breach = (what: string, code = 400): Refusal => new Refusal(code, code === 400 ? `Bad Request: ${what}` : what, true);
