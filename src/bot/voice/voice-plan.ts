/**
 * What became of a voice note before its transaction: its words, or why there are none. `ask` = whose voice it is has never said whether it may
 * be listened to; `told` = in one sentence.
 */
export type VoicePlan = { heard: string } | { unheard: "ask" } | { unheard: "told"; say: string };
