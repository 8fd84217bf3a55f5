import { type BinaryNode, getBinaryNodeChild, jidDecode, jidNormalizedUser, S_WHATSAPP_NET } from "@whiskeysockets/baileys";

export type Attributes = Record<string, string>;

/** A node without the attributes that are undefined. */
export function node(tag: string, attrs: Record<string, string | undefined> = {}, content?: BinaryNode["content"]): BinaryNode {
  const given = Object.fromEntries(Object.entries(attrs).filter(([, value]) => value !== undefined)) as Attributes;
  return content === undefined ? { tag, attrs: given } : { tag, attrs: given, content };
}

export const childrenOf = (it: BinaryNode | undefined): BinaryNode[] => (Array.isArray(it?.content) ? it.content : []);

export const child = (it: BinaryNode | undefined, tag: string): BinaryNode | undefined => getBinaryNodeChild(it, tag);

export function bytesOf(it: BinaryNode | undefined): Buffer | undefined {
  if (it?.content instanceof Uint8Array) return Buffer.from(it.content);
  return typeof it?.content === "string" ? Buffer.from(it.content) : undefined;
}

export const numberOf = (it: BinaryNode | undefined): number => {
  const bytes = bytesOf(it);
  return bytes?.length ? bytes.readUIntBE(0, bytes.length) : 0;
};

/** The answer to a query. */
export const result = (to: BinaryNode, content?: BinaryNode[]): BinaryNode => node("iq", { from: S_WHATSAPP_NET, id: to.attrs.id, type: "result" }, content);

export const refusal = (to: BinaryNode, code: number, text = "refused"): BinaryNode =>
  node("iq", { from: S_WHATSAPP_NET, id: to.attrs.id, type: "error" }, [node("error", { code: String(code), text })]);

export const pnJid = (phone: string, device = 0): string => `${phone}${device ? `:${device}` : ""}@s.whatsapp.net`;
export const lidJid = (lid: string, device = 0): string => `${lid}${device ? `:${device}` : ""}@lid`;

/** Without the device. */
export const userOf = (jid: string | undefined): string => (jid ? jidNormalizedUser(jid) : "");
export const deviceOf = (jid: string | undefined): number => (jid ? (jidDecode(jid)?.device ?? 0) : 0);

/** A node in one line, for complaints. */
export function brief(it: BinaryNode): string {
  const attrs = Object.entries(it.attrs).map(([key, value]) => ` ${key}=${value}`);
  return `<${it.tag}${attrs.join("")}>${childrenOf(it)
    .map((inner) => `<${inner.tag}>`)
    .join("")}`;
}
