import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { helpCapabilities } from "../../src/bot/help.ts";
import { parseRequests } from "../../src/bot/understand/request-file.ts";
import { catalogOf } from "../../src/catalog.ts";
import type { Capability } from "../../src/core/capability.ts";

const text = readFileSync("knowledge/permintaan.yaml", "utf8");
const requests = parseRequests(text);
const own = catalogOf({} as Parameters<typeof catalogOf>[0], { entries: [], version: "" } as unknown as Parameters<typeof catalogOf>[1]);
const catalog: Capability[] = [...own, ...helpCapabilities(() => own)];

describe("the examples of requests", () => {
  it("hold no key twice", () => {
    expect(() => parse(text)).not.toThrow();
  });

  it("read only parts that their capability has", () => {
    const wrong = [...requests.abilities].flatMap(([id, { input }]) => {
      const capability = catalog.find((it) => it.id === id);
      return capability
        ? Object.keys(input)
            .filter((name) => !Object.hasOwn(capability.input.shape, name))
            .map((name) => `${id}.${name}`)
        : [];
    });
    expect(wrong).toEqual([]);
  });

  it("offer only what has a button, and name nothing both there and missing", () => {
    const offered = [...[...requests.missing.values()].flatMap((it) => it.offer), ...requests.aboutColleague];
    expect(offered.length).toBeGreaterThan(2);
    expect(offered.filter((id) => !requests.abilities.has(id))).toEqual([]);
    expect([...requests.missing.keys()].filter((id) => requests.abilities.has(id))).toEqual([]);
  });

  it("have a button of their own for each capability", () => {
    const buttons = [...requests.abilities.values()].map((it) => it.button);
    expect(new Set(buttons).size).toBe(buttons.length);
  });

  it("say of no sentence that it asks for two things", () => {
    const labels = Map.groupBy(requests.examples, (it) => it.text.toLowerCase());
    const both = [...labels].filter(([, list]) => new Set(list.map((it) => it.label)).size > 1).map(([sentence]) => sentence);
    expect(both).toEqual([]);
  });

  it("hold no sentence of a question set", () => {
    const folder = "test/questions";
    const asked = readdirSync(folder)
      .filter((it) => it.endsWith(".jsonl") && existsSync(`${folder}/${it}`))
      .flatMap((it) => readFileSync(`${folder}/${it}`, "utf8").split("\n"))
      .filter((it) => it.trim() !== "")
      .map((it) => JSON.parse(it))
      .map((it) =>
        String(it.text ?? it.question)
          .trim()
          .toLowerCase(),
      );
    const sentences = new Set(asked.filter((it) => it.split(/\s+/).length >= 5));
    expect(requests.examples.filter((it) => sentences.has(it.text.toLowerCase())).map((it) => it.text)).toEqual([]);
  });

  it("are refused with what is wrong", () => {
    expect(() => parseRequests("kemampuan: { x: { contoh: [a] } }")).toThrow(/tombol/);
    expect(() => parseRequests("kemampuan: { x: { tombol: Tombol yang terlalu panjang, contoh: [a] } }")).toThrow(/tombol/);
    expect(() => parseRequests("kemampuan: { x: { tombol: X, contoh: [a], isi: { y: entah } } }")).toThrow();
  });
});
