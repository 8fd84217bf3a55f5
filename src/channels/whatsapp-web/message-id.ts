import type { Sealing } from "./sealing.ts";

/** WhatsApp's id for a part: the same for each attempt, of the form that its own clients use, and for nobody to guess who knows how keys are made. */
export const messageIdOf = (sealing: Sealing, key: string): string =>
  `3EB0${Buffer.from(sealing.nameOf(`message ${key}`), "base64url")
    .toString("hex")
    .slice(0, 18)
    .toUpperCase()}`;
