import { type Sealing, sealingWith } from "./sealing.ts";

/** What is to be scanned, or typed, to link a number; or why there is nothing yet. */
export type Shown = { type: "qr"; qr: string } | { type: "code"; code: string } | { type: "trouble"; words: string };

/** Sealed: whoever scans it owns the link. */
export const shownAs = (sealing: Sealing, orderId: string, shown: Shown): Uint8Array => sealing.seal(`order ${orderId}`, Buffer.from(JSON.stringify(shown)));

/** Opens what an order shows. */
export function shownIn(secret: string, order: { id: string; account: string; shown: Uint8Array | null }): Shown | null {
  if (!order.shown) return null;
  return JSON.parse(Buffer.from(sealingWith(secret, order.account).open(`order ${order.id}`, order.shown)).toString()) as Shown;
}
