import type { BinaryNode } from "@whiskeysockets/baileys";
import { childrenOf, deviceOf, node } from "./stanza.ts";
import type { World } from "./world.ts";

/** Hands out what is needed to write to somebody for the first time. */
export function giveBundles(world: World, it: BinaryNode): BinaryNode {
  const users = childrenOf(childrenOf(it)[0]).map(({ attrs }) => {
    const jid = attrs.jid ?? "";
    const end = world.find(jid)?.endOf(deviceOf(jid));
    if (!end) {
      world.complain(`asks for the keys of ${jid}, who does not exist`, it);
      return node("user", { jid }, [node("error", { code: "404", text: "item-not-found" })]);
    }
    return node("user", { jid }, [end.registrationNode(), ...end.bundleNodes()]);
  });
  return node("list", {}, users);
}
