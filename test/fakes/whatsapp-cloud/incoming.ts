import { webhookError } from "./graph-error.ts";
import type { Heard } from "./heard.ts";
import { sha256 } from "./media-store.ts";
import type { Person } from "./person.ts";
import type { World } from "./world.ts";

/** Something a person did. */
export interface Utterance {
  id: string;
  at: number;
  /** Resolves when the app has answered 200. */
  received: Promise<void>;
}

export interface SentFile {
  kind: "document" | "image" | "voice" | "audio" | "video" | "sticker";
  bytes: Uint8Array;
  mime?: string;
  name?: string;
  caption?: string;
}

export interface SharedContact {
  /** The message that asked for it. */
  request?: Heard;
  /** Of somebody else; without a phone it is the person's own card. */
  name?: string;
  phone?: string;
  originIn?: "contact" | "message";
}

const usualMime: Record<SentFile["kind"], string> = {
  document: "application/pdf",
  image: "image/jpeg",
  voice: "audio/ogg; codecs=opus",
  audio: "audio/mpeg",
  video: "video/mp4",
  sticker: "image/webp",
};
/** Media ids in webhooks are good for seven days. */
const receivedDays = 7;

/** Builds the `messages` objects of webhooks. */
export function incoming(world: World, person: Person) {
  const send = (content: object, replyTo?: string): Utterance => {
    const id = world.newMessageId();
    const context = replyTo ? { context: { from: person.line.display.replace(/\D/g, ""), id: replyTo } } : {};
    const from = person.visiblePhone ? { from: person.visiblePhone } : {};
    const item = { ...context, ...from, from_user_id: person.userId, id, timestamp: world.clock.stamp(), ...content };
    world.incomingIds.set(id, person);
    person.wrote(person.line);
    return post("messages", id, item, person.contact());
  };
  const post = (list: string, id: string, item: object, contact: object | undefined): Utterance => {
    const at = world.clock.now();
    return { id, at, received: world.webhooks.send({ person: person.key, line: person.line, list, id, item, contact, at }) };
  };

  return {
    says: (text: string, replyTo?: string) => send({ type: "text", text: { body: text } }, replyTo),
    plain: (type: string, content: unknown, more: object = {}) => send({ type, [type]: content, ...more }),

    picks(message: Heard, wanted: string): Utterance {
      const option = message.options.find((it) => it.label === wanted || it.id === wanted);
      if (!option) throw new Error(`${wanted} is not among ${JSON.stringify(message.options.map((it) => it.label))}`);
      if (message.kind === "template") return send({ type: "button", button: { payload: option.id, text: option.label } }, message.id);
      const type = message.kind === "list" ? "list_reply" : "button_reply";
      const hint = option.hint ? { description: option.hint } : {};
      return send({ type: "interactive", interactive: { type, [type]: { id: option.id, title: option.label, ...hint } } }, message.id);
    },

    sends(file: SentFile): Utterance {
      const mime = file.mime ?? usualMime[file.kind];
      const stored = world.media.put({ bytes: file.bytes, mime, name: file.name }, receivedDays);
      const type = file.kind === "voice" ? "audio" : file.kind;
      const content = {
        ...(file.caption ? { caption: file.caption } : {}),
        ...(type === "document" ? { filename: file.name ?? "dokumen.pdf" } : {}),
        mime_type: mime,
        sha256: Buffer.from(sha256(file.bytes), "hex").toString("base64"),
        id: stored.id,
        ...(type === "audio" ? { voice: file.kind === "voice" } : {}),
        ...(type === "sticker" ? { animated: false } : {}),
      };
      return send({ type, [type]: content });
    },

    /** `origin` tells an answer to our request from a card picked by hand. Kapso and Wati have it in the contact, Meta's page of March 2026 in the message. */
    sharesContact(which: SharedContact): Utterance {
      const own = which.phone === undefined;
      const phone = (which.phone ?? person.phone)?.replace(/\D/g, "");
      if (!phone) throw new Error(`${person.name} has no phone to share`);
      const name = own ? person.name : (which.name ?? "Kenalan");
      const vcard = `BEGIN:VCARD\nVERSION:3.0\nFN:${name}\nTEL;type=CELL;waid=${phone}:+${phone}\nEND:VCARD`;
      const origin = which.request ? "contact_request" : "other";
      const card = {
        name: { formatted_name: name, first_name: name },
        ...(which.originIn === "message" ? {} : { origin }),
        phones: [{ phone: `+${phone}`, wa_id: phone, type: "CELL" }],
        vcard,
      };
      return send({ type: "contacts", ...(which.originIn === "message" ? { origin } : {}), contacts: [card] }, which.request?.id);
    },

    unsupported: (what: string) =>
      send({ type: "unsupported", errors: [webhookError(131051, "Message type is currently not supported.")], unsupported: { type: what } }),

    /** System messages come without `contacts`. */
    numberChanged(before: { phone: string | undefined; userId: string }, announce: "system" | "user_id_update"): Utterance {
      const id = world.newMessageId();
      const phone = person.visiblePhone;
      if (announce === "user_id_update") {
        const item = {
          ...(phone ? { wa_id: phone } : {}),
          detail: "User ID updated",
          user_id: { previous: before.userId, current: person.userId },
          timestamp: world.clock.stamp(),
        };
        return post("user_id_update", id, item, person.contact());
      }
      const shown = phone && before.phone;
      const system = {
        body: shown ? `User ${person.name} changed from ${before.phone} to ${phone}` : `User ${person.name} changed their user ID`,
        ...(shown ? { wa_id: phone } : {}),
        user_id: person.userId,
        previous_user_id: before.userId,
        type: shown ? "user_changed_number" : "user_changed_user_id",
      };
      const item = { ...(before.phone ? { from: before.phone } : {}), from_user_id: before.userId, id, timestamp: world.clock.stamp(), type: "system", system };
      return post("messages", id, item, undefined);
    },
  };
}
