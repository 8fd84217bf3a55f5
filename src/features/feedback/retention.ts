import type { Database } from "../../db/database.ts";
import { deleteCommentsBefore } from "./measure/comment-store.ts";
import { cutRequestsBefore } from "./person-store.ts";

interface Kept {
  tables: string[];
  setting: "ANSWER_RETENTION_DAYS";
  delete(db: Database, cell: number, before: Temporal.Instant): Promise<number>;
}

/** How long is kept what people answered; totals of five and more stay. */
export const feedbackRetention: Kept[] = [
  { tables: ["survey_request"], setting: "ANSWER_RETENTION_DAYS", delete: cutRequestsBefore },
  { tables: ["survey_comment"], setting: "ANSWER_RETENTION_DAYS", delete: deleteCommentsBefore },
];
