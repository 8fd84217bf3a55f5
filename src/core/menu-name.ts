import { createHash } from "node:crypto";

/** Short enough for any network's button data, long enough that no two letters of a talk meet. */
const digestLength = 32;

/** Stands for a letter's key where a network gives it too little room. Whoever looks a tap up compares both. */
export const menuName = (key: string): string => `#${createHash("sha256").update(key).digest("base64url").slice(0, digestLength)}`;
