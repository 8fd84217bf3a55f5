import { type BinaryNode, getBinaryNodeChildren } from "@whiskeysockets/baileys";
import type { Device } from "./device.ts";
import { bytesOf, child, childrenOf, node, pnJid } from "./stanza.ts";
import type { World } from "./world.ts";

/** Which devices somebody has, what their LID is, and whether a number is on WhatsApp at all. */
export function whoIs(world: World, asking: Device, it: BinaryNode): BinaryNode {
  const question = child(it, "usync");
  const wanted = new Set(childrenOf(child(question, "query")).map((one) => one.tag));
  const users = getBinaryNodeChildren(child(question, "list"), "user").map((user) => {
    const number = bytesOf(child(user, "contact"))?.toString().replace(/\D/g, "");
    const jid = user.attrs.jid ?? pnJid(number ?? "");
    const found = world.find(jid);
    if (wanted.has("contact")) asking.account.lookedUp.push(jid);
    return node("user", { jid }, [
      ...(wanted.has("devices") && found ? [deviceList(found.deviceNumbers())] : []),
      // The server maps phones to LIDs, never back, and only where it may.
      ...(wanted.has("lid") && found?.tellsLid && jid === found.pn ? [node("lid", { val: found.lid })] : []),
      ...(wanted.has("contact") ? [node("contact", { type: found ? "in" : "out" })] : []),
    ]);
  });
  return node("usync", { ...question?.attrs }, [node("list", {}, users)]);
}

const deviceList = (numbers: number[]): BinaryNode =>
  node("devices", {}, [
    node(
      "device-list",
      {},
      numbers.map((number) => node("device", { id: String(number), ...(number > 0 && { "key-index": String(number) }) })),
    ),
  ]);
