import { randomBytes } from "node:crypto";
import {
  aesDecryptCTR,
  aesDecryptGCM,
  aesEncryptCTR,
  type BinaryNode,
  Curve,
  derivePairingCodeKey,
  hkdf,
  type KeyPair,
  S_WHATSAPP_NET,
} from "@whiskeysockets/baileys";
import type { Candidate } from "./candidate.ts";
import type { SignalEnd } from "./signal-end.ts";
import { bytesOf, child, node } from "./stanza.ts";
import type { World } from "./world.ts";

/** What the phone remembers between its hello and the companion's finish. */
interface Halfway {
  ephemeral: KeyPair;
  companionEphemeral: Buffer;
}

const unpack = (wrapped: Buffer) => ({ salt: wrapped.subarray(0, 32), iv: wrapped.subarray(32, 48), sealed: wrapped.subarray(48) });

/** The phone, with the code typed in, sends its half of the secret. A wrong code shows only at the end. */
export async function answerHello(world: World, candidate: Candidate, phone: SignalEnd, code: string): Promise<Halfway> {
  if (!candidate.code) throw new Error("nobody asked for a code");
  const theirs = unpack(candidate.code.wrappedEphemeral);
  const companionEphemeral = aesDecryptCTR(theirs.sealed, await derivePairingCodeKey(code, theirs.salt), theirs.iv);
  const ephemeral = Curve.generateKeyPair();
  const [salt, iv] = [randomBytes(32), randomBytes(16)];
  const wrapped = Buffer.concat([salt, iv, aesEncryptCTR(ephemeral.public, await derivePairingCodeKey(code, salt), iv)]);
  const attrs = { from: S_WHATSAPP_NET, ...world.stamp(), type: "link_code_companion_reg" };
  candidate.connection.send(
    node("notification", attrs, [
      node("link_code_companion_reg", { stage: "primary_hello" }, [
        node("link_code_pairing_wrapped_primary_ephemeral_pub", {}, wrapped),
        node("primary_identity_pub", {}, phone.creds.signedIdentityKey.public),
        node("link_code_pairing_ref", {}, candidate.code.ref),
      ]),
    ]),
  );
  return { ephemeral, companionEphemeral };
}

/** Opens the companion's bundle and derives the secret both sides now share. Throws when the code was wrong. */
export function finishCode(phone: SignalEnd, candidate: Candidate, { ephemeral, companionEphemeral }: Halfway, finish: BinaryNode): Buffer {
  const wrapped = bytesOf(child(finish, "link_code_pairing_wrapped_key_bundle")) ?? Buffer.alloc(0);
  const [salt, iv, sealed] = [wrapped.subarray(0, 32), wrapped.subarray(32, 44), wrapped.subarray(44)];
  const shared = Curve.sharedKey(ephemeral.private, companionEphemeral);
  const key = Buffer.from(hkdf(shared, 32, { salt, info: "link_code_pairing_key_bundle_encryption_key" }));
  const bundle = openBundle(sealed, key, iv);
  const identity = bundle.subarray(0, 32);
  if (!identity.equals(candidate.keys.identity) || !bundle.subarray(32, 64).equals(Buffer.from(phone.creds.signedIdentityKey.public)))
    throw new Error("Couldn't link device: the keys do not fit");
  const identities = Curve.sharedKey(phone.creds.signedIdentityKey.private, identity);
  return Buffer.from(hkdf(Buffer.concat([shared, identities, bundle.subarray(64)]), 32, { info: "adv_secret" }));
}

function openBundle(sealed: Buffer, key: Buffer, iv: Buffer): Buffer {
  try {
    return aesDecryptGCM(sealed, key, iv, Buffer.alloc(0));
  } catch (cause) {
    throw new Error("Couldn't link device: incorrect code", { cause });
  }
}
