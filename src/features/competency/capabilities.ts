import type { Capability } from "../../core/capability.ts";
import { aimPosition } from "./aim-position.ts";
import { askRating } from "./ask-rating.ts";
import { assess } from "./assess.ts";
import { proposeNeedCapability } from "./propose-need.ts";
import { rateSubordinate } from "./rate-subordinate.ts";
import { showCompetencies } from "./show-competencies.ts";
import { showTeam } from "./show-team.ts";

/** What this feature can do, in the order of /bantuan. */
export const competencyCapabilities: Capability[] = [showCompetencies, assess, askRating, aimPosition, proposeNeedCapability, showTeam, rateSubordinate];
