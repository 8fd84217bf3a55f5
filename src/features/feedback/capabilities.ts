import type { Capability } from "../../core/capability.ts";
import { showRates } from "./ask/show-rates.ts";
import { listRedesign } from "./improve/list-redesign.ts";
import { noteChange } from "./improve/note-change.ts";
import { showEvaluation } from "./report/show-evaluation.ts";
import { noteSpeakers } from "./speakers/note-speakers.ts";
import { answerSurvey } from "./survey/answer-survey.ts";

/** What is asked after a class, and what came of it. */
export const feedbackCapabilities: Capability[] = [answerSurvey, showEvaluation, showRates, listRedesign, noteChange, noteSpeakers];
