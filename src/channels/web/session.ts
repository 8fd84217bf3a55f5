import type { Context } from "hono";
import type { Visit } from "../../core/visit.ts";
import type { WebDesk } from "./desk.ts";
import { cityOf, setCity, storeMessage } from "./store.ts";
import { keepTalk, talkOf } from "./talk.ts";

/** What a request may see. */
export interface Session {
  /** The talk of this browser; null = none, or one that was somebody's and is closed: what it holds is not shown again. */
  talk: string | null;
  /** Masked name of whose it is; null = nobody's. */
  who: string | null;
  /** Why the former talk is closed. */
  ended: string | null;
}

/** The talk that this browser owns, while nobody's data lies open in it. */
export async function sessionOf(c: Context<Visit>, desk: WebDesk): Promise<Session> {
  const talk = await talkOf(c, desk);
  if (talk === null) return { talk, who: null, ended: null };
  const who = (await desk.people?.who(talk)) ?? null;
  if (who && "ended" in who) return { talk: null, who: null, ended: who.ended };
  return { talk, who: who?.name ?? null, ended: null };
}

/** The browser's talk, a new one where there is none; it begins with why the former one is closed. */
export async function openTalk(c: Context<Visit>, desk: WebDesk, { talk: known, ended }: Session): Promise<string> {
  const talk = await keepTalk(c, desk, known ?? undefined);
  if (ended !== null) await storeMessage(desk, { chat: talk, key: "closed", author: "assistant", body: { text: ended } }, desk.clock());
  return talk;
}

/** The talk goes on under another id, which only this answer's receiver learns; what was said before stays behind under the old one. */
export async function renewTalk(c: Context<Visit>, desk: WebDesk, former: string): Promise<string> {
  const talk = await keepTalk(c, desk);
  const city = await cityOf(desk, former);
  if (city !== null) await setCity(desk, talk, city, desk.clock());
  await desk.people?.moved(former, talk);
  return talk;
}
