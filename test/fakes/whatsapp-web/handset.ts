import { randomBytes } from "node:crypto";
import { type BinaryNode, extractE2ESessionFromRetryReceipt, type proto } from "@whiskeysockets/baileys";
import type { Account } from "./account.ts";
import { AskingAgain } from "./asking-again.ts";
import type { Device } from "./device.ts";
import { type Heard, heardFrom } from "./heard.ts";
import { InTurn } from "./in-turn.ts";
import type { Copy } from "./outgoing.ts";
import type { Said } from "./said.ts";
import { type Bundle, SignalEnd } from "./signal-end.ts";
import { bytesOf, child, deviceOf, node, userOf } from "./stanza.ts";
import type { World } from "./world.ts";

const mostRetries = 5;

interface Owner {
  readonly pn: string;
  readonly lid: string;
  addressing: "lid" | "pn";
  receipts: "all" | "delivered" | "none";
  shows(heard: Heard): void;
}

/** The person's side of the network: sealing, opening, ticks and resends, one thing at a time. */
export class Handset {
  /** By device, 0 is the phone; keys are made when they are first needed. */
  readonly #ends = new Map<number, SignalEnd | undefined>([[0, undefined]]);
  /** Messages still to be asked for again, as if they could not be read. */
  garbled = 0;
  readonly #world: World;
  readonly #owner: Owner;
  readonly #work: InTurn;
  readonly #tokens = new Map<Account, Buffer>();
  readonly #seen = new Set<string>();
  readonly #asking = new AskingAgain();

  constructor(world: World, owner: Owner) {
    this.#world = world;
    this.#owner = owner;
    this.#work = new InTurn(world.broke);
  }

  get devices(): number[] {
    return [...this.#ends.keys()];
  }

  addDevice(number: number): void {
    this.#ends.set(number, undefined);
  }

  /** New keys, and no other device any more. */
  startAnew(): void {
    this.#ends.clear();
    this.addDevice(0);
  }

  endOf(device: number): SignalEnd | undefined {
    if (!this.#ends.has(device)) return undefined;
    const end = this.#ends.get(device) ?? new SignalEnd();
    this.#ends.set(device, end);
    return end;
  }

  /** Accounts that were written to, each with the token that lets it answer while it is restricted. */
  get met(): ReadonlyMap<Account, Buffer> {
    return this.#tokens;
  }

  /** Seals and posts to every device of the account. */
  post(said: Said): void {
    const token = this.#tokens.has(said.to) ? undefined : randomBytes(16);
    if (token) this.#tokens.set(said.to, token);
    this.#work.do(async () => {
      for (const device of said.to.devices.values()) await this.#postTo(device, said);
      said.become("sent");
      if (token) this.#handOverToken(said.to, token);
    });
  }

