import type { Outcome } from "../core/capability.ts";
import type { Call } from "../core/reply.ts";
import type { Menu } from "./conversation.ts";
import type { Between } from "./form.ts";

/**
 * What is said to a message. `aside` = one short line that leaves everything as it was; `refusal` = nothing was done; `unsure` = it is asked
 * what was meant. `free`: the words were understood, neither a button nor a command. `guesses`: other things that may have been meant are
 * offered. `offer`: a question at its end, see `Menu`.
 */
export type Said = Outcome & {
  manner?: "aside" | "refusal" | "unsure";
  between?: Between;
  call?: Call;
  free?: boolean;
  guesses?: true;
  offer?: Menu["offer"];
};
