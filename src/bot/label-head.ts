import { consentCalls } from "../core/perform.ts";
import type { Menu } from "./conversation.ts";
import { bare } from "./spoken.ts";

/** Place of the only option whose words before the comma these are; -1 where a decision is asked for, which takes its own words only (F6). */
export function begun(menu: Menu | undefined, words: string): number {
  const decides = menu?.options.some((it) => it.call.capability === consentCalls.yes) ?? true;
  const places = (decides ? [] : (menu?.options ?? [])).flatMap(({ label }, at) =>
    label.includes(",") && bare(label.split(",")[0] ?? "") === words ? [at] : [],
  );
  return places.length === 1 ? (places[0] ?? -1) : -1;
}
