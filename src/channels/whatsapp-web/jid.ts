/** A name of a person on WhatsApp: its hidden id, or the telephone number. Never the one for the other. */
export type PersonName = { kind: "lid" | "pn"; jid: string; digits: string };

const shape = /^(\d{5,20})(?:_\d+)?(?::\d+)?@(lid|hosted\.lid|s\.whatsapp\.net|hosted|c\.us)$/;

/** Reads the name of a person, without the device it was written on; null for groups, newsletters, bots and what else there is. */
export function personName(jid: string | null | undefined): PersonName | null {
  const [, digits, server] = shape.exec(jid ?? "") ?? [];
  if (digits === undefined || server === undefined) return null;
  const kind = server.endsWith("lid") ? "lid" : "pn";
  return { kind, digits, jid: `${digits}@${kind === "lid" ? "lid" : "s.whatsapp.net"}` };
}

/** Whoever is no person is passed over: groups, status, newsletters, broadcast lists. */
export const isIgnored = (jid: string): boolean => /@(?:g\.us|newsletter|broadcast|bot)$/.test(jid);
