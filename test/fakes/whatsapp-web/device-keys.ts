import { type BinaryNode, getBinaryNodeChildren, type proto } from "@whiskeysockets/baileys";
import { type Bundle, signalKey } from "./signal-end.ts";
import { bytesOf, child, numberOf } from "./stanza.ts";
import type { World } from "./world.ts";
import { signatureIsGood } from "./xeddsa.ts";

interface OneTimeKey {
  keyId: number;
  publicKey: Uint8Array;
}

/** What the server holds of a linked device, so that others can write to it. */
export interface DeviceKeys {
  /** By which the handshake knows the device again. */
  noise: Buffer;
  identity: Buffer;
  registrationId: number;
  signed: OneTimeKey & { signature: Uint8Array };
  oneTime: OneTimeKey[];
  /** Every one-time key ever uploaded, to notice one that comes twice with another value. */
  seen: Map<number, string>;
}

type Registration = proto.ClientPayload.IDevicePairingRegistrationData;

export function keysFromPairing(world: World, data: Registration, noise: Buffer): DeviceKeys {
  const uint = (bytes: Uint8Array | null | undefined) => (bytes?.length ? Buffer.from(bytes).readUIntBE(0, bytes.length) : 0);
  const identity = Buffer.from(data.eIdent ?? []);
  const publicKey = Buffer.from(data.eSkeyVal ?? []);
  const signature = Buffer.from(data.eSkeySig ?? []);
  if (!signatureIsGood(identity, signalKey(publicKey), signature)) world.complain("the signed pre-key of a pairing is not signed by the identity");
  const signed = { keyId: uint(data.eSkeyId), publicKey, signature };
  return { noise, identity, registrationId: uint(data.eRegid), signed, oneTime: [], seen: new Map() };
}

/** Takes an upload of one-time keys. */
export function takeUpload(world: World, keys: DeviceKeys, upload: BinaryNode): void {
  const identity = bytesOf(child(upload, "identity"));
  if (!identity?.equals(keys.identity)) world.complain("uploads pre-keys under another identity than it was paired with", upload);
  if (numberOf(child(upload, "registration")) !== keys.registrationId) world.complain("uploads pre-keys under another registration id", upload);
  takeSigned(world, keys, child(upload, "skey"), upload);
  for (const it of getBinaryNodeChildren(child(upload, "list"), "key")) {
    const keyId = numberOf(child(it, "id"));
    const publicKey = bytesOf(child(it, "value")) ?? Buffer.alloc(0);
    const before = keys.seen.get(keyId);
    const value = publicKey.toString("base64");
    if (before !== undefined && before !== value) world.complain(`uploads pre-key ${keyId} a second time with another value`, upload);
    if (before === undefined) keys.oneTime.push({ keyId, publicKey });
    keys.seen.set(keyId, value);
  }
}

export function takeSigned(world: World, keys: DeviceKeys, skey: BinaryNode | undefined, stanza: BinaryNode): void {
  const publicKey = bytesOf(child(skey, "value"));
  const signature = bytesOf(child(skey, "signature"));
  if (!publicKey || !signature || !signatureIsGood(keys.identity, signalKey(publicKey), signature)) {
    world.complain("the signed pre-key is not signed by the identity", stanza);
    return;
  }
  keys.signed = { keyId: numberOf(child(skey, "id")), publicKey, signature };
}

/** A bundle to write a first message with; takes one of the one-time keys while there are some. */
export function takeBundle(keys: DeviceKeys): Bundle {
  const preKey = keys.oneTime.shift();
  return {
    registrationId: keys.registrationId,
    identityKey: signalKey(keys.identity),
    signedPreKey: { ...keys.signed, publicKey: signalKey(keys.signed.publicKey) },
    ...(preKey && { preKey: { keyId: preKey.keyId, publicKey: signalKey(preKey.publicKey) } }),
  };
}
