import type { Capability } from "../../core/capability.ts";
import { editClass, moveClassCapability } from "./classes/class-actions.ts";
import { classPeople, manageClass } from "./classes/class-desk.ts";
import { createClass, duplicateClass } from "./classes/create-class.ts";
import { releaseParticipant } from "./classes/release-participant.ts";
import { joinCapability, leaveCapability } from "./community/membership.ts";
import { myCommunities, showCommunity } from "./community/my-communities.ts";
import { denyCapability, logSession } from "./community/sessions.ts";
import { answerNote, shareNote } from "./community/share-note.ts";
import { checkDegree, decideDegreeCapability, degreeQueue } from "./degree/check-degree.ts";
import { applyDegree, degreeStudy, withdrawDegree } from "./degree/degree-study.ts";
import { completionFiles } from "./files/completion-files.ts";
import { fileCapabilities } from "./files/file-capabilities.ts";
import { ownFileLink } from "./files/own-file.ts";
import { myLetter } from "./letters/my-letter.ts";
import { returnLetter } from "./letters/return-letter.ts";
import { answerMeeting, logMeeting } from "./mentoring/meetings.ts";
import { myMentoring } from "./mentoring/my-mentoring.ts";
import { callPeople } from "./nominate/call-people.ts";
import { declineCall } from "./nominate/decline-call.ts";
import { nominate } from "./nominate/nominate.ts";
import { setQuota } from "./nominate/set-quota.ts";
import { decideNeedCapability, trainingNeeds } from "./plan/needs-desk.ts";
import { savePlanLine, showPlan } from "./plan/plan-desk.ts";
import { officerApprove, officerApproveAll, officerRefuse, officerRefuseWithReason, officerUndo, officerUndoAll } from "./queue/officer-decisions.ts";
import { officerQueue } from "./queue/officer-queue.ts";
import { beginSeriesYear, noteSeriesLesson } from "./series/keep-series.ts";
import { mySeries } from "./series/my-series.ts";

/** The organiser's side, in the order of /bantuan. `base`: address that people use for this service, for links to files. */
export const organiseCapabilities = (base: string | undefined): Capability[] => [
  officerQueue,
  officerApprove,
  officerRefuse,
  officerRefuseWithReason,
  officerUndo,
  officerApproveAll,
  officerUndoAll,
  manageClass,
  createClass,
  moveClassCapability,
  editClass,
  duplicateClass,
  classPeople,
  releaseParticipant,
  ...fileCapabilities(base),
  ...completionFiles(base),
  returnLetter,
  myLetter(base),
  ownFileLink(base),
  callPeople,
  setQuota,
  nominate,
  declineCall,
  trainingNeeds,
  decideNeedCapability,
  showPlan,
  savePlanLine,
  degreeStudy,
  applyDegree,
  withdrawDegree,
  degreeQueue,
  checkDegree,
  decideDegreeCapability,
  myMentoring,
  logMeeting,
  answerMeeting,
  myCommunities,
  showCommunity,
  joinCapability,
  leaveCapability,
  logSession,
  denyCapability,
  shareNote,
  answerNote,
  mySeries,
  beginSeriesYear,
  noteSeriesLesson,
];
