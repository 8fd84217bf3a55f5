import type { Capability } from "../../core/capability.ts";
import { classCalendar } from "./calendar/class-calendar.ts";
import { cancelEnrolment } from "./cancel-enrolment.ts";
import { approveEnrolment, pendingApprovals, refuseEnrolment, refuseWithReason, undoDecision } from "./decide/approvals.ts";
import { approveAll, undoAll } from "./decide/batch.ts";
import { chooseDelegate } from "./delegate/choose-delegate.ts";
import { enrol } from "./enrol.ts";
import { enrolmentHistory } from "./enrolment-history.ts";
import { addMaterial, classMaterials } from "./materials/class-materials.ts";
import { myEnrolments } from "./my-enrolments.ts";
import { changeClass } from "./news/change-class.ts";
import { answerLeader, askApplicant } from "./questions/ask-applicant.ts";
import { askSpeaker, classQuestions, closeSpeakerQuestion, speakerQuestions, supportQuestion } from "./questions/ask-speaker.ts";
import { noteInterest } from "./schedule/note-interest.ts";
import { shareClass, showClass } from "./schedule/show-class.ts";
import { showSchedule } from "./schedule/show-schedule.ts";
import { answerOffer } from "./seats/answer-offer.ts";

/** In the order of /bantuan. */
export const enrolmentCapabilities: Capability[] = [
  showSchedule,
  showClass,
  shareClass,
  enrol,
  myEnrolments,
  enrolmentHistory,
  cancelEnrolment,
  changeClass,
  classCalendar,
  classMaterials,
  askSpeaker,
  classQuestions,
  supportQuestion,
  answerOffer,
  noteInterest,
  pendingApprovals,
  approveEnrolment,
  refuseEnrolment,
  refuseWithReason,
  askApplicant,
  answerLeader,
  addMaterial,
  speakerQuestions,
  closeSpeakerQuestion,
  undoDecision,
  approveAll,
  undoAll,
  chooseDelegate,
];
