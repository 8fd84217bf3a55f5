import {
  type AuthenticationCreds,
  type BinaryNode,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  encodeBigEndian,
  encodeWAMessage,
  generateSignalPubKey,
  initAuthCreds,
  KEY_BUNDLE_TYPE,
  proto,
  type SignalDataSet,
  type SignalKeyStoreWithTransaction,
  type SignalRepositoryWithLIDStore,
  unpadRandomMax16,
  xmppPreKey,
  xmppSignedPreKey,
} from "@whiskeysockets/baileys";
import { silent } from "./silent.ts";

/** What one needs of somebody to write the first message to them. */
export type Bundle = Parameters<SignalRepositoryWithLIDStore["injectE2ESession"]>[0]["session"];

export interface Sealed {
  type: "pkmsg" | "msg";
  ciphertext: Uint8Array;
}

/** One device's end of its Signal sessions, its keys in memory. Callers do one thing at a time. */
export class SignalEnd {
  readonly creds: AuthenticationCreds = initAuthCreds();
  readonly #keys = memoryKeys();
  readonly #repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds: this.creds, keys: this.#keys }, silent, async () => []);
  #nextPreKey = 1;

  /** Our bundle, with a fresh one-time key, as the server hands it out. */
  bundleNodes(): BinaryNode[] {
    const id = this.#nextPreKey++;
    const pair = Curve.generateKeyPair();
    this.#keys.set({ "pre-key": { [id]: pair } });
    return [
      { tag: "type", attrs: {}, content: KEY_BUNDLE_TYPE },
      { tag: "identity", attrs: {}, content: this.creds.signedIdentityKey.public },
      xmppPreKey(pair, id),
      xmppSignedPreKey(this.creds.signedPreKey),
    ];
  }

  registrationNode(): BinaryNode {
    return { tag: "registration", attrs: {}, content: encodeBigEndian(this.creds.registrationId) };
  }

  async hasSession(jid: string): Promise<boolean> {
    return (await this.#repository.validateSession(jid)).exists;
  }

  openSession(jid: string, bundle: Bundle): Promise<void> {
    return this.#repository.injectE2ESession({ jid, session: bundle });
  }

  loseSession(jid: string): Promise<void> {
    return this.#repository.deleteSession([jid]);
  }

  seal(jid: string, message: proto.IMessage): Promise<Sealed> {
    return this.#repository.encryptMessage({ jid, data: encodeWAMessage(message) });
  }

  /** Throws when it cannot be read. */
  async open(jid: string, type: string, ciphertext: Uint8Array): Promise<proto.Message> {
    if (type !== "pkmsg" && type !== "msg") throw new Error(`unknown encryption ${type}`);
    return proto.Message.decode(unpadRandomMax16(await this.#repository.decryptMessage({ jid, type, ciphertext })));
  }

  /** For a group: the message, and the key to read it, which each member gets under its own session. */
  async sealForGroup(group: string, meId: string, message: proto.IMessage): Promise<{ ciphertext: Uint8Array; key: proto.IMessage }> {
    const { ciphertext, senderKeyDistributionMessage } = await this.#repository.encryptGroupMessage({ group, meId, data: encodeWAMessage(message) });
    const key = { senderKeyDistributionMessage: { groupId: group, axolotlSenderKeyDistributionMessage: senderKeyDistributionMessage } };
    return { ciphertext, key };
  }
}

/** A key store without transactions: an end of ours never does two things at once. */
function memoryKeys(): SignalKeyStoreWithTransaction {
  const kept = new Map<string, unknown>();
  return {
    get: (type, ids) => Object.fromEntries(ids.flatMap((id) => (kept.has(`${type} ${id}`) ? [[id, kept.get(`${type} ${id}`) as never]] : []))),
    set(data: SignalDataSet) {
      for (const [type, entries] of Object.entries(data))
        for (const [id, value] of Object.entries(entries)) {
          if (value === null || value === undefined) kept.delete(`${type} ${id}`);
          else kept.set(`${type} ${id}`, value);
        }
    },
    isInTransaction: () => true,
    transaction: (work) => work(),
  };
}

/** A public key as Signal writes it, with its type in front. */
export const signalKey = (raw: Uint8Array): Uint8Array => generateSignalPubKey(raw);
