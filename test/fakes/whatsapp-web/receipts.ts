import type { BinaryNode } from "@whiskeysockets/baileys";
import type { Connection } from "./connection.ts";
import { type Device, settlingKey } from "./device.ts";
import { reuploads } from "./media-retry.ts";
import { child, childrenOf, node } from "./stanza.ts";
import type { World } from "./world.ts";

/** Types of receipts that say "I have it". */
const arrival = new Set(["", "inactive", "sender", "peer_msg", "hist_sync"]);

/** A client acknowledges, has read, or cannot read what people wrote. */
export function takeReceipt(world: World, device: Device, connection: Connection, it: BinaryNode): void {
  const { id = "", to, type } = it.attrs;
  connection.send(node("ack", { class: "receipt", id, from: to, type }));
  if (type === "server-error") reuploads(world, device, it);
  else if (type === "retry") resend(world, device, it);
  else for (const one of [id, ...childrenOf(child(it, "list")).map((item) => item.attrs.id ?? "")]) note(world, device, it, one);
}

function note(world: World, device: Device, it: BinaryNode, id: string): void {
  const { account } = device;
  const { to = "", type = "", recipient } = it.attrs;
  account.receipts.push({ id, to, type });
  const person = world.personAt(recipient ?? to);
  const said = person?.saidTo(account, id);
  if (person && !said && type !== "sender") world.complain("acknowledges a message that nobody sent", it);
  if (type === "read") said?.become("read");
  if (!arrival.has(type)) return;
  device.settle(settlingKey("message", id, to), it);
  said?.become("delivered");
}

function resend(world: World, device: Device, it: BinaryNode): void {
  const { id = "", to } = it.attrs;
  const { trouble } = device.account;
  trouble.clientAskedAgain += 1;
  if (device.excuse(settlingKey("message", id, to))) trouble.clientCouldNotRead.push(id);
  const person = world.personAt(to);
  const said = person?.saidTo(device.account, id);
  if (said) person?.handset.resend(said, device, it);
}
