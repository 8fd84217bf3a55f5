import { talkMemory } from "./bot/personal-data.ts";
import { webData } from "./channels/web/data.ts";
import { whatsAppWebData } from "./channels/whatsapp-web/personal-data.ts";
import type { PersonalData } from "./core/personal-data.ts";
import { gateData } from "./core/talk-data.ts";
import { messageData } from "./delivery/personal-data.ts";
import { adviceData } from "./features/advice/personal-data.ts";
import { competencyData } from "./features/competency/personal-data.ts";
import { completionData } from "./features/completion/personal-data.ts";
import { enrolmentData, interestData } from "./features/enrolment/personal-data.ts";
import { classTalkData } from "./features/enrolment/questions/personal-data.ts";
import { feedbackData } from "./features/feedback/personal-data.ts";
import { handoffData, ticketData } from "./features/handoff/personal-data.ts";
import { entryData } from "./features/knowledge/entry/personal-data.ts";
import { questionData } from "./features/knowledge/personal-data.ts";
import { communityData, degreeData, letterData, mentoringData, organiserData } from "./features/organise/personal-data.ts";
import { factorData } from "./features/people/factor/personal-data.ts";
import { chatData, consentData, ledgerData, requestData } from "./features/people/privacy/link-data.ts";
import { registerData } from "./features/people/privacy/register-data.ts";
import { learningData } from "./features/training/personal-data.ts";
import { modelData } from "./llm/personal-data.ts";
import type { Config } from "./settings/config.ts";

/**
 * Everything that any feature holds about people, in the order of /dataku and of /privasi's table. A test fails when a table with a
 * person in it is in none of them.
 */
export function personalDataOf({ CHAT_RETENTION_DAYS: chat, ANSWER_RETENTION_DAYS: answers }: Config): PersonalData[] {
  return [
    registerData,
    ...competencyData,
    learningData,
    enrolmentData,
    interestData,
    classTalkData,
    ...completionData,
    feedbackData(answers),
    adviceData,
    degreeData,
    mentoringData,
    communityData,
    organiserData,
    letterData,
    chatData,
    consentData,
    requestData,
    ledgerData,
    factorData,
    talkMemory,
    messageData(chat),
    webData(chat),
    whatsAppWebData(chat),
    questionData(answers, chat),
    handoffData(answers),
    ticketData(answers),
    entryData,
    modelData(answers),
    gateData,
  ];
}

/** Tables of the ordinary number itself: keys under digests, sealed, and orders of operators; nothing of a person can be found in them. */
export const networkTables = ["wa_key", "wa_order"];
