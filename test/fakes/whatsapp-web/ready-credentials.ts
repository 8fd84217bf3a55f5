import { type AuthenticationCreds, initAuthCreds } from "@whiskeysockets/baileys";
import type { Account } from "./account.ts";
import { signBack, vouchFor } from "./device-identity.ts";
import type { DeviceKeys } from "./device-keys.ts";
import { signalKey } from "./signal-end.ts";
import { lidJid, pnJid } from "./stanza.ts";

/** Credentials as a client holds them after it was linked and has synced once, and what the server keeps of it. */
export function readyCredentials(who: Account, device: number, seconds: number): { creds: AuthenticationCreds; keys: DeviceKeys } {
  const fresh = initAuthCreds();
  const account = vouchFor(who.ownPhone.signal, fresh.signedIdentityKey.public, seconds, device);
  signBack(account, fresh.signedIdentityKey);
  const lid = lidJid(who.lidUser, device);
  const creds: AuthenticationCreds = {
    ...fresh,
    account,
    me: { id: pnJid(who.phone, device), lid, name: who.name },
    signalIdentities: [{ identifier: { name: lid, deviceId: 0 }, identifierKey: signalKey(who.ownPhone.signal.creds.signedIdentityKey.public) }],
    platform: "android",
    accountSyncCounter: 1,
  };
  const { keyPair, signature, keyId } = fresh.signedPreKey;
  const keys: DeviceKeys = {
    noise: Buffer.from(fresh.noiseKey.public),
    identity: Buffer.from(fresh.signedIdentityKey.public),
    registrationId: fresh.registrationId,
    signed: { keyId, publicKey: keyPair.public, signature },
    oneTime: [],
    seen: new Map(),
  };
  return { creds, keys };
}
