import type { Capability } from "../../core/capability.ts";
import { aimPosition } from "./aim-position.ts";
import { askRating } from "./assess/ask-rating.ts";
import { assess } from "./assess/assess.ts";
import { rateSubordinate } from "./assess/rate-subordinate.ts";
import { proposeNeedCapability } from "./propose-need.ts";
import { showCompetencies } from "./show-competencies.ts";
import { showPerson } from "./show-person.ts";
import { showTeam } from "./show-team.ts";

/** What this feature can do, in the order of /bantuan. */
export const competencyCapabilities: Capability[] = [
  showCompetencies,
  assess,
  askRating,
  aimPosition,
  proposeNeedCapability,
  showTeam,
  rateSubordinate,
  showPerson,
];
