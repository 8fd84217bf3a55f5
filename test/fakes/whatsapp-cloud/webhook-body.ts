import { createHmac } from "node:crypto";

/** A phone number of the business. */
export interface Line {
  id: string;
  /** As shown to people, digits only in webhooks. */
  display: string;
}

/** One message, status or other notice on its way to the app. */
export interface Occurrence {
  /** Order is kept among those of the same person. */
  person: string;
  line: Line;
  /** Name of the list inside `value`; lists other than messages, statuses and errors have a webhook field of their own. */
  list: string;
  id: string;
  item: object;
  contact?: object | undefined;
  at: number;
}

const perChange = 2;
const perEntry = 2;

/** Several occurrences in one body, spread over entries, changes and lists, so that a reader of only the first loses some. */
export function bodyOf(occurrences: Occurrence[], account: string): object {
  const groups: Occurrence[][] = [];
  for (const it of occurrences) {
    const open = groups.at(-1);
    const first = open?.[0];
    if (open && first && open.length < perChange && first.list === it.list && first.line.id === it.line.id) open.push(it);
    else groups.push([it]);
  }
  const entries: object[] = [];
  for (let at = 0; at < groups.length; at += perEntry) entries.push({ id: account, changes: groups.slice(at, at + perEntry).map(changeOf) });
  return { object: "whatsapp_business_account", entry: entries };
}

function changeOf(group: Occurrence[]): object {
  const [first] = group as [Occurrence];
  const contacts = [...new Map(group.flatMap((it) => (it.contact ? [[it.person, it.contact] as const] : []))).values()];
  const value = {
    messaging_product: "whatsapp",
    metadata: { display_phone_number: first.line.display.replace(/\D/g, ""), phone_number_id: first.line.id },
    ...(contacts.length > 0 ? { contacts } : {}),
    [first.list]: group.map((it) => it.item),
  };
  return { value, field: ["messages", "statuses", "errors"].includes(first.list) ? "messages" : first.list };
}

/** JSON as Meta writes it: everything outside ASCII as \uXXXX in lower case and slashes escaped, so parsing and writing again gives other bytes. */
export function metaBytes(body: object): Buffer {
  const text = JSON.stringify(body)
    .replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("/", "\\/");
  return Buffer.from(text, "latin1");
}

export const sign = (bytes: Uint8Array, secret: string): string => `sha256=${createHmac("sha256", secret).update(bytes).digest("hex")}`;
