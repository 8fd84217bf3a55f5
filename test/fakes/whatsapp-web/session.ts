import { type BinaryNode, S_WHATSAPP_NET } from "@whiskeysockets/baileys";
import type { Connection } from "./connection.ts";
import { type Device, settlingKey } from "./device.ts";
import { takeMessage } from "./outgoing.ts";
import { takeQuery } from "./queries.ts";
import { takeReceipt } from "./receipts.ts";
import { child, childrenOf, node, userOf } from "./stanza.ts";
import type { World } from "./world.ts";

/** Answers what a logged-in client sends. */
export function serve(world: World, device: Device, connection: Connection): (it: BinaryNode) => void {
  const { account } = device;
  /** The backlog goes out when the client says it is ready for it. */
  const begin = () => {
    const counts = (tag: string) => String([...device.waiting.values()].filter((it) => it.stanza.tag === tag).length);
    if (device.waiting.size === 0) return device.handOverBacklog();
    const attrs = { count: String(device.waiting.size), message: counts("message"), receipt: counts("receipt"), notification: counts("notification") };
    connection.send(node("ib", { from: S_WHATSAPP_NET }, [node("offline_preview", attrs)]));
  };
  const ib = (it: BinaryNode) => {
    if (child(it, "offline_batch")) return device.handOverBacklog();
    if (!child(it, "unified_session")) world.complain("says something the server does not know", it);
  };
  const ack = (it: BinaryNode) => {
    const { class: about = "", id = "", to, type, error } = it.attrs;
    if (about === "message" && error) account.trouble.thrownBack.push({ code: error, id, from: userOf(to) });
    device.settle(settlingKey(about, id, to, about === "receipt" ? type : undefined), it);
  };
  const chatstate = (it: BinaryNode) => {
    const person = world.personAt(it.attrs.to);
    if (!person) return world.complain("types to somebody who does not exist", it);
    if (childrenOf(it)[0]?.tag === "composing") person.typing += 1;
  };

  const takes: Record<string, (it: BinaryNode) => void> = {
    iq: (it) => takeQuery(world, device, connection, it, begin),
    message: (it) => takeMessage(world, device, connection, it),
    receipt: (it) => takeReceipt(world, device, connection, it),
    ack,
    ib,
    chatstate,
    presence: (it) => {
      if (it.attrs.type) account.presence = it.attrs.type;
    },
    call: () => {},
  };
  return (it) => {
    const take = takes[it.tag];
    if (take) take(it);
    else world.complain(`sends a <${it.tag}>`, it);
    world.waiters.wake();
  };
}
