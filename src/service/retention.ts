import { threadHours } from "../bot/thread.ts";
import { webRetention } from "../channels/web/store.ts";
import { deleteKeysBefore, deleteSentBefore } from "../channels/whatsapp-web/store.ts";
import { deletableUntil, markEmptied } from "../core/audit-seal.ts";
import { cutLedger } from "../core/ledger.ts";
import { type Database, type Sql, sql } from "../db/database.ts";
import { deletePreferencesBefore } from "../features/advice/wishes/preference-store.ts";
import { deleteAssessmentsBefore } from "../features/competency/assess/assessment-store.ts";
import { deleteCodesShownBefore } from "../features/completion/attendance/attendance-store.ts";
import { classTimeRetention } from "../features/enrolment/remind/class-time-retention.ts";
import { feedbackRetention } from "../features/feedback/retention.ts";
import { deleteQuestionsBefore, deleteTicketsBefore } from "../features/handoff/question-store.ts";
import { deleteAnswersBefore } from "../features/knowledge/answer-log.ts";
import { deleteLinksBefore } from "../features/organise/files/link-store.ts";
import { deleteFactorRequestsBefore } from "../features/people/factor/request-store.ts";
import { deleteAttemptsBefore } from "../features/people/link/attempt.ts";
import { deleteCodesBefore } from "../features/people/link/code.ts";
import { deleteHandlesBefore } from "../features/people/link/handle-store.ts";
import { deleteRequestsBefore } from "../features/people/privacy/rights-store.ts";
import { deleteUseBefore } from "../llm/use-store.ts";
import type { Log } from "../log.ts";
import type { Config } from "../settings/config.ts";

export interface Retention {
  tables: string[];
  setting: "CHAT_RETENTION_DAYS" | "ANSWER_RETENTION_DAYS" | "AUDIT_RETENTION_DAYS";
  /** Deletes what ended before an instant; the number of rows that went. */
  delete(db: Database, cell: number, before: Temporal.Instant, now: Temporal.Instant): Promise<number>;
}

