import type { Capability } from "../../core/capability.ts";
import { planJp } from "./plan-jp.ts";
import { prefer } from "./prefer.ts";
import { recommend } from "./recommend.ts";
import { showJp } from "./show-jp.ts";
import { showTraining } from "./show-training.ts";

/** In the order of /bantuan. */
export const adviceCapabilities: Capability[] = [recommend, showTraining, showJp, planJp, prefer];
