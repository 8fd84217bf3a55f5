import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { trustedLink } from "../../src/channels/whatsapp-cloud/media.ts";
import { createWhatsAppCloud } from "../../src/channels/whatsapp-cloud/whatsapp-cloud.ts";
import type { Fault } from "../../src/core/fault.ts";
import { silentLog } from "../world.ts";

/** Answers what a well-behaved API never would. */
async function crookedServer() {
  const seen: { path: string; token: string | undefined }[] = [];
  const state = { answer: (_request: IncomingMessage, response: ServerResponse) => void response.end() };
  const server: Server = createServer((request, response) => {
    seen.push({ path: request.url ?? "", token: request.headers.authorization });
    state.answer(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return { url, seen, state, close };
}

describe("fetching media from an API that is not to be trusted", () => {
  let api: Awaited<ReturnType<typeof crookedServer>>;
  let elsewhere: Awaited<ReturnType<typeof crookedServer>>;
  beforeEach(async () => {
    [api, elsewhere] = await Promise.all([crookedServer(), crookedServer()]);
  });
  afterEach(async () => {
    await Promise.all([api.close(), elsewhere.close()]);
  });

  const isi = new TextEncoder().encode("isi berkas");
  const fetched = (info: object, download: (response: ServerResponse) => void = (response) => void response.end(isi)) => {
    api.state.answer = (request, response) => {
      if (request.url?.startsWith("/v23.0/")) response.setHeader("Content-Type", "application/json").end(JSON.stringify(info));
      else download(response);
    };
    const options = { numbers: [{ phoneNumberId: "1" }], token: "token-rahasia", appSecret: "s", verifyToken: "v", log: silentLog };
    const { channels } = createWhatsAppCloud({ ...options, apiUrl: `${api.url}/v23.0`, clock: () => Temporal.Now.instant() });
    return channels[0]?.fetch?.({ kind: "document", ref: "7" }, new AbortController().signal);
  };

  test("sends the token to no other host, not even after a redirect", async () => {
    await expect(fetched({ url: `${elsewhere.url}/file` })).rejects.toMatchObject({ code: "unavailable", detail: { why: "strange_host" } });
    const redirected = fetched({ url: `${api.url}/file` }, (response) => void response.writeHead(302, { Location: `${elsewhere.url}/file` }).end());
    await expect(redirected).rejects.toMatchObject({ code: "unavailable" });
    expect(elsewhere.seen).toEqual([]);
    expect(api.seen.map((it) => it.token)).toEqual(["Bearer token-rahasia", "Bearer token-rahasia", "Bearer token-rahasia"]);
  });

  test("stops reading at 20 MB, whatever size was announced", async () => {
    const endless = (response: ServerResponse) => {
      const piece = Buffer.alloc(256 * 1024);
      const more = () => {
        while (!response.destroyed && response.write(piece));
      };
      response.on("drain", more);
      more();
    };
    const refusal = await fetched({ url: `${api.url}/file`, file_size: 5 }, endless)?.catch((error: Fault) => error);
    expect(refusal).toMatchObject({ code: "bad_input", detail: { atLeast: expect.any(Number) } });
    expect((refusal as Fault).detail.atLeast).toBeLessThan(21 * 1024 * 1024);
  });

  test("compares the digest when it is given, in either of Meta's forms", async () => {
    const digest = createHash("sha256").update(isi).digest();
    const url = `${api.url}/file`;
    for (const sha256 of [digest.toString("hex"), digest.toString("base64"), undefined, "not a digest"]) expect(await fetched({ url, sha256 })).toEqual(isi);
    for (const sha256 of ["0".repeat(64), Buffer.alloc(32).toString("base64")]) {
      await expect(fetched({ url, sha256 })).rejects.toMatchObject({ code: "unavailable", detail: { why: "digest" } });
    }
  });
});

describe("the host of a media link", () => {
  const api = "https://graph.facebook.com/v23.0";
  test.each([
    "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
    "https://mmg.whatsapp.net/d/f/x",
    "https://scontent.xx.fbcdn.net/v/x",
    "https://graph.facebook.com/x",
  ])("%s is Meta's", (url) => expect(trustedLink(url, api)).toBe(true));

  test.each([
    "http://lookaside.fbsbx.com/x",
    "https://fbsbx.com.jahat.example/x",
    "https://jahatfacebook.com/x",
    "https://lookaside.fbsbx.com@jahat.example/x",
    "https://orang:sandi@lookaside.fbsbx.com/x",
    "https://lookaside.fbsbx.com:8443/x",
    "http://169.254.169.254/latest",
    "file:///etc/passwd",
    "",
  ])("%j is not", (url) => expect(trustedLink(url, api)).toBe(false));

  test("that of the API itself is trusted as it is configured", () => {
    expect(trustedLink("http://127.0.0.1:4000/file", "http://127.0.0.1:4000/v23.0")).toBe(true);
    expect(trustedLink("http://127.0.0.1:4001/file", "http://127.0.0.1:4000/v23.0")).toBe(false);
  });
});
