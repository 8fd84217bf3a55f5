import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileKind } from "../../../src/core/file-kind.ts";
import { stripMetadata } from "../../../src/features/completion/handed/strip-metadata.ts";
import { exif, jpeg, png, webp } from "./pictures.ts";

const secret = "LOKASI-RAHASIA";
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

describe("a picture handed in", () => {
  it("is told by its own bytes", () => {
    expect([jpeg(1, "x"), png("x"), webp("x"), Buffer.from("%PDF-1.7"), Buffer.from("GIF89a"), Buffer.alloc(0)].map(fileKind)).toEqual([
      "image/jpeg",
      "image/png",
      "image/webp",
      "application/pdf",
      null,
      null,
    ]);
  });

  it("loses where and with what it was taken, as JPEG, and keeps its turn and its pixels", () => {
    const given = jpeg(6, secret);
    expect(text(given)).toContain(secret);
    const kept = Buffer.from(stripMetadata(given, "image/jpeg"));
    expect(text(kept)).not.toContain(secret);
    expect(text(kept)).not.toContain("adobe");
    // SOI, then the turn alone, then JFIF, table, scan.
    expect(kept.subarray(0, 4).toString("hex")).toBe("ffd8ffe1");
    expect(kept.readUInt16BE(4 + 2 + 6 + 8 + 2 + 8)).toBe(6);
    expect(text(kept)).toContain("JFIF");
    expect(text(kept).endsWith(text(given).slice(-(5 + 2 + 10)))).toBe(true);
    // A second time changes nothing more.
    expect(Buffer.from(stripMetadata(kept, "image/jpeg")).equals(kept)).toBe(true);
  });

  it("gets no turn where it has none, and loses what hangs behind the end", () => {
    const kept = Buffer.from(stripMetadata(Buffer.concat([jpeg(1, secret), jpeg(1, secret)]), "image/jpeg"));
    expect(text(kept)).not.toMatch(/Exif|RAHASIA/);
    expect(kept.subarray(-2).toString("hex")).toBe("ffd9");
  });

  it("loses it as PNG and as WebP too", () => {
    const small = Buffer.from(stripMetadata(png(secret), "image/png"));
    expect(text(small)).not.toContain(secret);
    expect(["IHDR", "IDAT", "IEND"].every((it) => text(small).includes(it))).toBe(true);
    const web = Buffer.from(stripMetadata(webp(secret), "image/webp"));
    expect(text(web)).not.toContain(secret);
    expect(web.readUInt32LE(4)).toBe(web.length - 8);
    expect((web[20] ?? 255) & 0b1100).toBe(0);
    expect(text(web)).toContain("VP8 ");
  });

  it("stays as it is as PDF: a change would break its signature", () => {
    const pdf = Buffer.from(`%PDF-1.7 ${secret}`);
    expect(stripMetadata(pdf, "application/pdf")).toBe(pdf);
  });

  it("never throws, whatever the bytes are", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom("image/jpeg" as const, "image/png" as const, "image/webp" as const),
        fc.nat(60),
        (noise, kind, at) => {
          const whole = kind === "image/jpeg" ? jpeg(3, "abc") : kind === "image/png" ? png("abc") : webp("abc");
          for (const bytes of [
            noise,
            whole.subarray(0, at),
            Buffer.concat([whole.subarray(0, at), noise]),
            Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 40]), exif(9, "x").subarray(0, at)]),
          ])
            stripMetadata(bytes, kind);
        },
      ),
    );
  });
});
