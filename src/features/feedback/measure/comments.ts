import { nameWords } from "../../people/name-match.ts";
import type { Survey } from "../survey/survey.ts";
import type { NewBlock } from "./block-store.ts";
import { scrub } from "./scrub.ts";
import type { Handed, HeardName } from "./settle-store.ts";

/** What says nothing. */
const nothing = /^(?:tidak ada|tdk ada|tak ada|ga ada|gak ada|nggak ada|belum ada|nihil|kosong|tidak|tdk|ya|ok|oke|cukup|sudah|[\W\d_]*)$/i;
/** Shorter parts of names ("A.", "Al") are no names by themselves. */
const shortestName = 3;

/** What the people of a block wrote, without names and numbers; `turns`: how much of each was kept before. */
export function commentsOf(handed: Handed[], surveys: Map<number, Survey>, names: HeardName[], turns: Map<number, number>): NewBlock["comments"] {
  const words = (speaker: boolean) =>
    new Set(names.filter((it) => it.speaker === speaker).flatMap((it) => nameWords(it.name).filter((word) => word.length >= shortestName)));
  const heard = { people: words(false), speakers: words(true) };
  const given = new Map(turns);
  return handed.flatMap(({ respondent, surveyId, answers }) => {
    const turn = given.get(respondent) ?? 0;
    given.set(respondent, turn + 1);
    const items = surveys.get(surveyId)?.items.filter((it) => it.kind === "text") ?? [];
    return items.flatMap(({ id }) => {
      const answer = answers[id];
      if (typeof answer !== "string" || nothing.test(answer.trim().replace(/[.!]+$/, ""))) return [];
      return [{ measure: id, words: scrub(answer, heard), turn }];
    });
  });
}
