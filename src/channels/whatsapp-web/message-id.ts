import { createHash } from "node:crypto";

/** WhatsApp's id for a part: the same for each attempt, and of the form that its own clients use. */
export const messageIdOf = (key: string): string => `3EB0${createHash("sha256").update(key).digest("hex").slice(0, 18).toUpperCase()}`;
