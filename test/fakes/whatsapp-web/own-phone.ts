import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";
import { proto } from "@whiskeysockets/baileys";
import type { Account } from "./account.ts";
import { AskingAgain } from "./asking-again.ts";
import type { Device } from "./device.ts";
import { InTurn } from "./in-turn.ts";
import type { Copy } from "./outgoing.ts";
import type { Person } from "./person.ts";
import { SignalEnd } from "./signal-end.ts";
import { node, userOf } from "./stanza.ts";
import type { World } from "./world.ts";

const types = proto.Message.ProtocolMessage.Type;

/** The phone the assistant's number lives on: it writes by itself, gets a copy of what its companions write, and shares its history. */
export class OwnPhone {
  readonly signal = new SignalEnd();
  /** What the client asked of it. */
  readonly requests: proto.Message.IProtocolMessage[] = [];
  readonly #world: World;
  readonly #account: Account;
  readonly #work: InTurn;
  readonly #asking = new AskingAgain();

  constructor(world: World, account: Account) {
    this.#world = world;
    this.#account = account;
    this.#work = new InTurn(world.broke);
  }

  /** Somebody types on the phone itself; every companion gets a copy. Returns the message's id. */
  writes(to: Person, text: string): string {
    const { lid, pn } = this.#account;
    const [mine, theirs] = to.addressing === "lid" ? [lid, to.lid] : [pn, to.pn];
    const id = `3A${randomBytes(9).toString("hex").toUpperCase()}`;
    const more = { recipient: theirs, type: "text", ...(to.addressing === "lid" && { peer_recipient_pn: to.pn, addressing_mode: "lid" }) };
    this.#post(id, { from: mine, ...more }, { deviceSentMessage: { destinationJid: theirs, message: { conversation: text } } });
    return id;
  }

  /** What the phone sends a fresh companion: keys for its settings, then an empty history with the people it knows. Without it Baileys waits 20 s. */
  syncs(people: Person[]): void {
    const keyData = { keyData: randomBytes(32), fingerprint: { rawId: 1, currentIndex: 0, deviceIndexes: [0] }, timestamp: Date.now() };
    this.#peer({ type: types.APP_STATE_SYNC_KEY_SHARE, appStateSyncKeyShare: { keys: [{ keyId: { keyId: randomBytes(6) }, keyData }] } });
    const syncType = proto.HistorySync.HistorySyncType.INITIAL_BOOTSTRAP;
    const history = proto.HistorySync.encode({ syncType, progress: 100, phoneNumberToLidMappings: people.map((it) => ({ pnJid: it.pn, lidJid: it.lid })) });
    const notification = { syncType: syncType as number, initialHistBootstrapInlinePayload: deflateSync(history.finish()), progress: 100, chunkOrder: 1 };
    this.#peer({ type: types.HISTORY_SYNC_NOTIFICATION, historySyncNotification: notification as proto.Message.IHistorySyncNotification });
  }

  /** A companion has written something, or asks for something. */
  takes(device: Device, stanza: { tag: string; attrs: Record<string, string> }, copy: Copy): void {
    const { id = "", to, category } = stanza.attrs;
    this.#work.do(async () => {
      const message = await this.signal.open(device.lidJid, copy.type, copy.ciphertext).catch(() => undefined);
      if (!message) {
        this.#account.trouble.ownPhoneCouldNotRead.push(id);
        const request = this.#asking.request(this.signal, id, userOf(copy.jid), this.#world.clock.stamp(), to);
        if (request) device.deliver(request);
      } else if (category === "peer") this.requests.push(message.protocolMessage ?? {});
      else if (!message.deviceSentMessage?.message) this.#world.complain("sends the own phone something else than a copy", stanza);
    });
  }

  #peer(protocolMessage: proto.Message.IProtocolMessage): void {
    const id = `3A${randomBytes(9).toString("hex").toUpperCase()}`;
    this.#post(id, { from: this.#account.pn, category: "peer", type: "text" }, { protocolMessage });
  }

  #post(id: string, attrs: Record<string, string>, message: proto.IMessage): void {
    this.#work.do(async () => {
      for (const device of this.#account.devices.values()) {
        if (!(await this.signal.hasSession(device.lidJid))) await this.signal.openSession(device.lidJid, device.takeBundle().bundle);
        const { type, ciphertext } = await this.signal.seal(device.lidJid, message);
        device.deliver(node("message", { ...attrs, id, t: this.#world.clock.stamp() }, [node("enc", { v: "2", type }, ciphertext)]));
      }
    });
  }
}
