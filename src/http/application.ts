import type { HttpBindings } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import { routePath } from "hono/route";
import { maskPersonalData } from "../core/mask.ts";
import type { Visit } from "../core/visit.ts";
import { securityHeaders } from "./headers.ts";
import type { ServerOptions } from "./options.ts";
import { visitorOf } from "./visitor.ts";

const texts = {
  tooLarge: "Pesan terlalu besar. Mohon diringkas, lalu kirim ulang.",
  broken: "Maaf, sistem sedang terganggu. Silakan coba lagi sebentar lagi.",
  notFound: "Halaman itu tidak ada. Periksa kembali alamatnya.",
};

/** Bytes of a request; the longest message that is taken needs less. */
const bodyMax = 16 * 1024;
/** Where messengers' servers write: they send more and have a limit of their own, and read no headers that are meant for browsers. */
const webhooks = "/webhook/";
/** Where a page sends a file: the route has a limit of its own. */
const files = "/berkas";
const readyWithinMs = 3_000;

/** All routes with what every request gets: its visitor, headers, the body limit, an answer when something breaks. */
export function application(options: ServerOptions, stopping: AbortSignal): Hono<Visit & { Bindings: HttpBindings }> {
  const app = new Hono<Visit & { Bindings: HttpBindings }>();
  app.use(async (c, next) => {
    c.set("stopping", stopping);
    c.set("visitor", visitorOf(c.env.incoming.socket.remoteAddress, c.req.header("x-forwarded-for"), options.trustProxy));
    if (c.req.method !== "GET" && c.req.method !== "HEAD" && isUnmeasured(c.req.raw.headers)) c.req.raw = ownRequest(c.req.raw);
    await next();
  });
  const headed = securityHeaders(options.publicUrl?.startsWith("https:") ?? false);
  const limited = bodyLimit({ maxSize: bodyMax, onError: (c) => c.json({ error: texts.tooLarge }, 413) });
  app.use((c, next) => (c.req.path.startsWith(webhooks) ? next() : headed(c, next)));
  app.use((c, next) => (c.req.path.startsWith(webhooks) || c.req.path === files ? next() : limited(c, next)));
  app.get("/healthz", (c) => c.json({ status: "ok" }, 200, { "Cache-Control": "no-store" }));
  app.get("/readyz", async (c) => {
    const ready = !stopping.aborted && (await inTime(options.ready()));
    return c.json({ status: ready ? "ready" : "not ready" }, ready ? 200 : 503, { "Cache-Control": "no-store" });
  });
  for (const routes of options.routes) app.route("/", routes);
  app.notFound((c) => refusal(c, 404, texts.notFound));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return refusal(c, error.status, texts.broken);
    // As it was written here: what stands in its place may be a key to something.
    options.log.error({ err: maskPersonalData(error.stack ?? error.message), method: c.req.method, path: routePath(c) }, "request failed");
    return refusal(c, 500, texts.broken);
  });
  return app;
}

const isUnmeasured = (headers: Headers): boolean => headers.has("transfer-encoding") || !headers.has("content-length");

/**
 * A request whose length is not told beforehand (a proxy passes on what it gets, `curl -X POST` without data). The body limit reads such a one and
 * makes another of it, which the platform's `Request` can only do with one of its own, and the adapter's is not.
 */
const ownRequest = ({ url, method, headers, body, signal }: Request): Request => new Request(url, { method, headers, body, signal, duplex: "half" });

/** A page gets a sentence to read, a script gets it as JSON. */
function refusal(c: Context, status: HTTPException["status"], error: string): Response | Promise<Response> {
  return c.req.header("accept")?.includes("text/html") ? c.text(error, status) : c.json({ error }, status);
}

/** A database that does not answer in time is not ready. */
async function inTime(ready: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), readyWithinMs);
  });
  try {
    return await Promise.race([ready.catch(() => false), late]);
  } finally {
    clearTimeout(timer);
  }
}
