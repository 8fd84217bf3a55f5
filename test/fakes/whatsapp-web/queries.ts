import type { BinaryNode } from "@whiskeysockets/baileys";
import type { Connection } from "./connection.ts";
import type { Device } from "./device.ts";
import { takeSigned, takeUpload } from "./device-keys.ts";
import { meet } from "./faults.ts";
import { giveBundles } from "./key-query.ts";
import { answerGraph } from "./mex.ts";
import { child, childrenOf, node, refusal, result } from "./stanza.ts";
import { whoIs } from "./usync.ts";
import type { World } from "./world.ts";

type Answer = BinaryNode | undefined;
type Ask = (world: World, device: Device, it: BinaryNode) => Answer;

/** Answers a query; `begin` starts the delivery of what waited. */
export function takeQuery(world: World, device: Device, connection: Connection, it: BinaryNode, begin: () => void): void {
  if (it.attrs.type === "result") return;
  const { xmlns = "", id } = it.attrs;
  if (!id) world.complain("asks without an id", it);
  const fault = device.account.faults.take(["iq", `iq ${xmlns}`], it);
  meet(fault, connection, { take: () => answerTo(world, device, it), refuse: (code) => refusal(it, code) });
  if (xmlns === "passive" && childrenOf(it)[0]?.tag === "active" && !connection.closed) begin();
}

function answerTo(world: World, device: Device, it: BinaryNode): Answer {
  const ask = asks[it.attrs.xmlns ?? ""];
  if (ask) return ask(world, device, it);
  world.unknownQueries.push(`${it.attrs.xmlns ?? ""} ${it.attrs.type ?? ""} ${childrenOf(it)[0]?.tag ?? ""}`.trim());
  return result(it);
}

const empty: Ask = (_, __, it) => result(it);

/** By namespace; what Baileys 7.0.0-rc14 asks by itself, and what an adapter may ask. */
const asks: Record<string, Ask> = {
  "w:p": empty,
  passive: empty,
  "urn:xmpp:whatsapp:dirty": empty,
  "w:stats": empty,
  encrypt: aboutKeys,
  usync: (world, device, it) => result(it, [whoIs(world, device, it)]),
  "w:m": (world, _, it) => result(it, [world.media.connectionNode()]),
  "w:mex": (world, device, it) => answerGraph(world, device.account, it),
  abt: (_, __, it) => result(it, [node("props", { hash: "uji", protocol: "1" }, [])]),
  blocklist: (_, __, it) => result(it, [node("list", {}, [])]),
  privacy: (_, device, it) => aboutPrivacy(device, it),
  "w:sync:app:state": (_, __, it) => result(it, [appState(it)]),
  md: (_, device, it) => aboutDevices(device, it),
};

function aboutKeys(world: World, device: Device, it: BinaryNode): Answer {
  const { keys } = device;
  const what = it.attrs.type === "set" ? (child(it, "rotate") ? "rotate" : "upload") : childrenOf(it)[0]?.tag;
  if (what === "upload") {
    takeUpload(world, keys, it);
    return result(it);
  }
  if (what === "rotate") {
    takeSigned(world, keys, child(child(it, "rotate"), "skey"), it);
    return result(it);
  }
  if (what === "count") return result(it, [node("count", { value: String(keys.oneTime.length) })]);
  if (what === "digest") return keys.seen.size ? result(it, [node("digest", {}, [])]) : refusal(it, 404, "item-not-found");
  if (what === "key") return result(it, [giveBundles(world, it)]);
  world.complain("asks something about keys that the server does not know", it);
  return result(it);
}

function aboutPrivacy(device: Device, it: BinaryNode): Answer {
  for (const token of childrenOf(child(it, "tokens"))) device.account.trusted.add(token.attrs.jid ?? "");
  if (it.attrs.type === "set") return result(it, child(it, "tokens") ? [node("tokens", {}, [])] : undefined);
  return result(it, [node("privacy", {}, [node("category", { name: "readreceipts", value: "all" })])]);
}

/** Nothing was ever synced: every collection is up to date as it is. */
function appState(it: BinaryNode): BinaryNode {
  const collections = childrenOf(child(it, "sync")).map(({ attrs }) => node("collection", { name: attrs.name, version: attrs.version ?? "0" }, []));
  return node("sync", {}, collections);
}

function aboutDevices(device: Device, it: BinaryNode): Answer {
  if (!child(it, "remove-companion-device")) return result(it);
  device.account.devices.delete(device.number);
  device.account.loggedOutByClient += 1;
  device.connection?.finish(result(it), node("stream:error", { code: "401" }, [node("conflict", { type: "device_removed" })]));
  return undefined;
}
