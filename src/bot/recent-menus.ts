import type { Conversation, Menu } from "./conversation.ts";

/** The letters with choices since somebody last said something, the open list among them. */
export const recentMenus = ({ state }: Conversation): Menu[] => state.menus.slice(-1 - state.noticed);

/** Choices of several letters in one list: those with the same words are numbered, and each says what it is about. */
export function menuOfAll(options: Menu["options"]): Menu {
  const numbered = options.map((it, at) => {
    const same = options.filter((one) => one.label === it.label);
    const place = options.slice(0, at + 1).filter((one) => one.label === it.label).length;
    return { ...it, label: same.length > 1 ? `${it.label.slice(0, 17)} ${place}` : it.label };
  });
  return { key: "", options: numbered };
}

/** The same words may stand below several letters ("Setujui"): whom they are about has to be said (F6). Undefined = they stand below one at most. */
export function labelledTwice(talk: Conversation, words: string): Menu | undefined {
  if (talk.state.noticed === 0) return undefined;
  const fitting = recentMenus(talk).flatMap((menu) => menu.options.filter((it) => it.label.toLowerCase() === words));
  return fitting.length > 1 ? menuOfAll(fitting) : undefined;
}
