import type { Hono } from "hono";
import type { Visit } from "../core/visit.ts";
import type { Log } from "../log.ts";

export interface ServerOptions {
  host: string;
  /** 0 = any free one; the address it got is in `url`. */
  port: number;
  /** Mounted at the root, in this order. */
  routes: Hono<Visit>[];
  /** Whether the database answers. */
  ready(): Promise<boolean>;
  log: Log;
  /** The visitor's address is the last one in X-Forwarded-For. */
  trustProxy: boolean;
  /** Address that people use; https turns HSTS on. */
  publicUrl?: string;
}
