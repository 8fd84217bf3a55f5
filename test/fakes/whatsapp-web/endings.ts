import { type BinaryNode, S_WHATSAPP_NET } from "@whiskeysockets/baileys";
import type { Connection } from "./connection.ts";
import { node } from "./stanza.ts";

/** Baileys' disconnect codes as the server brings them about, a break of the line, or a line that hangs half open. */
export type Ending = 401 | 402 | 403 | 405 | 406 | 408 | 411 | 428 | 440 | 500 | 503 | 515 | "break" | "hang";

/** Failures end a login; the rest end a stream that is under way. */
const failures = new Set<Ending>([402, 403, 405, 406]);

export function endWith(connection: Connection, how: Ending): void {
  if (how === "break") connection.drop();
  else if (how === "hang") connection.hang();
  else if (failures.has(how)) connection.refuse(how);
  else connection.finish(lastWord(how));
}

function lastWord(code: Exclude<Ending, "break" | "hang">): BinaryNode {
  if (code === 411) return node("ib", { from: S_WHATSAPP_NET }, [node("downgrade_webclient")]);
  if (code === 428) return node("xmlstreamend");
  if (code === 440) return node("stream:error", {}, [node("conflict", { type: "replaced" })]);
  if (code === 401) return node("stream:error", { code: "401" }, [node("conflict", { type: "device_removed" })]);
  return node("stream:error", { code: String(code) });
}
