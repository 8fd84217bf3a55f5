import type { Capability } from "./core/capability.ts";
import { adviceCapabilities } from "./features/advice/capabilities.ts";
import { competencyCapabilities } from "./features/competency/capabilities.ts";
import { completionCapabilities } from "./features/completion/capabilities.ts";
import { enrolmentCapabilities } from "./features/enrolment/capabilities.ts";
import { feedbackCapabilities } from "./features/feedback/capabilities.ts";
import { exportEvaluation } from "./features/feedback/report/export-evaluation.ts";
import { handoffCapabilities } from "./features/handoff/capabilities.ts";
import { recentTalk } from "./features/knowledge/answer-log.ts";
import { askPolicy } from "./features/knowledge/ask-policy.ts";
import type { Knowledge } from "./features/knowledge/knowledge.ts";
import { showSource } from "./features/knowledge/show-source.ts";
import { organiseCapabilities } from "./features/organise/capabilities.ts";
import { chooseCity } from "./features/people/choose-city.ts";
import { confirmFactor } from "./features/people/factor/confirm-factor.ts";
import { proveFactor } from "./features/people/factor/prove-factor.ts";
import { requestFactor } from "./features/people/factor/request-factor.ts";
import { addressMe } from "./features/people/link/address-me.ts";
import { confirmLink } from "./features/people/link/confirm-link.ts";
import { linkChat } from "./features/people/link/link-chat.ts";
import { unlinkChat } from "./features/people/link/unlink-chat.ts";
import { answerRequests } from "./features/people/privacy/answer-requests.ts";
import { chooseConsent } from "./features/people/privacy/choose-consent.ts";
import { myData } from "./features/people/privacy/my-data.ts";
import type { PurposeTable } from "./features/people/privacy/notice.ts";
import { privacy } from "./features/people/privacy/privacy.ts";
import { requestCorrection } from "./features/people/privacy/request-correction.ts";
import { withdrawConsent } from "./features/people/privacy/withdraw-consent.ts";
import { showProfile } from "./features/people/show-profile.ts";
import { readHours } from "./office-hours.ts";

/** Everything the assistant can do, in the order of /bantuan. `base`: address that people use for this service. */
export const catalogOf = (knowledge: Knowledge, purposes: PurposeTable, base?: string): Capability[] => [
  askPolicy(knowledge),
  showSource,
  chooseCity,
  ...handoffCapabilities({ complains: knowledge.complains, recentTalk, readHours }),
  showProfile,
  ...competencyCapabilities,
  ...adviceCapabilities,
  ...enrolmentCapabilities,
  ...completionCapabilities(base),
  ...organiseCapabilities(base),
  ...feedbackCapabilities,
  exportEvaluation(base),
  linkChat(purposes),
  unlinkChat,
  confirmLink,
  proveFactor,
  requestFactor,
  confirmFactor(base),
  addressMe,
  myData(purposes),
  privacy(purposes),
  chooseConsent(purposes),
  requestCorrection,
  answerRequests,
  withdrawConsent(purposes),
];
