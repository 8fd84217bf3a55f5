import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { application } from "./application.ts";
import type { ServerOptions } from "./options.ts";

export interface RunningServer {
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  url: string;
  /** Takes no new connections, ends streams, finishes requests in hand. */
  stop(): Promise<void>;
}

/** Milliseconds for requests in hand when stopping; what is still open then is cut. */
const graceMs = 5_000;

/** The one HTTP server: headers, limits, health, and the routes that others export. Throws a readable `Error` when it cannot listen. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const stopping = new AbortController();
  const app = application(options, stopping.signal);
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  // Longer than a proxy keeps its idle connections (nginx: 60 s): else it sends into one that is just being closed.
  server.keepAliveTimeout = 75_000;
  await listen(server, options);
  return {
    url: `http://${urlHost(options.host)}:${(server.address() as AddressInfo).port}`,
    stop: () => close(server, stopping),
  };
}

function listen(server: Server, { host, port }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(new Error(whyNot(cause, host, port), { cause })));
    server.listen(port, host, resolve);
  });
}

function whyNot(cause: NodeJS.ErrnoException, host: string, port: number): string {
  const at = `port ${port} on ${host}`;
  if (cause.code === "EADDRINUSE") return `${at} is in use: stop the program that holds it, or set PORT to another one`;
  if (cause.code === "EACCES") return `${at} is not allowed for this user: set PORT to 1024 or higher`;
  if (cause.code === "EADDRNOTAVAIL") return `${host} is not an address of this machine: set HOST to one of its own, or 0.0.0.0`;
  return `cannot listen on ${at}: ${cause.message}`;
}

function close(server: Server, stopping: AbortController): Promise<void> {
  if (stopping.signal.aborted) return Promise.resolve();
  stopping.abort();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  // Node closes the idle connections once; one whose last answer ends later would wait for its keep-alive time.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(cut);
      clearInterval(sweep);
      resolve();
    });
  });
}

/** Every interface is not an address to open in a browser. */
function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
