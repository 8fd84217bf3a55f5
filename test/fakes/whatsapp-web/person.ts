import { randomBytes } from "node:crypto";
import type { proto } from "@whiskeysockets/baileys";
import type { Patience } from "../telegram/waiting.ts";
import type { Account } from "./account.ts";
import type { Addressee } from "./addressee.ts";
import { Handset } from "./handset.ts";
import type { Heard } from "./heard.ts";
import { Said } from "./said.ts";
import type { SignalEnd } from "./signal-end.ts";
import { type Manner, Speaker } from "./speaker.ts";
import { lidJid, node, pnJid } from "./stanza.ts";
import type { World } from "./world.ts";

export interface PersonFacts {
  name?: string;
  /** With country code, digits only; the next free one by default. */
  phone?: string;
  lid?: string;
  /** By which of the two the person's messages come; LID unless said otherwise. */
  addressing?: "lid" | "pn";
  /** The other of the two is never told. */
  hidesOther?: boolean;
  /** What the assistant learns: that a message arrived and was read, only the first, or nothing. */
  receipts?: "all" | "delivered" | "none";
}

type Sought = string | RegExp | ((it: Heard) => boolean);

/** Somebody with WhatsApp in the hand. What they do comes back as what was said; the network does its part in the background. */
export class Person extends Speaker implements Addressee {
  readonly name: string;
  readonly phone: string;
  readonly pn: string;
  readonly lid: string;
  addressing: "lid" | "pn";
  receipts: "all" | "delivered" | "none";
  /** In the order of arrival; repeats are not shown. */
  readonly received: Heard[] = [];
  /** How often the assistant was seen typing. */
  typing = 0;
  /** Whether the phone still has the files it once sent, for clients that ask for them again. */
  keepsFiles = true;
  readonly handset: Handset;
  readonly #hidesOther: boolean;
  readonly #lidUser: string;
  readonly #said = new Map<string, Said>();
  #unread: Heard[] = [];
  #cursor = 0;

  constructor(world: World, facts: PersonFacts & { phone: string }) {
    super(world);
    const { name = "Orang Contoh", phone, lid = `8${phone}`, addressing = "lid", hidesOther = false, receipts = "all" } = facts;
    this.name = name;
    this.phone = phone;
    this.pn = pnJid(phone);
    this.lid = lidJid(lid);
    this.addressing = addressing;
    this.receipts = receipts;
    this.#hidesOther = hidesOther;
    this.#lidUser = lid;
    this.handset = new Handset(world, this);
  }

