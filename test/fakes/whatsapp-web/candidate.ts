import { randomBytes } from "node:crypto";
import { type BinaryNode, type proto, S_WHATSAPP_NET } from "@whiskeysockets/baileys";
import type { Connection } from "./connection.ts";
import { type DeviceKeys, keysFromPairing } from "./device-keys.ts";
import { bytesOf, child, node, result, userOf } from "./stanza.ts";
import type { World } from "./world.ts";

/** A client that waits to be linked: it shows a QR, or asks for a code. */
export interface Candidate {
  connection: Connection;
  keys: DeviceKeys;
  refs: string[];
  /** A pairing code was asked for; `finish` is the client's last word in it. */
  code?: { account: string; wrappedEphemeral: Buffer; ref: Buffer; finish?: BinaryNode };
}

/** Gives an unpaired client the references it makes QR codes of, and listens whether it wants a code instead. */
export function offerPairing(world: World, connection: Connection, data: proto.ClientPayload.IDevicePairingRegistrationData, noiseKey: Buffer): void {
  const refs = Array.from({ length: world.refsPerPairing }, () => `2@${randomBytes(12).toString("base64")}`);
  const candidate: Candidate = { connection, keys: keysFromPairing(world, data, noiseKey), refs };
  for (const ref of refs) world.candidates.set(ref, candidate);
  connection.onClosed = () => {
    for (const ref of refs) world.candidates.delete(ref);
  };
  connection.takes = (it) => listen(world, candidate, it);
  const codes = refs.map((ref) => node("ref", {}, Buffer.from(ref)));
  connection.send(node("iq", { from: S_WHATSAPP_NET, type: "set", id: world.nextStanzaId(), xmlns: "md" }, [node("pair-device", {}, codes)]));
  world.waiters.wake();
}

/** The server wants other registration material: the QR that is shown now is worth nothing any more. */
export function wantsNewSecret(world: World, { connection }: Candidate): void {
  const attrs = { from: S_WHATSAPP_NET, ...world.stamp(), type: "companion_reg_refresh" };
  connection.send(node("notification", attrs, [node("companion_reg_refresh")]));
}

function listen(world: World, candidate: Candidate, it: BinaryNode): void {
  if (it.tag !== "iq") return; // acks, telemetry
  if (it.attrs.type === "result") return;
  const wish = child(it, "link_code_companion_reg");
  if (wish?.attrs.stage === "companion_hello") {
    const ref = randomBytes(16);
    candidate.code = {
      account: userOf(wish.attrs.jid),
      wrappedEphemeral: bytesOf(child(wish, "link_code_pairing_wrapped_companion_ephemeral_pub")) ?? ref,
      ref,
    };
    for (const part of ["companion_server_auth_key_pub", "companion_platform_id", "companion_platform_display"])
      if (!child(wish, part)) world.complain(`asks for a pairing code without ${part}`, wish);
    candidate.connection.send(result(it, [node("link_code_companion_reg", { stage: "companion_hello" }, [node("link_code_pairing_ref", {}, ref)])]));
  } else if (wish?.attrs.stage === "companion_finish" && candidate.code) {
    candidate.code.finish = wish;
    candidate.connection.send(result(it));
  } else if (it.attrs.xmlns === "w:p") {
    candidate.connection.send(result(it));
  } else {
    world.complain("asks for something although it is not linked", it);
    candidate.connection.send(result(it));
  }
  world.waiters.wake();
}
