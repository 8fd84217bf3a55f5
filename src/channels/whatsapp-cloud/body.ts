import { channelId, type Desk } from "./desk.ts";

/** Meta sends up to 3 MB. */
const bodyMax = 3 * 1024 * 1024;
/** Whoever sends may be anybody until the whole body is there and its signature has been seen. */
const readingMost = 30;
/** As large as nearly all of Meta's webhooks. One that says it is no larger needs no place: nobody can keep Meta out by filling them. */
const smallMost = 64 * 1024;

/** The bytes of a webhook, or the status that refuses it: too large, too many at once, broken off. */
export async function readBody(desk: Desk, request: Request): Promise<Uint8Array | 400 | 413 | 503> {
  const said = request.headers.has("transfer-encoding") ? undefined : request.headers.get("content-length");
  const size = said ? Number(said) : Number.POSITIVE_INFINITY;
  if (said && size > bodyMax) return 413;
  if (size <= smallMost) return readSmall(desk, request);
  if (desk.reading >= readingMost) {
    desk.log.warn({ channel: channelId, reading: desk.reading }, "too many webhooks at once: refused, Meta repeats its own");
    return 503;
  }
  desk.reading += 1;
  try {
    return await readAll(desk, request);
  } finally {
    desk.reading -= 1;
  }
}

/** Node itself takes no more than was announced; without a web stream around it this costs a third. */
async function readSmall(desk: Desk, request: Request): Promise<Uint8Array | 400> {
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch {
    return brokenOff(desk);
  }
}

async function readAll(desk: Desk, { body }: Request): Promise<Uint8Array | 400 | 413> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of body ?? []) {
      size += piece.length;
      if (size > bodyMax) return 413;
      pieces.push(piece);
    }
  } catch {
    return brokenOff(desk);
  }
  return new Uint8Array(Buffer.concat(pieces));
}

function brokenOff(desk: Desk): 400 {
  desk.log.debug({ channel: channelId }, "a webhook was broken off");
  return 400;
}
