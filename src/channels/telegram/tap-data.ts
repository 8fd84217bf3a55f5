import { menuName } from "../../core/menu-name.ts";
import { cleanText } from "./clean-text.ts";

/** Telegram takes 64 bytes; a place of two digits and the bar need three. */
const menuMax = 61;

/** What a button carries: its place and its letter's key, or a short name for a key that is too long. */
export const tapData = (place: number, key: string): string => `${place}|${Buffer.byteLength(key) <= menuMax ? key : menuName(key)}`;

/** The way back. Data that is not ours names no menu, so that the tap is answered like that of an old button. */
export function readTapData(data: string): { menu: string; choice: number } {
  const [, place, menu] = /^(\d{1,2})\|([\s\S]+)$/.exec(data) ?? [];
  return place === undefined || menu === undefined ? { menu: "", choice: 0 } : { menu: cleanText(menu, menuMax), choice: Number(place) };
}
