import { isInstructionAttempt } from "../intent/command-signs.ts";
import { isChatter } from "./chatter.ts";
import { smallTalk } from "./courtesy.ts";
import { isGeneric } from "./follow-up.ts";

/** Names nothing: talk, and what points at something said before ("satunya", "dokumennya"). */
export const isVague = (word: string): boolean =>
  isChatter(word) || isGeneric([word]) || /^(?:mulai(?:nya)?|satunya|lainnya)$/.test(word) || isChatter(word.replace(/nya$/, ""));

const asks = /\b(?:apa|berapa|brp|kapan|kpn|mana|siapa|gimana|gmn|bagaimana|jelaskan|jelasin|satunya|lainnya)\b|^ada lagi\b/i;
/** "Itu syaratnya dikurangi bisa?" speaks of something said before. */
export const pointsBack = /^(?:itu|yang (?:itu|tadi)|yg (?:itu|tadi)|tadi)\b/i;
const you = /\b(?:kamu|km|anda|kau|awak)\b|\p{L}mu\b/iu;

/** Asks for something, though it names nothing, and speaks of nobody who is spoken to: no small talk. */
export const asksVaguely = (text: string): boolean => asks.test(text) && !you.test(text) && smallTalk(text) === null && !isInstructionAttempt(text);