  writes(content: proto.IMessage, manner: Manner = {}): Said {
    const { id = newId(), device = 0, to = this.world.firstAccount } = manner;
    if (!this.handset.devices.includes(device)) throw new Error(`${this.name} has not linked a device ${device}`);
    const t = manner.at ? String(Math.floor(manner.at.getTime() / 1000)) : this.world.clock.stamp();
    const attrs = { ...this.#sender(device), id, t, type: "text", notify: this.name, ...manner.attrs };
    const said = new Said(this.world.waiters, { id, to, content: { messageContextInfo: { messageSecret: randomBytes(32) }, ...content }, attrs, device });
    this.#said.set(`${to.phone} ${id}`, said);
    this.handset.post(said);
    return said;
  }

  /** The server hands the same stanza over once more, byte for byte; or the phone seals it anew under the same id. */
  repeats(said: Said, how: "same bytes" | "sealed anew" = "same bytes"): void {
    this.handset.repeat(said, how);
  }

  /** Into a group the assistant's number was put into. */
  saysInGroup(group: string, text: string, to: Account = this.world.firstAccount): void {
    this.#postToCrowd(to, group, { conversation: text });
  }

  postsStatus(text: string, to: Account = this.world.firstAccount): void {
    this.#postToCrowd(to, "status@broadcast", { extendedTextMessage: { text } });
  }

  /** "typing…" */
  types(to: Account = this.world.firstAccount): void {
    for (const device of to.devices.values()) device.mention(node("chatstate", { from: this[this.addressing] }, [node("composing")]));
  }

  calls(to: Account = this.world.firstAccount): void {
    const from = this[this.addressing];
    const offer = node("offer", { "call-id": randomBytes(8).toString("hex"), "call-creator": from }, [node("audio", { enc: "opus", rate: "16000" })]);
    for (const device of to.devices.values()) device.deliver(node("call", { ...this.world.stamp(), from, notify: this.name }, [offer]));
  }

  /** Looks at all that has come: blue ticks. */
  reads(): void {
    const unread = this.#unread;
    this.#unread = [];
    if (this.receipts === "all") for (const heard of unread) this.handset.tick(heard, "read");
  }

  /** Waits for the next message not heard before that fits; those before it count as heard. */
  hears(sought: Sought = () => true, patience: Patience = {}): Promise<Heard> {
    const fits = (it: Heard) => (typeof sought === "function" ? sought(it) : typeof sought === "string" ? it.text.includes(sought) : sought.test(it.text));
    const next = () => {
      for (let at = this.#cursor; at < this.received.length; at++) {
        const it = this.received[at] as Heard;
        if (!fits(it)) continue;
        this.#cursor = at + 1;
        return it;
      }
      return undefined;
    };
    const unheard = () => JSON.stringify(this.received.slice(this.#cursor).map((it) => it.text));
    return this.world.waiters.until(next, patience, () => `${this.name} did not hear ${sought}; unheard: ${unheard()}`);
  }

  /** Links WhatsApp Web or Desktop to the person's phone; what the assistant writes must reach it too. */
  links(device: number): void {
    this.handset.addDevice(device);
  }

  /** A new phone: other keys under the same number. The server tells the assistant. */
  reinstalls(): void {
    this.handset.startAnew();
    for (const account of this.handset.met.keys())
      for (const device of account.devices.values())
        device.deliver(node("notification", { ...this.world.stamp(), from: this[this.addressing], type: "encrypt" }, [node("identity")]));
  }

  /** The phone loses its session: what comes next cannot be read, and is asked for again. */
  losesSession(account: Account = this.world.firstAccount): void {
    this.handset.loseSessions(account);
  }

  /** The next messages are asked for once more, as if they could not be read. */
  asksAgain(times = 1): void {
    this.handset.garbled += times;
  }

  /** What was said under an id, if it was this person who said it. */
  saidTo(account: Account, id: string): Said | undefined {
    return this.#said.get(`${account.phone} ${id}`);
  }

  get tellsLid(): boolean {
    return !(this.#hidesOther && this.addressing === "pn");
  }

  deviceNumbers(): number[] {
    return this.handset.devices;
  }

  endOf(device: number): SignalEnd | undefined {
    return this.handset.endOf(device);
  }

  /** A message has arrived on the screen. */
  shows(heard: Heard): void {
    this.received.push(heard);
    this.#unread.push(heard);
  }

  #sender(device: number): Record<string, string> {
    const told = !this.#hidesOther;
    if (this.addressing === "pn") return { from: pnJid(this.phone, device), addressing_mode: "pn", ...(told && { sender_lid: this.lid }) };
    return { from: lidJid(this.#lidUser, device), addressing_mode: "lid", ...(told && { sender_pn: this.pn }) };
  }

  #postToCrowd(to: Account, crowd: string, message: proto.IMessage): void {
    const sender = { participant: this.lid, participant_pn: this.pn, addressing_mode: "lid", notify: this.name };
    this.handset.postToCrowd(to, crowd, message, { ...sender, from: crowd, id: newId(), t: this.world.clock.stamp(), type: "text" });
  }
}

/** As iPhones make them. */
const newId = (): string => `3A${randomBytes(9).toString("hex").toUpperCase()}`;
