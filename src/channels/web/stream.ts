import { type Context, Hono } from "hono";
import { type SSEStreamingApi, streamSSE } from "hono/streaming";
import type { Visit } from "../../core/visit.ts";
import { errorName } from "../error-name.ts";
import { inHand, takeRead, type WebDesk } from "./desk.ts";
import type { Bell } from "./listeners.ts";
import { afterOf, shown } from "./routes.ts";
import { sessionOf } from "./session.ts";
import { messagesAfter } from "./store.ts";
import { talkMark } from "./talk.ts";

/** Shorter than the idle time after which proxies cut a connection (often 30 or 60 s). */
const heartbeatMs = 15_000;
const batch = 100;

/** `GET /aliran`: the talk's messages as Server-Sent Events; `Last-Event-ID` goes on where it broke off. */
export function streamRoutes(desk: WebDesk): Hono<Visit> {
  const routes = new Hono<Visit>();
  routes.get("/aliran", async (c) => {
    const seconds = takeRead(desk, c);
    if (seconds > 0) return c.body(null, 429, { "Retry-After": String(seconds) });
    const { talk, who } = await sessionOf(c, desk);
    if (!talk) return c.body(null, 204); // tells the browser not to come back
    if (!desk.running) return c.body(null, 503, { "Retry-After": "2" });
    const bell = desk.listeners.open(talk);
    if (!bell) return c.body(null, 429, { "Retry-After": "30" });
    return follow(desk, c, { talk, who }, bell, desk.running.signal);
  });
  return routes;
}

/** A talk that a page follows, and whose it was when last looked at. */
interface Followed {
  talk: string;
  who: string | null;
}

function follow(desk: WebDesk, c: Context<Visit>, followed: Followed, bell: Bell, stopped: AbortSignal): Response {
  const { talk } = followed;
  const after = afterOf(c.req.header("last-event-id") ?? c.req.query("setelah"));
  const serverStopping = c.get("stopping");
  const ended = serverStopping ? AbortSignal.any([stopped, serverStopping]) : stopped;
  const ring = () => bell.ring();
  ended.addEventListener("abort", ring);
  const response = streamSSE(c, async (stream) => {
    stream.onAbort(ring);
    try {
      await inHand(desk, write(desk, stream, followed, after, bell, ended));
    } catch (error) {
      // The browser comes back by itself and names the last message it has.
      desk.log.warn({ err: errorName(error) }, "web chat: stream ended early");
    } finally {
      ended.removeEventListener("abort", ring);
      desk.listeners.close(talk, bell);
    }
  });
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Accel-Buffering", "no"); // nginx would hold events back
  return response;
}

async function write(desk: WebDesk, stream: SSEStreamingApi, { talk, who: first }: Followed, after: number, bell: Bell, ended: AbortSignal): Promise<void> {
  const alive = { event: "hidup", data: talkMark(talk) };
  let last = after;
  let who = first;
  let drafted = "";
  await stream.writeSSE({ ...alive, retry: 2_000 });
  await stream.writeSSE({ event: "siapa", data: who ?? "" });
  while (!stream.aborted && !ended.aborted) {
    const messages = await messagesAfter(desk, talk, last, batch);
    // Only what was said makes a talk somebody's; only time, or another chat, makes it nobody's again.
    if (who !== null || messages.length > 0) {
      const now = await desk.people?.who(talk);
      if (now && "ended" in now) return void (await stream.writeSSE({ event: "hidup", data: "" }));
      if (now && now.name !== who) await stream.writeSSE({ event: "siapa", data: now.name });
      who = now?.name ?? null;
    }
    for (const message of messages) {
      await stream.writeSSE({ event: "pesan", id: String(message.id), data: JSON.stringify(shown(message)) });
      last = message.id;
      // What another replica has answered ends what this one drafted; a newer draft comes again with its next sentence.
      if (message.author === "assistant") desk.listeners.endDraft(talk);
    }
    if (messages.length === batch) continue;
    const draft = desk.listeners.draftOf(talk);
    if (draft !== drafted) await stream.writeSSE({ event: "draf", data: JSON.stringify({ text: draft }) });
    drafted = draft;
    if (!(await bell.wait(heartbeatMs))) await stream.writeSSE(alive);
  }
}
