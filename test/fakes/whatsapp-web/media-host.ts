import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { BinaryNode } from "@whiskeysockets/baileys";
import { type Certificate, loopbackCertificate } from "./certificate.ts";
import { due, type Fault, Faults } from "./faults.ts";
import { sha256 } from "./media-cipher.ts";
import { node } from "./stanza.ts";

const auth = "fake-media-auth";
const urlBase64 = (bytes: Buffer) => bytes.toString("base64").replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** Where encrypted files lie, over HTTPS on loopback. */
export class MediaHost {
  /** To be trusted by the client: `NODE_EXTRA_CA_CERTS`, `tls.setDefaultCACertificates`, or `agent`. */
  readonly certificate: Certificate = loopbackCertificate();
  /** For Baileys' `fetchAgent`, which uploads use. */
  readonly agent = new Agent({ ca: this.certificate.cert });
  readonly files = new Map<string, Buffer>();
  /** Paths that clients uploaded to or downloaded from, in order. */
  readonly uploads: string[] = [];
  readonly downloads: string[] = [];
  readonly #faults = new Faults();
  readonly #gone = new Set<string>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer(this.certificate, (request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((ready) => this.#server.listen(0, "127.0.0.1", ready));
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Where uploads go, as the server tells a client. */
  connectionNode(): BinaryNode {
    return node("media_conn", { auth, ttl: "3600", auth_ttl: "3600", max_buckets: "12" }, [
      node("host", { hostname: this.host, maxContentLengthBytes: "104857600" }),
    ]);
  }

  /** A phone uploads; returns the path. */
  put(sealed: Buffer): string {
    const path = `/v/t62.7118-24/${randomBytes(9).toString("hex")}`;
    this.files.set(path, sealed);
    return path;
  }

  /** From now on the path answers 410, as links do after some weeks. */
  expire(path: string): void {
    this.#gone.add(path);
  }

  fault(operation: "upload" | "download", fault: Fault): void {
    this.#faults.add(operation, fault);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", `https://${this.host}`);
    const operation = request.method === "POST" ? "upload" : "download";
    const body = await bodyOf(request);
    const fault = this.#faults.take([operation], node(operation));
    if (fault?.kind === "late") await due(fault.after);
    if (fault?.kind === "lost" || fault?.kind === "unanswered") return;
    if (fault?.kind === "droppedBefore" || fault?.kind === "droppedAfter") response.destroy();
    else if (fault?.kind === "refused") end(response, fault.code, { error: fault.code });
    else if (operation === "upload") this.#upload(pathname, searchParams, body, response);
    else this.#download(pathname, response);
  }

  #download(path: string, response: ServerResponse): void {
    this.downloads.push(path);
    const file = this.files.get(path);
    if (this.#gone.has(path)) end(response, 410);
    else if (!file) end(response, 404);
    else response.writeHead(200, { "content-length": file.length }).end(file);
  }

  #upload(path: string, query: URLSearchParams, sealed: Buffer, response: ServerResponse): void {
    const hash = urlBase64(sha256(sealed));
    const [, kind = ""] = /^\/mms\/(image|document|audio|video)\//.exec(path) ?? [];
    this.uploads.push(path);
    if (!kind || decodeURIComponent(path.split("/").at(-1) ?? "") !== hash || query.get("token") !== hash) end(response, 400, { error: "hash" });
    else if (query.get("auth") !== auth) end(response, 401, { error: "auth" });
    else {
      const stored = this.put(sealed);
      end(response, 200, { url: `https://${this.host}${stored}`, direct_path: stored });
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function end(response: ServerResponse, status: number, body: object = {}): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
