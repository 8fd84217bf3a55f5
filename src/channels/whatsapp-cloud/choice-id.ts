import { menuName } from "../../core/menu-name.ts";

/** WhatsApp takes 256 characters for a button and 200 for a row of a list; the place needs three. */
const keyMax = 190;
const shape = /^(\d{1,3})\|(.*)$/s;

/** What a tap brings back to us. */
export const choiceId = (place: number, letterKey: string): string => `${place}|${shortKey(letterKey, keyMax)}`;

export function readChoiceId(id: string): { menu: string; choice: number } | null {
  const [, place, menu] = shape.exec(id) ?? [];
  return place === undefined || menu === undefined ? null : { menu, choice: Number(place) };
}

/** The key itself where there is room and it is plain ASCII, else the digest that stands for it. */
export const shortKey = (key: string, max: number): string => (key.length <= max && /^[\x21-\x7e]+$/.test(key) ? key : menuName(key));
