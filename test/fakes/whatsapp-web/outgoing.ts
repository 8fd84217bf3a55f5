import type { BinaryNode } from "@whiskeysockets/baileys";
import type { Connection } from "./connection.ts";
import type { Device } from "./device.ts";
import { meet } from "./faults.ts";
import { child, childrenOf, deviceOf, node, userOf } from "./stanza.ts";
import type { World } from "./world.ts";

/** One copy of a message, for one device. */
export interface Copy {
  jid: string;
  type: string;
  ciphertext: Uint8Array;
}

/** Takes a message of the client: acknowledges it and brings each device its copy. */
export function takeMessage(world: World, device: Device, connection: Connection, it: BinaryNode): void {
  const ack = (code?: number) => node("ack", { class: "message", id: it.attrs.id, from: it.attrs.to, t: world.clock.stamp(), error: code?.toString() });
  const refuse = (code: number) => {
    device.account.refused.push({ id: it.attrs.id ?? "", code });
    return ack(code);
  };
  const take = () => {
    const code = refusalOf(world, device, it);
    if (code !== undefined) return refuse(code);
    bringCopies(world, device, it);
    return ack();
  };
  meet(device.account.faults.take(["message"], it), connection, { take, refuse });
}

/** 463 when the account may not approach strangers, 479 for a stanza that is not in order. */
function refusalOf(world: World, device: Device, it: BinaryNode): number | undefined {
  const { account } = device;
  const to = userOf(it.attrs.to);
  if (!it.attrs.id || !it.attrs.to || !it.attrs.type) {
    world.complain("a message without id, addressee or type", it);
    return 479;
  }
  if (to === account.pn || to === account.lid) return undefined;
  const person = world.personAt(to);
  if (!person) {
    world.complain("writes to somebody who is not on WhatsApp", it);
    return 404;
  }
  const copies = copiesOf(it);
  if (copies.some((copy) => copy.type === "pkmsg") && !child(it, "device-identity")) {
    world.complain("opens a session without showing its device identity", it);
    return 479;
  }
  if (!copies.some((copy) => userOf(copy.jid) === person.pn || userOf(copy.jid) === person.lid)) {
    world.complain("a message without a copy for its addressee", it);
    return 479;
  }
  if (!person.handset.met.has(account)) account.approached.add(person.pn);
  const resent = it.attrs.device_fanout === "false";
  const trusted = person.handset.trusts(account, child(it, "tctoken"));
  return account.restriction && !resent && !trusted ? 463 : undefined;
}

function bringCopies(world: World, device: Device, it: BinaryNode): void {
  const { account } = device;
  for (const copy of copiesOf(it)) {
    const whose = userOf(copy.jid);
    if (whose === account.pn || whose === account.lid) {
      if (deviceOf(copy.jid) === 0) account.ownPhone.takes(device, it, copy);
    } else world.personAt(whose)?.handset.take(device, it, copy);
  }
}

/** Either one for each device, or, in a resend and to the own phone, a single one. */
function copiesOf(it: BinaryNode): Copy[] {
  const copyOf = (jid: string, enc: BinaryNode | undefined): Copy[] =>
    enc?.content instanceof Uint8Array ? [{ jid, type: enc.attrs.type ?? "", ciphertext: enc.content }] : [];
  const listed = childrenOf(child(it, "participants")).flatMap((to) => copyOf(to.attrs.jid ?? "", child(to, "enc")));
  return [...listed, ...copyOf(it.attrs.to ?? "", child(it, "enc"))];
}
