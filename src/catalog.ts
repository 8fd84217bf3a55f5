import type { Capability } from "./core/capability.ts";
import { askOfficer } from "./features/handoff/ask-officer.ts";
import { askPolicy } from "./features/knowledge/ask-policy.ts";
import type { Knowledge } from "./features/knowledge/knowledge.ts";
import { showSource } from "./features/knowledge/show-source.ts";
import { chooseCity } from "./features/people/choose-city.ts";

/** Everything the assistant can do, in the order of /bantuan. */
export const catalogOf = (knowledge: Knowledge): Capability[] => [askPolicy(knowledge), showSource, chooseCity, askOfficer];
