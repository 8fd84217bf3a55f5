import type { proto } from "@whiskeysockets/baileys";
import type { Account } from "./account.ts";
import { contactMessage, disappearingSetting, editMessage, fileMessage, reactionMessage, revokeMessage, type SentFile, voteMessage } from "./contents.ts";
import type { Heard } from "./heard.ts";
import type { Said } from "./said.ts";
import type { World } from "./world.ts";

/** How something is said. */
export interface Manner {
  /** The account written to; the first one by default. */
  to?: Account;
  quotes?: Heard | Said;
  /** When it was written, if not now. */
  at?: Date;
  id?: string;
  /** A linked device of the person instead of the phone. */
  device?: number;
  /** More attributes of the stanza. */
  attrs?: Record<string, string>;
}

/** Everything one can put into a chat. */
export abstract class Speaker {
  abstract readonly name: string;
  abstract readonly phone: string;
  /** The addresses, by phone number and by LID. */
  abstract readonly pn: string;
  abstract readonly lid: string;
  /** By which of the two the person's messages come. */
  abstract addressing: "lid" | "pn";
  /** Seconds after which what this person writes disappears, told in each message. */
  disappearing = 0;
  protected readonly world: World;

  constructor(world: World) {
    this.world = world;
  }

  /** Any content, under the person's encryption. */
  abstract writes(content: proto.IMessage, manner?: Manner): Said;

  says(text: string, manner: Manner = {}): Said {
    const contextInfo = this.#context(manner);
    return this.writes(contextInfo ? { extendedTextMessage: { text, contextInfo } } : { conversation: text }, manner);
  }

  sends(file: SentFile, manner: Manner = {}): Said {
    return this.writes(fileMessage(this.world.media, file, this.#context(manner)), withAttrs(manner, { type: "media" }));
  }

  /** Chooses options of a poll. By which addresses a vote is sealed differs between clients. */
  votes(poll: Heard, labels: string | string[], by: { creator?: "lid" | "pn"; voter?: "lid" | "pn" } = {}): Said {
    const voters = { creator: poll.from[by.creator ?? this.addressing], voter: this[by.voter ?? this.addressing] };
    return this.writes(voteMessage(poll, this.#keyOf(poll), [labels].flat(), voters), { to: poll.from, attrs: { type: "poll" } });
  }

  /** An empty emoji takes the reaction back. */
  reacts(to: Heard | Said, emoji: string): Said {
    return this.writes(reactionMessage(this.#keyOf(to), emoji), { to: accountOf(to), attrs: { type: "reaction" } });
  }

  edits(said: Said, text: string): Said {
    return this.writes(editMessage(this.#keyOf(said), text), { to: said.to, attrs: { edit: "1" } });
  }

  deletes(said: Said): Said {
    return this.writes(revokeMessage(this.#keyOf(said)), { to: said.to, attrs: { edit: "7" } });
  }

  /** The own card by default. */
  sharesContact({ name = this.name, phone = this.phone }: { name?: string; phone?: string } = {}, manner: Manner = {}): Said {
    return this.writes(contactMessage(name, phone), withAttrs(manner, { type: "media" }));
  }

  sharesLocation(where: { degreesLatitude: number; degreesLongitude: number; name?: string }, manner: Manner = {}): Said {
    return this.writes({ locationMessage: where }, withAttrs(manner, { type: "media" }));
  }

  /** Turns disappearing messages on or off, and tells so. */
  letsDisappear(seconds: number, manner: Manner = {}): Said {
    this.disappearing = seconds;
    return this.writes(disappearingSetting(seconds), manner);
  }

  #context({ quotes, to = this.world.firstAccount }: Manner): proto.IContextInfo | undefined {
    if (!quotes && this.disappearing === 0) return undefined;
    const quoted = quotes && {
      stanzaId: quotes.id,
      participant: "from" in quotes ? to[this.addressing] : this[this.addressing],
      quotedMessage: "from" in quotes ? quotes.message : quotes.content,
    };
    return { ...quoted, ...(this.disappearing > 0 && { expiration: this.disappearing }) };
  }

  /** As the person's phone names a message: `fromMe` is theirs. */
  #keyOf(it: Heard | Said): proto.IMessageKey {
    return { id: it.id, fromMe: !("from" in it), remoteJid: accountOf(it)[this.addressing] };
  }
}

const accountOf = (it: Heard | Said): Account => ("from" in it ? it.from : it.to);
const withAttrs = (manner: Manner, attrs: Record<string, string>): Manner => ({ ...manner, attrs: { ...attrs, ...manner.attrs } });
