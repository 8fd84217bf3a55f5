import { Curve, type KeyPair, proto, WA_CERT_DETAILS } from "@whiskeysockets/baileys";

const validUntil = 4_000_000_000;

/** Who the server says it is: a Noise key with a chain up to a root of our own. */
export interface ServerIdentity {
  noiseKey: KeyPair;
  /** What a client would have to put into `WA_CERT_DETAILS.PUBLIC_KEY` to trust this server. */
  rootPublicKey: Uint8Array;
  chain: Uint8Array;
}

/** With `forged`, nobody vouches for the server's key: a client that checks certificates must hang up. */
export function serverIdentity(forged = false): ServerIdentity {
  const [root, intermediate, noiseKey] = [Curve.generateKeyPair(), Curve.generateKeyPair(), Curve.generateKeyPair()];
  const details = (serial: number, issuerSerial: number, key: Uint8Array) =>
    proto.CertChain.NoiseCertificate.Details.encode({ serial, issuerSerial, key, notBefore: 0, notAfter: validUntil }).finish();
  const signed = (by: KeyPair, what: Uint8Array) => ({ details: what, signature: forged ? new Uint8Array(64) : Curve.sign(by.private, what) });
  const chain = proto.CertChain.encode({
    intermediate: signed(root, details(1, WA_CERT_DETAILS.SERIAL, intermediate.public)),
    leaf: signed(intermediate, details(2, 1, noiseKey.public)),
  }).finish();
  return { noiseKey, rootPublicKey: root.public, chain };
}