/** Every table that grows or holds what people wrote. Order matters: a mailbox is idle once its messages are gone. */
export const retentions: Retention[] = [
  { tables: ["inbox"], setting: "CHAT_RETENTION_DAYS", delete: finished("inbox") },
  { tables: ["outbox"], setting: "CHAT_RETENTION_DAYS", delete: finished("outbox") },
  { tables: [], setting: "CHAT_RETENTION_DAYS", delete: deleteStranded },
  { tables: ["blob"], setting: "CHAT_RETENTION_DAYS", delete: deleteBlobs },
  { tables: ["mailbox"], setting: "CHAT_RETENTION_DAYS", delete: deleteIdleMailboxes },
  { tables: ["job"], setting: "CHAT_RETENTION_DAYS", delete: finished("job") },
  { tables: ["pending"], setting: "CHAT_RETENTION_DAYS", delete: deletePending },
  { tables: ["conversation"], setting: "CHAT_RETENTION_DAYS", delete: deleteConversations },
  // What was said lives on for hours only, see `bot/thread.ts`: nobody reads it later.
  { tables: [], setting: "CHAT_RETENTION_DAYS", delete: forgetOldWords },
  { tables: ["web_message", "web_chat"], setting: "CHAT_RETENTION_DAYS", delete: webRetention },
  { tables: ["file_link"], setting: "CHAT_RETENTION_DAYS", delete: deleteLinksBefore },
  { tables: ["factor_request"], setting: "CHAT_RETENTION_DAYS", delete: deleteFactorRequestsBefore },
  { tables: ["wa_sent", "wa_contact", "wa_order"], setting: "CHAT_RETENTION_DAYS", delete: deleteSentBefore },
  { tables: ["wa_key"], setting: "ANSWER_RETENTION_DAYS", delete: deleteKeysBefore },
  { tables: ["knowledge_answer"], setting: "ANSWER_RETENTION_DAYS", delete: deleteAnswersBefore },
  { tables: ["handoff_question"], setting: "ANSWER_RETENTION_DAYS", delete: deleteQuestionsBefore },
  { tables: ["handoff_ticket", "handoff_message", "handoff_event"], setting: "ANSWER_RETENTION_DAYS", delete: deleteTicketsBefore },
  { tables: ["model_use", "model_month"], setting: "ANSWER_RETENTION_DAYS", delete: deleteUseBefore },
  { tables: ["knowledge_passage"], setting: "CHAT_RETENTION_DAYS", delete: deleteOldPassages },
  { tables: ["knowledge_vector"], setting: "CHAT_RETENTION_DAYS", delete: deleteVectors },
  { tables: ["notice_menu"], setting: "CHAT_RETENTION_DAYS", delete: deleteNoticeMenus },
  { tables: ["advice_preference"], setting: "CHAT_RETENTION_DAYS", delete: deletePreferencesBefore },
  { tables: ["assessment"], setting: "CHAT_RETENTION_DAYS", delete: deleteAssessmentsBefore },
  { tables: ["attendance_code", "attendance_attempt", "attendance_prompt"], setting: "CHAT_RETENTION_DAYS", delete: deleteCodesShownBefore },
  ...classTimeRetention,
  ...feedbackRetention,
  { tables: ["handle"], setting: "CHAT_RETENTION_DAYS", delete: deleteHandlesBefore },
  { tables: ["link_code"], setting: "CHAT_RETENTION_DAYS", delete: deleteCodesBefore },
  { tables: ["link_attempt"], setting: "CHAT_RETENTION_DAYS", delete: deleteAttemptsBefore },
  { tables: ["rights_request"], setting: "AUDIT_RETENTION_DAYS", delete: deleteRequestsBefore },
  { tables: ["audit", "audit_seal"], setting: "AUDIT_RETENTION_DAYS", delete: deleteAudit },
  { tables: ["ledger", "ledger_head"], setting: "AUDIT_RETENTION_DAYS", delete: cutLedger },
  // What is kept longer than the talk forgets whose it was: a talk's id holds what the network calls the person, on WhatsApp the number.
  { tables: [], setting: "CHAT_RETENTION_DAYS", delete: cutLinks },
];

/** One round over all tables. Bears being done twice. */
export async function deleteExpired({ db, cell, config, log }: { db: Database; cell: number; config: Config; log: Log }, now: Temporal.Instant): Promise<void> {
  for (const it of retentions) {
    const rows = await it.delete(db, cell, now.subtract({ hours: 24 * config[it.setting] }), now);
    if (rows > 0) log.info({ tables: it.tables, rows }, "expired rows deleted or their link to a talk cut");
  }
}

/** Rows in one statement: the embedded database answers nobody while a statement runs. */
const batch = 2_000;

async function inBatches(db: Database, statement: Sql): Promise<number> {
  let all = 0;
  for (let rows = batch; rows === batch; all += rows) rows = await db.run(statement);
  return all;
}

const statements = {
  inbox: (cell: number, at: string) => sql`
    delete from inbox where cell = ${cell} and id in (select id from inbox where cell = ${cell} and finished_at < ${at} limit ${batch})`,
  outbox: (cell: number, at: string) => sql`
    delete from outbox where cell = ${cell} and id in (select id from outbox where cell = ${cell} and finished_at < ${at} limit ${batch})`,
  job: (cell: number, at: string) => sql`
    delete from job where cell = ${cell} and id in (select id from job where cell = ${cell} and finished_at < ${at} limit ${batch})`,
};

/** What is still waiting has no end yet and stays. */
function finished(table: keyof typeof statements): Retention["delete"] {
  return (db, cell, before) => inBatches(db, statements[table](cell, before.toString()));
}

/** Letters of an account that no process serves any more: nobody is there to see that they have expired. */
function deleteStranded(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  return inBatches(
    db,
    sql`
    delete from outbox where cell = ${cell} and id in (
      select id from outbox where cell = ${cell} and status in ('waiting', 'sending') and expires_at < ${before.toString()} limit ${batch})`,
  );
}

/**
 * A mailbox has no time of its own: it goes when nothing waits and its last message is gone. A message that arrives
 * meanwhile waits for the row's lock, finds it deleted and begins a new one.
 */
