import { createPublicKey, verify } from "node:crypto";

const prime = 2n ** 255n - 19n;
const ed25519Header = Buffer.from("302a300506032b6570032100", "hex");

/**
 * Whether a signature by a Curve25519 key is good. `Curve.verify` of Baileys 7.0.0-rc14 says yes to everything, so the
 * key is turned into its Edwards form (y = (u − 1)/(u + 1), sign in the signature's top bit) and given to Node.
 */
export function signatureIsGood(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const u = BigInt(`0x${Buffer.from(publicKey).reverse().toString("hex")}`) % 2n ** 255n;
  const y = mod((u - 1n) * inverse(mod(u + 1n)));
  const key = Buffer.from(y.toString(16).padStart(64, "0"), "hex").reverse();
  const plain = Buffer.from(signature);
  const top = plain[63] ?? 0;
  key[31] = (key[31] ?? 0) | (top & 0x80);
  plain[63] = top & 0x7f;
  return verify(null, message, createPublicKey({ key: Buffer.concat([ed25519Header, key]), format: "der", type: "spki" }), plain);
}

const mod = (value: bigint): bigint => ((value % prime) + prime) % prime;

/** By Fermat: a^(p−2). */
function inverse(value: bigint): bigint {
  let [result, base, exponent] = [1n, value, prime - 2n];
  while (exponent > 0n) {
    if (exponent & 1n) result = mod(result * base);
    base = mod(base * base);
    exponent >>= 1n;
  }
  return result;
}
