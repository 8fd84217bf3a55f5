import type { Written } from "../core/capability.ts";
import type { Call } from "../core/reply.ts";

/** What a model made of a message before its transaction. Plain data: what becomes of each part is decided there, by what holds then. */
export interface Prepared {
  /** An answer in other words. */
  written?: Written;
  /** A question that goes on from an earlier one, as it stands on its own. */
  standAlone?: string;
  /** What the message asks for, in its order, where the words alone left it open. */
  calls?: Call[];
  /** The choice that an answer in free words comes nearest to. */
  choice?: Call;
  /** The talk's summary with its oldest turns in it, and how many these were. */
  summary?: { text: string; turns: number };
  /** A summary was due and failed: it is not tried again at once. */
  unsummed?: true;
  /** The words may be remembered, so that later ones can be understood: whose they are has said yes, and they are not to stay home. */
  keep?: true;
  /** What is remembered of the talk's words is to go: whose they are no longer says yes, or the city has turned the model off. */
  drop?: true;
}
