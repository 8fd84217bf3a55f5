import type { Capability } from "../../core/capability.ts";
import { showJp } from "./jp/show-jp.ts";
import { showStaffJp } from "./jp/show-staff-jp.ts";
import { planJp } from "./plan/plan-jp.ts";
import { recommend } from "./recommend/recommend.ts";
import { showTraining } from "./show-training.ts";
import { prefer } from "./wishes/prefer.ts";

/** In the order of /bantuan. */
export const adviceCapabilities: Capability[] = [recommend, showTraining, showJp, showStaffJp, planJp, prefer];
