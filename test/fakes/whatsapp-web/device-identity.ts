import { Curve, proto, WA_ADV_ACCOUNT_SIG_PREFIX, WA_ADV_DEVICE_SIG_PREFIX } from "@whiskeysockets/baileys";
import type { SignalEnd } from "./signal-end.ts";
import { signatureIsGood } from "./xeddsa.ts";

/** The phone vouches for a companion: its signature over the companion's identity key. */
export function vouchFor(phone: SignalEnd, companionIdentity: Uint8Array, seconds: number, keyIndex: number): proto.ADVSignedDeviceIdentity {
  const details = proto.ADVDeviceIdentity.encode({
    rawId: 1,
    timestamp: seconds,
    keyIndex,
    accountType: proto.ADVEncryptionType.E2EE,
    deviceType: proto.ADVEncryptionType.E2EE,
  }).finish();
  const { private: secret, public: accountSignatureKey } = phone.creds.signedIdentityKey;
  const accountSignature = Curve.sign(secret, Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, companionIdentity]));
  return proto.ADVSignedDeviceIdentity.create({ details, accountSignatureKey, accountSignature });
}

/** Whether the companion signed back what the phone vouched for. */
export function signedBack(phone: SignalEnd, companionIdentity: Uint8Array, answer: Uint8Array): boolean {
  const { details, deviceSignature } = proto.ADVSignedDeviceIdentity.decode(answer);
  if (!details || !deviceSignature) return false;
  const message = Buffer.concat([WA_ADV_DEVICE_SIG_PREFIX, details, companionIdentity, phone.creds.signedIdentityKey.public]);
  return signatureIsGood(companionIdentity, message, deviceSignature);
}

/** The companion's own signature, for a device that comes ready linked. */
export function signBack(identity: proto.ADVSignedDeviceIdentity, companion: { public: Uint8Array; private: Uint8Array }): void {
  const message = Buffer.concat([WA_ADV_DEVICE_SIG_PREFIX, identity.details ?? [], companion.public, identity.accountSignatureKey ?? []] as Uint8Array[]);
  identity.deviceSignature = Curve.sign(companion.private, message);
}
