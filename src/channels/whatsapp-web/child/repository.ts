import { AsyncLocalStorage } from "node:async_hooks";
import type { BinaryNode, SignalAuthState, SignalKeyStoreWithTransaction, SocketConfig } from "@whiskeysockets/baileys";

type MakeRepository = SocketConfig["makeSignalRepository"];

export interface Journal {
  /** The stanza that a ciphertext came in. */
  stanzaOf(ciphertext: Uint8Array): BinaryNode | undefined;
  /** Resolves when the message is durable; rejects when it is not, and then the ratchet does not move on either. */
  keep(stanza: BinaryNode, plaintext: Uint8Array): Promise<void>;
  /** Throws once the connection is to be forgotten. */
  guard(): void;
}

/**
 * The library's repository of sessions, with its order mended where it could lose messages:
 *
 * - A message is kept before the ratchet that opened it is written, and that before the sender is told "delivered". (Unmended:
 *   ratchet, receipt, handler; a crash between them loses the message, since a repeated copy cannot be opened.)
 * - The ratchet that encrypted a message is written before the message leaves. (Unmended: all of a send is one transaction that
 *   is committed after the bytes have left; a crash between them uses a message key twice, and phones drop the second message.)
 *   So whatever touches a session runs outside the transaction of its caller, in one of its own.
 * - One session is worked on by one at a time, also where it is called by different names.
 * - A message is tried with one session after the other, and each that does not fit is left out of step and stored like that
 *   (libsignal 6.0.0): the next message in it cannot be read. All but the one that fitted are put back.
 */
export function journalling(make: MakeRepository, journal: Journal): MakeRepository {
  return (auth: SignalAuthState, logger, pnToLid) => {
    const inner = make(auth, logger, pnToLid);
    const keys = auth.keys as SignalKeyStoreWithTransaction;
    const outside = AsyncLocalStorage.snapshot();
    /** A session is kept under the hidden id, where that is known. */
    const addressOf = async (jid: string) => {
      const lid = jid.endsWith("@s.whatsapp.net") ? await inner.lidMapping.getLIDForPN(jid) : null;
      return inner.jidToSignalProtocolAddress(lid ?? jid);
    };
    const alone = <T>(jid: string, work: (address: string) => Promise<T>): Promise<T> =>
      outside(async () => {
        const address = await addressOf(jid);
        journal.guard();
        return keys.transaction(() => work(address), `session ${address}`);
      });
    return {
      ...inner,
      decryptMessage: (it) =>
        alone(it.jid, async (address) => {
          journal.guard();
          const mend = it.type === "msg" ? await sessionsBefore(keys, address) : null;
          const plaintext = await inner.decryptMessage(it);
          await mend?.();
          const stanza = journal.stanzaOf(it.ciphertext);
          if (stanza) await journal.keep(stanza, plaintext);
          journal.guard();
          return plaintext;
        }),
      encryptMessage: (it) => alone(it.jid, () => inner.encryptMessage(it)),
      injectE2ESession: (it) => alone(it.jid, () => inner.injectE2ESession(it)),
      validateSession: (jid) => outside(() => inner.validateSession(jid)),
      migrateSession: (from, to) => alone(to, () => inner.migrateSession(from, to)),
      deleteSession: (jids) => outside(() => inner.deleteSession(jids)),
    };
  };
}

/** A person's sessions as the library stores them; `used` changes in the one that opened a message. */
interface Sessions {
  _sessions: Record<string, { indexInfo: { used: number } }>;
}

/** Notes the sessions with somebody; what is returned puts back those that were only tried. In the caller's transaction. */
async function sessionsBefore(keys: SignalKeyStoreWithTransaction, address: string): Promise<() => Promise<void>> {
  const read = async () => (await keys.get("session", [address]))[address] as unknown as Sessions | undefined;
  const before = await read();
  return async () => {
    const after = await read();
    if (!before || !after) return;
    const all = Object.entries(after._sessions);
    const usedOf = (id: string) => before._sessions[id]?.indexInfo.used;
    if (!all.some(([id, it]) => it.indexInfo.used !== usedOf(id))) return;
    const mended = all.map(([id, it]) => [id, it.indexInfo.used === usedOf(id) ? before._sessions[id] : it]);
    await keys.set({ session: { [address]: { ...after, _sessions: Object.fromEntries(mended) } as unknown as Uint8Array } });
  };
}
