import fc from "fast-check";
import { expect } from "vitest";
import type { Cases } from "./cases.ts";
import type { ContractWorld, Door } from "./world.ts";

const bytesOf = (body: unknown): Uint8Array => new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body));
const doorOf = ({ door }: ContractWorld): Door => {
  if (!door) throw new Error("there is no door");
  return door;
};
/** In process, as the server hands it over. */
async function post(door: Door, headers: Record<string, string>, body: Uint8Array | ReadableStream): Promise<[number, string]> {
  const init = { method: "POST", headers: { "content-type": "application/json", ...headers }, body, duplex: "half" };
  const answer = await door.routes.request(`http://127.0.0.1${door.path}`, init as RequestInit);
  return [answer.status, await answer.text()];
}
async function postOver(door: Door, headers: Record<string, string>, body: Uint8Array): Promise<number> {
  const answer = await fetch(door.url + door.path, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: new Uint8Array(body) });
  await answer.arrayBuffer();
  return answer.status;
}

/** Whatever is thrown at it, the intake stays up, and takes only what the network sent. */
export function badInputCases({ kind, always, able }: Cases): void {
  able("secret", "strangers are turned away before a byte of the body is read", async (world) => {
    world.start();
    const door = doorOf(world);
    let read = 0;
    const body = () =>
      new ReadableStream(
        {
          pull(controller) {
            read += 1;
            controller.enqueue(bytesOf("rahasia"));
          },
        },
        { highWaterMark: 0 },
      );
    for (const headers of door.strangers) expect((await post(door, headers, body()))[0]).toBe(door.refusal);
    expect([door.strangers.length > 2, read, world.sink.offered]).toEqual([true, 0, []]);
  });

  able("secret", "who only looks like the network is turned away too, and learns nothing", async (world) => {
    world.start();
    const door = doorOf(world);
    for (const headers of [...door.strangers, ...door.forgers]) {
      const [status, text] = await post(door, headers, bytesOf({ text: "rahasia" }));
      expect([status, kind.name.startsWith("web") ? "" : text]).toEqual([door.refusal, ""]); // a page says a sentence to its reader
    }
    expect(world.sink.offered).toEqual([]);
  });

  able("door", "a body that is too large is refused, announced or not", async (world) => {
    world.start();
    const door = doorOf(world);
    const body = bytesOf({ text: "x".repeat(door.tooMany) });
    expect(await postOver(door, door.admit(body), body)).toBe(413);
    const stream = new Blob([new Uint8Array(body)]).stream(); // no content-length
    const { origin, ...headers } = door.admit(body);
    const init = { method: "POST", headers: { ...headers, ...(origin !== undefined && { origin }) }, body: stream, duplex: "half" };
    expect((await fetch(door.url + door.path, init as RequestInit)).status).toBe(413);
    expect(world.sink.offered).toEqual([]);
  });

  able("door", "what is no JSON, or none that we know, is done with at once and stops nothing", async (world) => {
    world.start();
    const door = doorOf(world);
    const senseless = ["", "{", "null", "[]", '"rahasia"', "7", "{}", '{"entry":7}', '{"update_id":"x"}', "\u0000", `${"[".repeat(7_000)}${"]".repeat(7_000)}`];
    for (const it of senseless)
      expect([it.slice(0, 20), await postOver(door, door.admit(bytesOf(it)), bytesOf(it))]).toEqual([it.slice(0, 20), door.senseless]);
    const notText = new Uint8Array([0xff, 0xfe, 0x00, 0x80]);
    expect(await postOver(door, door.admit(notText), notText)).toBe(door.senseless);
    expect(world.sink.offered).toEqual([]);
    await (await world.person()).says("Halo, ini rahasia").taken();
    expect(world.sink.texts()).toEqual(["Halo, ini rahasia"]);
  });

  able("door", "any JSON whatever is answered", async (world) => {
    world.start();
    const door = doorOf(world);
    const known = [
      "entry",
      "changes",
      "field",
      "value",
      "messages",
      "update_id",
      "message",
      "callback_query",
      "chat",
      "from",
      "id",
      "text",
      "menu",
      "choice",
      "start",
    ];
    const json = fc.letrec((again) => ({
      any: fc.oneof({ maxDepth: 4 }, fc.jsonValue(), fc.dictionary(fc.constantFrom(...known), again("any")), fc.array(again("any"), { maxLength: 3 })),
    })).any;
    await fc.assert(
      fc.asyncProperty(json, async (it) => {
        const [status] = await post(door, door.admit(bytesOf(it)), bytesOf(it));
        expect([200, 202, door.senseless]).toContain(status);
      }),
      { numRuns: 60 },
    );
  });

  always(`a message of 100 kB is ${{ whole: "taken whole", cut: "cut", refused: "refused" }[kind.huge]}, and the next one comes through`, async (world) => {
    world.start();
    const person = await world.person();
    const huge = "rahasia ".repeat(12_500);
    const taken = person.says(huge).taken();
    if (kind.huge === "refused") await expect(taken).rejects.toThrow("refused with 4");
    else await taken;
    await person.says("Halo, ini rahasia").taken();
    const [first = "", ...others] = world.sink.texts();
    if (kind.huge === "refused") expect([first, others]).toEqual(["Halo, ini rahasia", []]);
    else expect([huge.startsWith(first), kind.huge === "whole" ? huge.length : 4_096, others]).toEqual([true, first.length, ["Halo, ini rahasia"]]);
  });
}
