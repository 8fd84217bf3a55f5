import { Hono } from "hono";
import { openBlob } from "../../core/blob.ts";
import { conversationOf } from "../../core/channel.ts";
import type { Visit } from "../../core/visit.ts";
import { takeRead, type WebDesk } from "./desk.ts";
import { shownInPlace } from "./message.ts";
import { webAccount } from "./routes.ts";
import { sessionOf } from "./session.ts";

/** `GET /berkas/{id}`: a file that was sent to this browser's own talk; all but pictures as a download. */
export function fileRoutes(desk: WebDesk): Hono<Visit> {
  const routes = new Hono<Visit>();
  routes.get("/berkas/:id", async (c) => {
    const seconds = takeRead(desk, c);
    if (seconds > 0) return c.body(null, 429, { "Retry-After": String(seconds) });
    const { talk } = await sessionOf(c, desk);
    const id = c.req.param("id");
    if (!talk || !/^[0-9a-f]{32}$/.test(id)) return c.notFound();
    const file = await openBlob(desk.db, desk.cell, id, conversationOf({ channel: "web", account: webAccount, chat: talk }));
    if (!file) return c.notFound();
    return c.body(new Uint8Array(file.bytes), 200, {
      "Content-Type": file.mime,
      "Content-Disposition": `${shownInPlace.has(file.mime) ? "inline" : "attachment"}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      "Cache-Control": "private, no-store",
      "X-Content-Type-Options": "nosniff",
    });
  });
  return routes;
}
