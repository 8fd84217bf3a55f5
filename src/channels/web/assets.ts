import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Hono } from "hono";
import type { Visit } from "../../core/visit.ts";

const kinds: Record<string, string> = {
  "base.css": "text/css; charset=utf-8",
  "frame.css": "text/css; charset=utf-8",
  "sources.css": "text/css; charset=utf-8",
  "talk.css": "text/css; charset=utf-8",
  "chat.js": "text/javascript; charset=utf-8",
  "box.js": "text/javascript; charset=utf-8",
  "files.js": "text/javascript; charset=utf-8",
  "draw.js": "text/javascript; charset=utf-8",
  "line.js": "text/javascript; charset=utf-8",
  "kawung.svg": "image/svg+xml",
  "border.svg": "image/svg+xml",
};

/** The page's own files; the version is that of all together, so that none meets an older sister in a cache. */
export interface Assets {
  version: string;
  files: Map<string, { content: string; kind: string }>;
  /** Address of a file. */
  path(name: string): string;
}

export function loadAssets(): Assets {
  const files = new Map(Object.entries(kinds).map(([name, kind]) => [name, { content: readFileSync(new URL(`page/${name}`, import.meta.url), "utf8"), kind }]));
  const hash = createHash("sha256");
  for (const { content } of files.values()) hash.update(content).update("\0");
  const version = hash.digest("hex").slice(0, 10);
  return { version, files, path: (name) => `/aset/${version}/${name}` };
}

/** A file under its own version may be kept for ever; under another one (replicas during an update) it is asked for again. */
export function assetRoutes({ version, files }: Assets): Hono<Visit> {
  const routes = new Hono<Visit>();
  routes.get("/aset/:version/:file", (c) => {
    const file = files.get(c.req.param("file"));
    if (!file) return c.notFound();
    const etag = `"${version}"`;
    c.header("ETag", etag);
    c.header("Cache-Control", c.req.param("version") === version ? "public, max-age=31536000, immutable" : "no-cache");
    if (c.req.header("if-none-match")?.includes(etag)) return c.body(null, 304);
    return c.body(file.content, 200, { "Content-Type": file.kind });
  });
  return routes;
}
