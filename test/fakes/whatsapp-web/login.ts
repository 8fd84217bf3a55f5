import { S_WHATSAPP_NET } from "@whiskeysockets/baileys";
import { offerPairing } from "./candidate.ts";
import type { Connection } from "./connection.ts";
import type { Device } from "./device.ts";
import { endWith } from "./endings.ts";
import { due } from "./faults.ts";
import type { Introduction } from "./noise.ts";
import { serve } from "./session.ts";
import { node, pnJid } from "./stanza.ts";
import type { World } from "./world.ts";

/** Somebody has shaken hands and says who they are. */
export function welcome(world: World, connection: Connection, { payload, noiseKey }: Introduction): void {
  if (payload.devicePairingData) {
    offerPairing(world, connection, payload.devicePairingData, noiseKey);
    return;
  }
  const account = world.accounts.find((it) => it.pn === pnJid(String(payload.username ?? "")));
  const device = account?.devices.get(payload.device ?? 0);
  const fault = account?.faults.take(["login"], node("login"));
  if (fault?.kind === "refused") connection.refuse(fault.code);
  else if (fault?.kind === "lost" || fault?.kind === "unanswered") connection.hang();
  else if (fault?.kind === "droppedBefore") connection.drop();
  else if (!device?.keys.noise.equals(noiseKey)) connection.refuse(401);
  else logIn(world, connection, device, fault?.kind === "late" ? due(fault.after) : undefined);
  if (fault?.kind === "droppedAfter") connection.drop();
}

function logIn(world: World, connection: Connection, device: Device, wait: Promise<unknown> | undefined): void {
  if (device.connection) endWith(device.connection, 440);
  device.attach(connection);
  device.account.logins += 1;
  connection.takes = serve(world, device, connection);
  const greet = () => {
    connection.send(node("success", { t: world.clock.stamp(), lid: device.lidJid, creation: world.clock.stamp(), location: "lla" }));
    connection.send(node("ib", { from: S_WHATSAPP_NET }, [node("edge_routing", {}, [node("routing_info", {}, route)])]));
  };
  if (wait) void wait.then(greet);
  else greet();
  world.waiters.wake();
}

/** A client puts this in front of its next handshake. */
const route = Buffer.from([8, 13, 8, 5]);
