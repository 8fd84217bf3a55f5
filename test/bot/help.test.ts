import { describe, expect, it } from "vitest";
import { helpCapabilities } from "../../src/bot/help.ts";
import { catalogOf } from "../../src/catalog.ts";
import type { Capability, Context } from "../../src/core/capability.ts";
import type { Role } from "../../src/core/person.ts";

// Handlers are never called: what they stand on may be missing.
const catalog: Capability[] = catalogOf({} as never, [] as never);
const all: Capability[] = [...catalog, ...helpCapabilities(() => all)];
const help = (roles: Role[], of = all): Promise<string> => {
  const [it] = helpCapabilities(() => of);
  const person = roles.length > 0 ? { id: 1, roles, handleId: 1, agency: {} } : null;
  return (it as Capability).handle({ person } as unknown as Context, {}).then(({ reply }) => reply.text);
};
const commands = (text: string) => [...text.matchAll(/\/([a-z]+)/g)].map((it) => it[1]);
const titles = (text: string) => [...text.matchAll(/^\*(.+)\*$/gm)].map((it) => it[1]);

describe("what the assistant can do", () => {
  it.each<Role[][]>([[[]], [["asn"]], [["asn", "supervisor"]], [["asn", "officer"]]])(
    "names every command that %j may use, once, and no other",
    async (roles) => {
      const allowed = all.filter((it) => it.command && it.roles.some((role) => role === "guest" || roles.includes(role))).map((it) => it.command);
      const wanted = allowed.filter((it) => it !== "bantuan" && it !== "start" && it !== "verifikasi" && it !== "faktor");
      expect(commands(await help(roles)).sort()).toEqual(wanted.sort());
    },
  );

  it("groups them by subject, a subject only for whom it concerns", async () => {
    expect(titles(await help([]))).toEqual(["Aturan", "Kompetensi dan pelatihan", "Data saya"]);
    expect(titles(await help(["asn", "supervisor"]))).toEqual(["Aturan", "Kompetensi dan pelatihan", "Data saya", "Untuk atasan"]);
  });

  it("fits a phone: few lines, and none that wraps", async () => {
    const lines = (await help(["asn", "supervisor"])).split("\n").filter(Boolean);
    expect(lines.length).toBeLessThanOrEqual(26);
    for (const it of lines.slice(1)) expect(it.length, it).toBeLessThanOrEqual(38);
  });

  it("lists a command of no subject with its own words", async () => {
    const other = { ...(catalog[0] as Capability), id: "other", command: "lain", about: "Hal lain." };
    expect(await help([], [other])).toContain("*Lainnya*\n/lain — Hal lain.");
  });
});