function deleteIdleMailboxes(db: Database, cell: number): Promise<number> {
  return inBatches(
    db,
    sql`
    delete from mailbox where cell = ${cell} and done = tail and lease_until is null and conversation in (
      select m.conversation from mailbox m
       where m.cell = ${cell} and m.done = m.tail and m.lease_until is null
         and not exists (select 1 from inbox i where i.cell = m.cell and i.conversation = m.conversation)
       limit ${batch})`,
  );
}

function deletePending(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  return db.run(sql`delete from pending where cell = ${cell} and expires_at < ${before.toString()}`);
}

function deleteConversations(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  const at = before.toString();
  return inBatches(
    db,
    sql`
    delete from conversation where cell = ${cell} and seen_at < ${at} and id in (
      select id from conversation where cell = ${cell} and seen_at < ${at} limit ${batch})`,
  );
}

function forgetOldWords(db: Database, cell: number, _before: Temporal.Instant, now: Temporal.Instant): Promise<number> {
  const at = now.subtract({ hours: threadHours }).toString();
  return db.run(sql`
    update conversation set state = jsonb_set(state, '{thread}', 'null')
     where cell = ${cell} and jsonb_typeof(state->'thread') = 'object' and (state#>>'{thread,at}')::timestamptz < ${at}`);
}

async function cutLinks(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  const at = before.toString();
  const audits = await inBatches(
    db,
    sql`
    update audit set conversation = null where cell = ${cell} and id in (
      select id from audit where cell = ${cell} and at < ${at} and conversation is not null limit ${batch})`,
  );
  const answers = await inBatches(
    db,
    sql`
    update knowledge_answer set conversation = null where cell = ${cell} and id in (
      select id from knowledge_answer where cell = ${cell} and asked_at < ${at} and conversation is not null limit ${batch})`,
  );
  const questions = await db.run(sql`
    update handoff_question set conversation = 'forgotten ' || id
     where cell = ${cell} and asked_at < ${at} and conversation not like 'forgotten %'`);
  return audits + answers + questions;
}

function deleteBlobs(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  return db.run(sql`delete from blob where cell = ${cell} and made_at < ${before.toString()}`);
}

/** Whole sealed stretches only; their seals stay, so that the chain can still be followed. */
async function deleteAudit(db: Database, cell: number, before: Temporal.Instant, now: Temporal.Instant): Promise<number> {
  const until = await deletableUntil(db, cell, before);
  const rows = await inBatches(
    db,
    sql`delete from audit where cell = ${cell} and id in (select id from audit where cell = ${cell} and at < ${until.toString()} limit ${batch})`,
  );
  await markEmptied(db, cell, until, now);
  return rows;
}

function deleteNoticeMenus(db: Database, cell: number, before: Temporal.Instant): Promise<number> {
  return db.run(sql`delete from notice_menu where cell = ${cell} and made_at < ${before.toString()}`);
}

/**
 * Former versions and removed documents, but for what a kept answer rests on. The age counts from the replacement,
 * so that an answer being given this moment keeps its passages.
 */
function deleteOldPassages(db: Database, _cell: number, before: Temporal.Instant): Promise<number> {
  const at = before.toString();
  return db.run(sql`
    delete from knowledge_passage p
     using knowledge_document d
     where d.key = p.document_key
       and ((p.version < d.version and d.added_at < ${at}) or d.removed_at < ${at})
       and not exists (
         select 1 from (
           select distinct used->>'key' as key, (used->>'version')::int as version, used->>'anchor' as anchor
             from knowledge_answer a cross join jsonb_array_elements(a.passages) as used) cited
          where cited.key = p.document_key and cited.version = p.version and cited.anchor = p.anchor)`);
}

/** Loaded only where it is needed: most deployments have no embeddings endpoint. */
async function deleteVectors(db: Database, _cell: number, before: Temporal.Instant): Promise<number> {
  const { deleteUnusedVectors } = await import("../features/knowledge/vectors/store.ts");
  return deleteUnusedVectors(db, before);
}
