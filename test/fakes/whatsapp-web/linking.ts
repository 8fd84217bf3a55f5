import { createHmac } from "node:crypto";
import { type BinaryNode, proto, S_WHATSAPP_NET } from "@whiskeysockets/baileys";
import type { Account } from "./account.ts";
import { type Candidate, wantsNewSecret } from "./candidate.ts";
import { Device } from "./device.ts";
import { signedBack, vouchFor } from "./device-identity.ts";
import { endWith } from "./endings.ts";
import { answerHello, finishCode } from "./pairing-code.ts";
import { bytesOf, child, node } from "./stanza.ts";
import type { World } from "./world.ts";

const fields = (qr: string): string[] => (qr.split("#").at(-1) ?? "").split(",");

export function linkByQr(world: World, account: Account, qr: string): void {
  const [ref = "", noise, identity, secret = ""] = fields(qr);
  const candidate = world.candidates.get(ref);
  if (!candidate) throw new Error("Couldn't link device: this code is not valid any more");
  if (world.retiredSecrets.has(secret)) throw new Error("Couldn't link device: try again later");
  const { keys } = candidate;
  if (keys.noise.toString("base64") !== noise || keys.identity.toString("base64") !== identity) throw new Error("Couldn't link device: the code is garbled");
  link(world, account, candidate, Buffer.from(secret, "base64"));
}

/** Pairing stalls, as it has since July 2026: the secret in this QR is worth nothing any more, and the client is told so. */
export function retire(world: World, qr: string): void {
  const [ref = "", , , secret = ""] = fields(qr);
  const candidate = world.candidates.get(ref);
  if (!candidate) throw new Error("no client shows this code");
  world.retiredSecrets.add(secret);
  wantsNewSecret(world, candidate);
}

export async function linkByCode(world: World, account: Account, code: string): Promise<void> {
  const candidate = [...world.candidates.values()].find((it) => it.code?.account === account.pn);
  if (!candidate?.code) throw new Error("Couldn't link device: no device is waiting for a code");
  const wanted = candidate.code;
  const halfway = await answerHello(world, candidate, account.ownPhone.signal, code);
  const finish = await world.waiters.until(
    () => wanted.finish,
    {},
    () => "the client did not finish pairing by code",
  );
  link(world, account, candidate, finishCode(account.ownPhone.signal, candidate, halfway, finish));
}

/** The phone says yes: the companion is told who it is, signs back and is asked to start again. */
function link(world: World, account: Account, { connection, keys, refs }: Candidate, secret: Buffer): void {
  for (const ref of refs) world.candidates.delete(ref);
  const device = new Device(world, account, account.nextDeviceNumber(), keys);
  const seconds = Math.floor(world.clock.now() / 1000);
  const details = proto.ADVSignedDeviceIdentity.encode(vouchFor(account.ownPhone.signal, keys.identity, seconds, device.number)).finish();
  const hmac = createHmac("sha256", secret).update(details).digest();
  const id = world.nextStanzaId();
  connection.takes = (it) => {
    if (it.tag !== "iq" || it.attrs.id !== id) return;
    confirm(world, account, device, it);
    endWith(connection, 515);
  };
  const answer = node("pair-success", {}, [
    node("device-identity", {}, proto.ADVSignedDeviceIdentityHMAC.encode({ details, hmac }).finish()),
    node("biz", { name: account.name }),
    node("platform", { name: "android" }),
    node("device", { jid: device.jid, lid: device.lidJid }),
  ]);
  connection.send(node("iq", { from: S_WHATSAPP_NET, type: "set", id, xmlns: "md", t: world.clock.stamp() }, [answer]));
}

function confirm(world: World, account: Account, device: Device, answer: BinaryNode): void {
  const identity = bytesOf(child(child(answer, "pair-device-sign"), "device-identity"));
  if (!identity || !signedBack(account.ownPhone.signal, device.keys.identity, identity)) world.complain("does not sign back who it is", answer);
  account.devices.set(device.number, device);
  account.registrations += 1;
  world.waiters.wake();
}
