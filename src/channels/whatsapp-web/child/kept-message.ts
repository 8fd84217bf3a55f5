import type { proto } from "@whiskeysockets/baileys";
import type { Desk } from "./desk.ts";

/**
 * The message that left under this id; null = none did, or it was sealed with a former key and nobody can open it.
 * `askedBy`: names of somebody to whom it is only given if it was for them. Rejects where the base is away.
 */
export async function keptMessage({ baileys, line, sealing }: Desk, id: string, askedBy: string[] | null = null): Promise<proto.Message | null> {
  const sealed = await line.call("stored", { id, askedBy });
  if (!sealed) return null;
  try {
    return baileys.proto.Message.decode(sealing.open(placeOf(id), sealed));
  } catch {
    return null;
  }
}

/** Where it belongs, for its seal. */
export const placeOf = (id: string): string => `sent ${id}`;
