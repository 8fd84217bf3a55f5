import { createHash, randomBytes } from "node:crypto";
import type { Context } from "hono";
import { getSignedCookie, setSignedCookie } from "hono/cookie";

export interface CookieOptions {
  secret: string;
  /** The page is served over https. */
  secureCookie: boolean;
}

const name = "kawan";
const days = 30;

/** The talk that this browser owns; null without a cookie, or with one that we did not sign. */
export async function talkOf(c: Context, { secret, secureCookie }: CookieOptions): Promise<string | null> {
  const value = secureCookie ? await getSignedCookie(c, secret, name, "host") : await getSignedCookie(c, secret, name);
  return value && /^[\w-]{32}$/.test(value) ? value : null;
}

/** Gives the browser a talk, a new one unless told which; 192 random bits are its id. */
export async function keepTalk(c: Context, options: CookieOptions, talk = randomBytes(24).toString("base64url")): Promise<string> {
  await setSignedCookie(c, name, talk, options.secret, {
    httpOnly: true,
    sameSite: "Lax",
    maxAge: days * 24 * 60 * 60,
    ...(options.secureCookie && { secure: true, prefix: "host" as const }),
  });
  return talk;
}

/** Tells the page whether it still shows the cookie's talk, without telling it the id. */
export const talkMark = (talk: string): string => createHash("sha256").update(talk).digest("hex").slice(0, 12);
