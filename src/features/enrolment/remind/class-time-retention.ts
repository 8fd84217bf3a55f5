import type { Database } from "../../../db/database.ts";
import { deleteSpeakerQuestionsBefore } from "../questions/class-question-store.ts";
import { deleteEnrolmentQuestionsBefore } from "../questions/enrolment-question-store.ts";
import { deleteRemindersBefore } from "./reminder-store.ts";

interface Kept {
  tables: string[];
  setting: "CHAT_RETENTION_DAYS" | "ANSWER_RETENTION_DAYS";
  delete(db: Database, cell: number, before: Temporal.Instant): Promise<number>;
}

/** How long is kept what was said and asked around classes. */
export const classTimeRetention: Kept[] = [
  { tables: ["reminder"], setting: "CHAT_RETENTION_DAYS", delete: deleteRemindersBefore },
  { tables: ["enrolment_question"], setting: "ANSWER_RETENTION_DAYS", delete: deleteEnrolmentQuestionsBefore },
  { tables: ["class_question", "class_question_vote"], setting: "ANSWER_RETENTION_DAYS", delete: deleteSpeakerQuestionsBefore },
];