  /** The same stanza again, byte for byte; or sealed anew under the same id. */
  repeat(said: Said, how: "same bytes" | "sealed anew"): void {
    this.#work.do(async () => {
      for (const device of said.to.devices.values()) {
        const before = said.stanzas.get(device.jid);
        if (before && how === "same bytes") device.deliver(before);
        else await this.#postTo(device, said);
      }
    });
  }

  /** The client could not read it. With keys in its request a session is begun with those. */
  resend(said: Said, device: Device, request: BinaryNode): void {
    if (said.resends >= mostRetries) return;
    said.resends += 1;
    this.#work.do(async () => {
      const bundle = extractE2ESessionFromRetryReceipt(request);
      if (bundle) await this.#end(said.device).openSession(device.lidJid, bundle as Bundle);
      await this.#postTo(device, said, Number(child(request, "retry")?.attrs.count ?? said.resends));
    });
  }

  /** Puts a message into a group or a status, with the key to read it. */
  postToCrowd(to: Account, crowd: string, message: proto.IMessage, attrs: Record<string, string>): void {
    this.#work.do(async () => {
      const { ciphertext, key } = await this.#end(0).sealForGroup(crowd, this.#owner.lid, message);
      for (const device of to.devices.values()) {
        const { sealed } = await this.#seal(device, 0, key);
        device.deliver(
          node("message", attrs, [node("enc", { v: "2", type: sealed.type }, sealed.ciphertext), node("enc", { v: "2", type: "skmsg" }, ciphertext)]),
        );
      }
    });
  }

  /** A copy of a message of the client has come for one of the person's devices. */
  take(device: Device, stanza: BinaryNode, copy: Copy): void {
    this.#work.do(async () => {
      const { account } = device;
      const { id = "" } = stanza.attrs;
      const end = this.endOf(deviceOf(copy.jid));
      if (!end) return this.#world.complain(`writes to ${copy.jid}, a device that does not exist`, stanza);
      const message = await end.open(device.lidJid, copy.type, copy.ciphertext).catch(() => undefined);
      if (!message) account.trouble.peopleCouldNotRead.push(id);
      if (deviceOf(copy.jid) !== 0) return;
      if (!message || this.garbled > 0) {
        if (message) this.garbled -= 1;
        const request = this.#asking.request(end, id, userOf(copy.jid), this.#world.clock.stamp());
        if (request) device.deliver(request);
        return;
      }
      if (this.#seen.has(`${account.phone} ${id}`)) return void account.repeats.push(id);
      this.#seen.add(`${account.phone} ${id}`);
      const heard = heardFrom(this.#world, account, stanza, copy.type === "pkmsg" ? "pkmsg" : "msg", message);
      if (this.#owner.receipts !== "none") this.tick(heard, undefined);
      account.sent.push(heard);
      this.#owner.shows(heard);
      this.#world.waiters.wake();
    });
  }

  /** Tells that a message arrived, or was read. */
  tick(heard: Heard, type: "read" | undefined): void {
    const attrs = { id: heard.id, from: userOf(heard.to), t: this.#world.clock.stamp(), type };
    heard.from.device.deliver(node("receipt", attrs));
  }

  loseSessions(account: Account): void {
    for (const device of account.devices.values()) this.#work.do(() => this.#end(0).loseSession(device.lidJid));
  }

  /** Resolves when everything so far is with the server, or has been read. */
  get idle(): Promise<void> {
    return this.#work.done;
  }

  trusts(account: Account, token: BinaryNode | undefined): boolean {
    const given = this.#tokens.get(account);
    return given !== undefined && bytesOf(token)?.equals(given) === true;
  }

  async #postTo(device: Device, said: Said, retry?: number): Promise<void> {
    const { sealed, low } = await this.#seal(device, said.device, said.content);
    const enc = node("enc", { v: "2", type: sealed.type, count: retry === undefined ? undefined : String(retry) }, sealed.ciphertext);
    const stanza = node("message", said.attrs, [enc]);
    said.stanzas.set(device.jid, stanza);
    device.deliver(stanza, (by) => said.become(by.tag === "ack" && by.attrs.error ? "thrown back" : "delivered"));
    if (low) device.tellsKeysAreLow();
  }

  async #seal(device: Device, from: number, message: proto.IMessage) {
    const end = this.#end(from);
    let low = false;
    if (!(await end.hasSession(device.lidJid))) {
      const taken = device.takeBundle();
      low = taken.low;
      await end.openSession(device.lidJid, taken.bundle);
    }
    return { sealed: await end.seal(device.lidJid, message), low };
  }

  #handOverToken(account: Account, token: Buffer): void {
    const { pn, lid, addressing } = this.#owner;
    for (const device of account.devices.values()) {
      const attrs = { from: addressing === "lid" ? lid : pn, sender_lid: addressing === "lid" ? undefined : lid, type: "privacy_token" };
      const inner = node("token", { jid: device.jid, t: this.#world.clock.stamp(), type: "trusted_contact" }, token);
      device.deliver(node("notification", { ...attrs, ...this.#world.stamp() }, [node("tokens", {}, [inner])]));
    }
  }

  #end(device: number): SignalEnd {
    const end = this.endOf(device);
    if (!end) throw new Error(`there is no device ${device}`);
    return end;
  }
}
