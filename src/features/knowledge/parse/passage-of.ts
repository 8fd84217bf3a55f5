import type { Passage, PassageRole } from "../passage.ts";

/** A passage with everything empty that the caller does not name. */
export function passageOf(role: PassageRole, anchor: string, text: string, more: Partial<Passage> = {}): Passage {
  return {
    anchor,
    role,
    article: "",
    path: [],
    title: "",
    text,
    aliases: [],
    claims: [],
    confidence: null,
    caution: "",
    basis: [],
    codes: [],
    ...more,
  };
}
