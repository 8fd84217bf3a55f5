import { isIPv6 } from "node:net";

/**
 * The address that limits count by. Behind a trusted proxy it is the last entry of X-Forwarded-For: the proxy wrote
 * that one, everything before it came from the visitor. An IPv6 visitor owns a whole /64, so the rest is dropped.
 */
export function visitorOf(remote: string | undefined, forwarded: string | undefined, trustProxy: boolean): string {
  const last = trustProxy ? forwarded?.split(",").at(-1)?.trim() : undefined;
  const address = (last || remote || "unknown").replace(/^::ffff:(?=\d+\.)/i, "");
  return isIPv6(address) ? network(address) : address;
}

function network(address: string): string {
  const [head = "", tail] = address.split("::");
  const groups = head.split(":").filter(Boolean);
  const after = tail?.split(":").filter(Boolean) ?? [];
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - after.length) }, () => "0");
  return [...groups, ...zeros, ...after].slice(0, 4).join(":").toLowerCase();
}
