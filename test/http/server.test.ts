import { once } from "node:events";
import { connect } from "node:net";
import { Writable } from "node:stream";
import { Hono } from "hono";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Visit } from "../../src/core/visit.ts";
import type { ServerOptions } from "../../src/http/options.ts";
import { type RunningServer, startServer } from "../../src/http/server.ts";
import { visitorOf } from "../../src/http/visitor.ts";
import { createLog } from "../../src/log.ts";

const log = createLog("silent");
let ready: () => Promise<boolean> = async () => true;
let finish = () => {};
const start = (more: Partial<ServerOptions> = {}) =>
  startServer({ host: "127.0.0.1", port: 0, routes: [routes()], ready: () => ready(), log, trustProxy: false, ...more });

function routes(): Hono<Visit> {
  const app = new Hono<Visit>();
  app.get("/halo", (c) => c.text(`halo ${c.get("visitor")}`));
  app.post("/gema", async (c) => c.text(await c.req.text()));
  app.get("/rusak", () => {
    throw new Error("kata sandi basis data: 123");
  });
  app.get("/lama", async (c) => {
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return c.text("selesai");
  });
  return app;
}

/** A request written by hand: clients of ours always tell a length. */
async function rawPost({ hostname, port }: URL, path: string): Promise<string> {
  const socket = connect(Number(port), hostname).setEncoding("utf8");
  socket.write(`POST ${path} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
  let answer = "";
  socket.on("data", (chunk: string) => {
    answer += chunk;
  });
  await once(socket, "close");
  return answer;
}

let server: RunningServer;
beforeAll(async () => {
  server = await start();
});
afterAll(() => server.stop());

describe("health", () => {
  test("alive as long as the process answers, ready only while the database does", async () => {
    const statuses = async () => [(await fetch(`${server.url}/healthz`)).status, (await fetch(`${server.url}/readyz`)).status];
    expect(await statuses()).toEqual([200, 200]);
    ready = async () => false;
    expect(await statuses()).toEqual([200, 503]);
    ready = async () => Promise.reject(new Error("connection refused"));
    expect(await statuses()).toEqual([200, 503]);
    ready = async () => true;
  });
});

describe("headers", () => {
  test("allow nothing inline, nothing from elsewhere and no frame", async () => {
    const { headers } = await fetch(`${server.url}/halo`);
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("permissions-policy")).toBe("camera=(), microphone=(), geolocation=(), payment=(), usb=()");
    expect(headers.get("strict-transport-security")).toBeNull();
  });

  test("ask for https only where people use https", async () => {
    const secure = await start({ publicUrl: "https://asn.kota.go.id" });
    const { headers } = await fetch(`${secure.url}/halo`);
    expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
    await secure.stop();
  });

  test("stand on errors too", async () => {
    for (const path of ["/tidak-ada", "/rusak"]) {
      expect((await fetch(server.url + path)).headers.get("content-security-policy")).toContain("default-src 'none'");
    }
  });
});

describe("refusals", () => {
  const refusal = async (path: string, init?: RequestInit) => {
    const answer = await fetch(server.url + path, init);
    return { status: answer.status, body: await answer.json() };
  };

  test("a body is at most 16 KB, with and without a declared length", async () => {
    const tooLarge = { status: 413, body: { error: "Pesan terlalu besar. Mohon diringkas, lalu kirim ulang." } };
    const body = "a".repeat(16 * 1024 + 1);
    expect(await refusal("/gema", { method: "POST", body })).toEqual(tooLarge);
    const stream = new Blob([body]).stream();
    expect(await refusal("/gema", { method: "POST", body: stream, duplex: "half" } as RequestInit)).toEqual(tooLarge);
    const most = await fetch(`${server.url}/gema`, { method: "POST", body: body.slice(1) });
    expect((await most.text()).length).toBe(16 * 1024);
  });

  test("a body whose length is not told is taken as any other, and none at all too", async () => {
    const post = (body?: ReadableStream) => fetch(`${server.url}/gema`, { method: "POST", ...(body !== undefined && { body, duplex: "half" }) } as RequestInit);
    const piecewise = (text: string) => new Blob([text]).stream();
    const answered = await post(piecewise("halo"));
    expect([answered.status, await answered.text()]).toEqual([200, "halo"]);
    expect((await post(piecewise("x".repeat(16 * 1024 + 1)))).status).toBe(413);
    // As `curl -X POST` sends it: neither a length nor a body.
    const bare = await rawPost(new URL(server.url), "/gema");
    expect(bare).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("an unknown address and a failure are sentences that give nothing away", async () => {
    expect(await refusal("/tidak-ada/sama/sekali")).toEqual({ status: 404, body: { error: "Halaman itu tidak ada. Periksa kembali alamatnya." } });
    expect(await refusal("/rusak")).toEqual({ status: 500, body: { error: "Maaf, sistem sedang terganggu. Silakan coba lagi sebentar lagi." } });
    const page = await fetch(`${server.url}/rusak`, { headers: { accept: "text/html" } });
    expect(await page.text()).toBe("Maaf, sistem sedang terganggu. Silakan coba lagi sebentar lagi.");
  });

  test("the log of a failure holds where it happened, and no personal data", async () => {
    const lines: string[] = [];
    const write = (chunk: Buffer, _encoding: string, done: () => void) => {
      lines.push(chunk.toString());
      done();
    };
    const failing = new Hono<Visit>().get("/gagal", () => {
      throw new Error('invalid input: "NIP 198503212010011004, hp 0812-3456-7890"');
    });
    const loud = await start({ routes: [failing], log: pino(new Writable({ write })) });
    expect((await fetch(`${loud.url}/gagal`)).status).toBe(500);
    await loud.stop();
    expect(lines.join("")).toMatch(/NIP \[NIP\], hp \[nomor telepon\].*server\.test\.ts/);
    expect(lines.join("")).not.toMatch(/19850321|3456/);
  });

  test("a port in use is said in words", async () => {
    const port = Number(new URL(server.url).port);
    await expect(start({ port })).rejects.toThrow(`port ${port} on 127.0.0.1 is in use: stop the program that holds it, or set PORT to another one`);
  });
});

describe("stopping", () => {
  test("finishes the request in hand, then takes no more", async () => {
    const going = await start();
    const answer = fetch(`${going.url}/lama`).then((it) => it.text());
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = going.stop();
    setTimeout(() => finish(), 100);
    expect(await answer).toBe("selesai");
    const finishedAt = Date.now();
    await stopped;
    expect(Date.now() - finishedAt).toBeLessThan(1_000);
    await expect(fetch(`${going.url}/halo`)).rejects.toThrow();
  });
});

describe("the visitor's address", () => {
  test("is the connection's own, unless a trusted proxy names it", () => {
    expect(visitorOf("::ffff:10.0.0.7", "1.2.3.4", false)).toBe("10.0.0.7");
    expect(visitorOf("127.0.0.1", "6.6.6.6, 1.2.3.4", true)).toBe("1.2.3.4");
    expect(visitorOf("127.0.0.1", undefined, true)).toBe("127.0.0.1");
    expect(visitorOf(undefined, undefined, false)).toBe("unknown");
  });

  test("counts an IPv6 network as one", () => {
    expect(visitorOf("2001:db8:1:2:aaaa::1", undefined, false)).toBe("2001:db8:1:2");
    expect(visitorOf("2001:DB8:1:2:bbbb:1:2:3", undefined, false)).toBe("2001:db8:1:2");
    expect(visitorOf("2001:db8::5", undefined, false)).toBe("2001:db8:0:0");
  });
});
