import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endingOf } from "../../src/channels/whatsapp-web/child/ending.ts";
import { afterEnding, type Ending, noPast, type Past, remember } from "../../src/channels/whatsapp-web/policy.ts";

const nowMs = 1_795_000_000_000;
const verdictOn = (code: number, by: Ending["by"] = "stream", past: Past = noPast, random = 0.5) => afterEnding({ code, by }, past, nowMs, random);

describe("what is done after a connection ended", () => {
  it.each([428, 408, 503, 500, 0])("%i: tries again, from one second to a minute, with chance, for ever", (code) => {
    for (const by of ["network", "stream", "failure", "process", "ours"] as const) {
      const waits = [0, 1, 2, 3, 6, 50, 1_000].map((failures) => verdictOn(code, by, { ...noPast, failures }));
      expect(waits.map((it) => it.do)).toEqual(waits.map(() => "reconnect"));
      expect(waits.map((it) => it.do === "reconnect" && it.waitMs)).toEqual([750, 1_500, 3_000, 6_000, 45_000, 45_000, 45_000]);
    }
    const spread = [0, 1].map((random) => verdictOn(code, "network", noPast, random));
    expect(spread).toEqual([
      { do: "reconnect", waitMs: 500 },
      { do: "reconnect", waitMs: 1_000 },
    ]);
  });

  it("515 after pairing: at once", () => expect(verdictOn(515)).toEqual({ do: "reconnect", waitMs: 0 }));

  it("401: the link is gone, nothing is tried", () => {
    expect(verdictOn(401)).toEqual({ do: "unpair" });
    expect(verdictOn(401, "failure")).toEqual({ do: "unpair" });
  });

  it.each([402, 403, 406, 411])("%i: never again by itself", (code) => {
    expect(verdictOn(code, "failure")).toMatchObject({ do: "stop", why: expect.stringMatching(/\w/) });
  });

  it("440: stands back for half a minute, and gives up at the third in ten minutes", () => {
    expect(verdictOn(440)).toMatchObject({ do: "stand-back", waitMs: 37_500 });
    expect(verdictOn(440, "stream", { ...noPast, replacedAt: [nowMs - 60_000] })).toMatchObject({ do: "stand-back" });
    expect(verdictOn(440, "stream", { ...noPast, replacedAt: [nowMs - 120_000, nowMs - 60_000] })).toMatchObject({ do: "stop" });
    expect(verdictOn(440, "stream", { ...noPast, replacedAt: [nowMs - 600_001, nowMs - 60_000] })).toMatchObject({ do: "stand-back" });
  });

  it("405: three refusals of the protocol version in a row, then somebody has to set another", () => {
    let past = noPast;
    const done: string[] = [];
    for (let time = 0; time < 3; time++) {
      done.push(verdictOn(405, "failure", past).do);
      past = remember(past, { code: 405, by: "failure" }, false, nowMs);
    }
    expect(done).toEqual(["reconnect", "reconnect", "stop"]);
    expect(remember(past, { code: 428, by: "network" }, false, nowMs).refusals).toBe(0);
  });

  it("takes the same numbers from HTTP for what they are: a broken line", () => {
    for (const code of [401, 402, 403, 405, 406, 411, 440]) expect(verdictOn(code, "network").do).toBe("reconnect");
  });

  it("stops over a session that it cannot open, and forgets nothing", () => expect(verdictOn(0, "sealed").do).toBe("stop"));

  it("whatever comes: a wait is never over a minute, standing back never under half a minute, and only WhatsApp's own 401 unlinks", () => {
    const ending = fc.record({
      code: fc.oneof(fc.integer(), fc.constantFrom(401, 403, 405, 428, 440, 515)),
      by: fc.constantFrom<Ending["by"]>("failure", "stream", "network", "process", "ours"),
    });
    const past = fc.record({ failures: fc.nat(), replacedAt: fc.array(fc.integer({ min: nowMs - 1_000_000, max: nowMs })), refusals: fc.nat(10) });
    fc.assert(
      fc.property(ending, past, fc.double({ min: 0, max: 1, noNaN: true }), (it, before, random) => {
        const verdict = afterEnding(it, before, nowMs, random);
        const own = it.by === "failure" || it.by === "stream";
        if (verdict.do === "reconnect") expect(verdict.waitMs >= 0 && verdict.waitMs <= 60_000).toBe(true);
        if (verdict.do === "stand-back") expect(verdict.waitMs >= 30_000 && it.code === 440 && own).toBe(true);
        expect(verdict.do === "unpair").toBe(own && it.code === 401);
        if (verdict.do === "stop") expect(own).toBe(true);
      }),
    );
  });

  it("begins anew once a connection has held", () => {
    const worn = { failures: 7, replacedAt: [nowMs - 1_000, nowMs - 700_000], refusals: 2 };
    expect(remember(worn, { code: 428, by: "network" }, true, nowMs)).toEqual({ failures: 0, replacedAt: [nowMs - 1_000], refusals: 0 });
    expect(remember(worn, { code: 428, by: "network" }, false, nowMs).failures).toBe(8);
    expect(remember(noPast, { code: 440, by: "stream" }, false, nowMs).replacedAt).toEqual([nowMs]);
  });
});

describe("who ended a connection", () => {
  const boom = (message: string, statusCode: number, data?: unknown) => Object.assign(new Error(message), { output: { statusCode }, data });
  it.each([
    ["Connection Failure", 401, undefined, { by: "failure", code: 401 }],
    ["Stream Errored (conflict)", 440, { tag: "conflict", attrs: { type: "replaced" } }, { by: "stream", code: 440 }],
    ["Stream Errored (conflict)", 440, { tag: "conflict", attrs: { type: "device_removed" } }, { by: "stream", code: 401 }],
    ["Stream Errored (restart required)", 515, undefined, { by: "stream", code: 515 }],
    ["Intentional Logout", 401, undefined, { by: "stream", code: 401 }],
    ["Multi-device beta not joined", 411, undefined, { by: "stream", code: 411 }],
    ["WebSocket Error (Unexpected server response: 401)", 401, undefined, { by: "network", code: 401 }],
    ["WebSocket Error (Unexpected server response: 403)", 403, undefined, { by: "network", code: 403 }],
    ["Connection was lost", 408, undefined, { by: "network", code: 408 }],
    ["QR refs attempts ended", 408, undefined, { by: "network", code: 408 }],
  ] as const)("%s (%i)", (message, code, data, ending) => {
    expect(endingOf(boom(message, code, data), false)).toEqual(ending);
  });

  it("is we ourselves after a drop, and nobody knows without an error", () => {
    expect(endingOf(boom("Connection Terminated", 428), true)).toEqual({ by: "ours", code: 428 });
    expect(endingOf(undefined, false)).toEqual({ by: "network", code: 0 });
  });
});
