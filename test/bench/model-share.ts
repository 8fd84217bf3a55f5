import { readFileSync } from "node:fs";
import type { App } from "../../src/app.ts";
import { createReferences } from "../../src/bot/compose/references.ts";
import { sql } from "../../src/db/database.ts";
import { questionSet } from "../../src/features/knowledge/trial/question-set.ts";
import type { ModelTalk } from "../bot/compose/model-talk.ts";
import { honest } from "../fakes/openai/honest.ts";
import { type Reply, saidOf } from "../fakes/openai/reply.ts";

export interface Share {
  /** Questions that the documents answer and a model was asked about. */
  asked: number;
  /** Of these, answered in the model's words. */
  undegraded: number;
  /** And of those, without the loss of a sentence. */
  whole: number;
  /** Questions whose answer fell back to the documents' own words, with what the model had said. */
  fallen: { question: string; said: string; own: string }[];
  shortened: { question: string; said: string; own: string }[];
  /** Supported questions about which no model was asked: they stay home, or are no plain answer. */
  home: number;
}

/** Every question of a set, asked by somebody who has said yes, of a model that is honest. */
export async function shareOf(talk: ModelTalk, chat: string, questions: string[], model: Reply = honest): Promise<Share> {
  const { app, fake } = talk;
  const share: Share = { asked: 0, undegraded: 0, whole: 0, fallen: [], shortened: [], home: 0 };
  let said = "";
  fake.always = (request) => {
    said = saidOf(model, request).text ?? "";
    return said;
  };
  for (const question of questions) {
    await afresh(app);
    fake.heard.length = 0;
    said = "";
    const reply = await talk.says(chat, question);
    const { outcome } = (reply.data ?? {}) as { outcome?: string };
    if (outcome !== "answered" && outcome !== "answered_with_caution") continue;
    if (said === "") share.home++;
    else {
      share.asked++;
      const it = { question, said, own: reply.text };
      if ((await talk.writtenBy()) === null) share.fallen.push(it);
      else {
        share.undegraded++;
        if (isWhole(said, reply.text)) share.whole++;
        else share.shortened.push(it);
      }
    }
  }
  return share;
}

/** By length, without what is put back or cut off on the way. */
const isWhole = (said: string, reply: string): boolean => {
  const plain = (text: string) => text.replace(/\s*\[[^\]]*\]/g, "").length;
  return plain(createReferences().hide(reply.split("\n\n⚠️")[0] ?? "")) >= plain(said) * 0.95;
};

/** Each question stands on its own. */
export const afresh = ({ db, cell }: Pick<App, "db" | "cell">): Promise<number> => db.run(sql`delete from conversation where cell = ${cell}`);

/** Questions of the shipped sets and of the product's own that are to be answered. */
export function supportedQuestions(): string[] {
  const own = questionSet(new URL("../../knowledge/uji", import.meta.url).pathname);
  const frozen = ["", "-second", "-third", "-fourth", "-fifth", "-sixth", "-seventh", "-eighth"].flatMap((it) =>
    readFileSync(new URL(`../questions/shipped${it}.jsonl`, import.meta.url), "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { question: string; class: string }),
  );
  return [...own, ...frozen].filter((it) => /answerable|follow|caution|slang|typo/i.test(it.class)).map((it) => it.question);
}
