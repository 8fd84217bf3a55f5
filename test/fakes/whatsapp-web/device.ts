import { type BinaryNode, S_WHATSAPP_NET } from "@whiskeysockets/baileys";
import type { Account } from "./account.ts";
import type { Connection } from "./connection.ts";
import { type DeviceKeys, takeBundle } from "./device-keys.ts";
import type { Bundle } from "./signal-end.ts";
import { lidJid, node, pnJid, userOf } from "./stanza.ts";
import type { World } from "./world.ts";

interface Waiting {
  stanza: BinaryNode;
  /** Told when the client has acknowledged it, and with what. */
  settled?: ((by: BinaryNode) => void) | undefined;
}

/** So many one-time keys are left when the server asks for more; Baileys brings more below five. */
const lowMark = 4;

/** A device linked to an account: the assistant, as the server sees it. What was not acknowledged is delivered again at the next login. */
export class Device {
  readonly account: Account;
  readonly number: number;
  readonly keys: DeviceKeys;
  readonly jid: string;
  readonly lidJid: string;
  /** In the order in which it came. */
  readonly waiting = new Map<string, Waiting>();
  connection: Connection | undefined;
  /** Stanzas go out as they come; before the client is ready they wait. */
  active = false;
  logins = 0;
  readonly #world: World;
  readonly #excused = new Map<string, number>();
  /** How often the client has been given each. */
  readonly #handed = new Map<string, number>();

  constructor(world: World, account: Account, number: number, keys: DeviceKeys) {
    this.#world = world;
    this.account = account;
    this.number = number;
    this.keys = keys;
    this.jid = pnJid(account.phone, number);
    this.lidJid = lidJid(account.lidUser, number);
  }

  /** Keeps the stanza until the client acknowledges it, and hands it over now if the client is there. */
  deliver(stanza: BinaryNode, settled?: (by: BinaryNode) => void): void {
    this.waiting.set(keyOf(stanza), { stanza, settled });
    if (this.active) this.#hand(stanza);
    this.#world.waiters.wake();
  }

  /** Hands over once and forgets: nobody waits for an acknowledgement. */
  mention(stanza: BinaryNode): void {
    if (this.active) this.connection?.send(stanza);
  }

  /** The client is ready: all that waits goes out, marked as offline. */
  handOverBacklog(): void {
    if (this.active) return;
    let at = 0;
    for (const { stanza } of this.waiting.values()) this.#hand({ ...stanza, attrs: { ...stanza.attrs, offline: String(at++) } });
    this.connection?.send(node("ib", { from: S_WHATSAPP_NET }, [node("offline", { count: String(at) })]));
    this.active = true;
    this.#world.waiters.wake();
  }

  #hand(stanza: BinaryNode): void {
    this.#handed.set(keyOf(stanza), (this.#handed.get(keyOf(stanza)) ?? 0) + 1);
    this.connection?.send(stanza);
  }

  /** The client has acknowledged a stanza of ours. */
  settle(key: string, by: BinaryNode): void {
    const excused = this.#excused.get(key) ?? 0;
    if (excused > 0 && by.tag === "ack") return void this.#excused.set(key, excused - 1);
    const found = this.waiting.get(key);
    if (!found) return;
    this.waiting.delete(key);
    found.settled?.(by);
    this.#world.waiters.wake();
  }

  /**
   * The client asks for a resend: what it could not read is done with, and the refusal that follows is not about the resend.
   * True = it had never been given it before.
   */
  excuse(key: string): boolean {
    const first = this.#handed.get(key) === 1;
    this.waiting.delete(key);
    this.#handed.delete(key);
    this.#excused.set(key, (this.#excused.get(key) ?? 0) + 1);
    return first;
  }

  takeBundle(): { bundle: Bundle; low: boolean } {
    const before = this.keys.oneTime.length;
    return { bundle: takeBundle(this.keys), low: before === lowMark + 1 };
  }

  tellsKeysAreLow(): void {
    const attrs = { from: S_WHATSAPP_NET, ...this.#world.stamp(), type: "encrypt" };
    this.deliver(node("notification", attrs, [node("count", { value: String(this.keys.oneTime.length) })]));
  }

  attach(connection: Connection): void {
    this.connection = connection;
    this.logins += 1;
    connection.onClosed = () => {
      if (this.connection !== connection) return;
      this.connection = undefined;
      this.active = false;
    };
  }
}

/** By which a stanza to a client is found again when its acknowledgement comes. */
export const keyOf = ({ tag, attrs }: BinaryNode): string => settlingKey(tag, attrs.id, attrs.from, tag === "receipt" ? attrs.type : undefined);

export const settlingKey = (tag: string, id: string | undefined, from: string | undefined, type?: string): string =>
  `${tag} ${id ?? ""} ${userOf(from)} ${type ?? ""}`;
