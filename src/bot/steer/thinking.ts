import type { Gateway } from "../../llm/gateway.ts";
import type { Mask } from "../../llm/mask/mask.ts";
import type { Asker } from "../../llm/request.ts";

/** What the calls of one turn have in common. */
export interface Thinking {
  model: Gateway;
  asker: Asker;
  /** One for all of them, so that their tokens agree. */
  mask: Mask;
  /** What the person wrote. */
  message: string;
  /** What was said before, as a model reads it. */
  before: string;
  /** Place and day. */
  around: string;
}
