import type { Button } from "../../core/reply.ts";
import { choiceId } from "./choice-id.ts";
import { cut, whatsAppText } from "./markup.ts";
import { limits, type Message } from "./native.ts";

const texts = {
  choose: "Silakan pilih:",
  open: "Pilih",
  contact: "Mohon bagikan nomor telepon Anda:",
};

/** A message with something to tap under its text. */
export interface Asking {
  bodyMax: number;
  /** Its text when it has none of its own. */
  prompt: string;
  /** Choices that what is tapped is too short for, in full and numbered. */
  lines: string;
  message(body: string): Message;
}

/** The words of the button are WhatsApp's own. */
export const contactAsking: Asking = {
  bodyMax: limits.buttonsBody,
  prompt: texts.contact,
  lines: "",
  message: (body) => interactive("request_contact_info", body, { name: "request_contact_info" }),
};

/** Up to three are buttons, up to ten a list. */
export function choiceAsking(letterKey: string, buttons: Button[]): Asking {
  return buttons.length <= limits.buttons ? buttonsAsking(letterKey, buttons) : listAsking(letterKey, buttons);
}

/** Every choice with its number, as a person may also type it. */
export const numbered = (buttons: Button[]): string => whatsAppText(buttons.map((it, place) => `${place + 1}. ${fullOf(it)}`).join("\n"));

function buttonsAsking(letterKey: string, buttons: Button[]): Asking {
  const titles = titlesOf(buttons, limits.buttonTitle);
  const replies = titles.map((title, place) => ({ type: "reply", reply: { id: choiceId(place, letterKey), title } }));
  return {
    bodyMax: limits.buttonsBody,
    prompt: texts.choose,
    lines: buttons.every((it, place) => fullOf(it) === titles[place]) ? "" : numbered(buttons),
    message: (body) => interactive("button", body, { buttons: replies }),
  };
}

function listAsking(letterKey: string, buttons: Button[]): Asking {
  const titles = titlesOf(buttons, limits.rowTitle);
  const hints = buttons.map((it, place) => (fullOf(it) === titles[place] ? "" : fullOf(it)));
  const rows = titles.map((title, place) => {
    const description = cut(hints[place] ?? "", limits.rowHint);
    return { id: choiceId(place, letterKey), title, ...(description && { description }) };
  });
  return {
    bodyMax: limits.listBody,
    prompt: texts.choose,
    lines: hints.every((it) => it.length <= limits.rowHint) ? "" : numbered(buttons),
    message: (body) => interactive("list", body, { button: texts.open, sections: [{ rows }] }),
  };
}

const interactive = (type: string, body: string, action: object): Message => ({ type: "interactive", interactive: { type, body: { text: body }, action } });

const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\s\0]+/g, " ")
    .trim();
const fullOf = (it: Button): string => oneLine(it.full ?? it.label);

/** Short enough and each only once: WhatsApp refuses two of the same. */
function titlesOf(buttons: Button[], max: number): string[] {
  const titles: string[] = [];
  for (const [place, { label }] of buttons.entries()) {
    const words = oneLine(label) || String(place + 1);
    let title = cut(words, max);
    for (let copy = 2; titles.includes(title); copy++) title = `${cut(words, max - String(copy).length - 1)} ${copy}`;
    titles.push(title);
  }
  return titles;
}
