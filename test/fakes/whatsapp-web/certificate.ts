import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const long = body.length > 255 ? [0x82, body.length >> 8, body.length & 255] : [0x81, body.length];
  return Buffer.concat([Buffer.from([tag, ...(body.length < 128 ? [body.length] : long)]), body]);
};
const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts);
const hex = (text: string) => Buffer.from(text, "hex");
const utcTime = (text: string) => der(0x17, Buffer.from(text));
const commonName = (name: string) => sequence(der(0x31, sequence(hex("0603550403"), der(0x0c, Buffer.from(name)))));
const ecdsaWithSha256 = sequence(hex("06082a8648ce3d040302"));

/** Basic constraints: a CA, so that a client may trust it by itself. Alternative names: 127.0.0.1 and localhost. */
const extensions = der(
  0xa3,
  sequence(
    sequence(hex("0603551d13"), hex("0101ff"), der(0x04, sequence(hex("0101ff")))),
    sequence(hex("0603551d11"), der(0x04, sequence(der(0x87, Buffer.from([127, 0, 0, 1])), der(0x82, Buffer.from("localhost"))))),
  ),
);

export interface Certificate {
  cert: string;
  key: string;
}

/** A certificate for loopback, signed by itself and made anew each time: no key lies in the repository, none runs out. */
export function loopbackCertificate(): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = commonName("fake WhatsApp media");
  const serial = der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]));
  const validity = sequence(utcTime("200101000000Z"), utcTime("491231235959Z"));
  const version3 = der(0xa0, hex("020102"));
  const body = sequence(version3, serial, ecdsaWithSha256, name, validity, name, publicKey.export({ format: "der", type: "spki" }), extensions);
  const signature = sign("sha256", body, privateKey);
  const cert = sequence(body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature));
  const lines = cert.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}
