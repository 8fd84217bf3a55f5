import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { settingLines } from "../../src/settings/config.ts";
import { freshFolder } from "../world.ts";
import { assignments, commandOf, stepsOf } from "./dockerfile.ts";
import { type Program, ready, start } from "./process.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (name: string) => readFileSync(join(root, name), "utf8");
const nobody = 65534;
/** The image's user, who is not root; else it is whoever runs the tests. */
const asNobody = process.getuid?.() === 0 ? { user: nobody } : {};

/** Carries out a Dockerfile below a folder that stands for `/`. Only the base image is not its own: a copy of our Node stands for it. */
class Image {
  readonly #root: string;
  readonly environment: Record<string, string>;
  #workdir = "/";
  #user = "root";
  readonly #programs: Program[] = [];
  health: string[] = [];
  command: string[] = [];

  constructor(folder: string) {
    this.#root = folder;
    const bin = join(folder, "usr/bin");
    mkdirSync(bin, { recursive: true });
    copyFileSync(process.execPath, join(bin, "node"));
    mkdirSync(join(folder, "home"));
    this.environment = { PATH: [bin, process.env.PATH].join(delimiter), HOME: join(folder, "home") };
  }

  /** Folders of the image lie below ours. */
  at = (path: string): string => join(this.#root, path.startsWith("/") ? path : join(this.#workdir, path));

  async build(text: string): Promise<void> {
    for (const { word, rest } of stepsOf(text)) await this.#step(word, rest);
  }

  async #step(word: string, rest: string): Promise<void> {
    if (word === "FROM") expect(rest).toBe(`node:${process.versions.node.split(".")[0]}-slim`);
    else if (word === "ENV") Object.assign(this.environment, assignments(this.#below(rest)));
    else if (word === "WORKDIR") this.#enter(rest);
    else if (word === "COPY") this.#copy(rest.split(/\s+/));
    else if (word === "RUN") await this.#run(rest);
    else if (word === "USER") this.#user = rest;
    else if (word === "VOLUME") expect(existsSync(this.at(rest))).toBe(true);
    else if (word === "HEALTHCHECK") this.health = commandOf(rest);
    else if (word === "CMD") this.command = commandOf(rest);
    else if (word === "EXPOSE") expect(rest).toBe(this.environment.PORT);
    else if (word === "STOPSIGNAL") expect(rest).toBe("SIGTERM");
    else throw new Error(`this test does not know the step ${word}`);
  }

  #enter(folder: string): void {
    this.#workdir = folder;
    mkdirSync(this.at("."), { recursive: true });
  }

  #copy(names: string[]): void {
    const target = this.at(names.at(-1) ?? "");
    for (const name of names.slice(0, -1)) {
      const source = join(root, name);
      cpSync(source, statSync(source).isDirectory() || (names.length === 2 && !target.endsWith("/")) ? target : join(target, name), { recursive: true });
    }
  }

  /** Before USER as whoever runs the tests, as an image is built by its root; then as that user. */
  async #run(line: string): Promise<void> {
    const own = process.getuid?.() === 0 ? `${nobody}:${nobody}` : `${process.getuid?.()}:${process.getgid?.()}`;
    const step = this.#spawn(
      ["sh", "-ec", this.#below(line).replaceAll("node:node", own)],
      { ...this.environment, ...network() },
      this.#user === "root" ? {} : asNobody,
    );
    expect(await step.ended, step.err() + step.out()).toBe(0);
  }

  #below = (text: string): string => text.replace(/(?<![\w~.*-])\/(data|app)\b/g, `${this.#root}/$1`);

  /** As the image's user, who is not root. */
  spawn(command: string[]) {
    expect(this.#user).toBe("node");
    return this.#spawn(command, this.environment, asNobody);
  }

  #spawn(command: string[], settings: Record<string, string>, as: { user?: number } = {}): Program {
    const program = start(command, { cwd: this.at("."), settings, ...as });
    this.#programs.push(program);
    return program;
  }

  async remove(): Promise<void> {
    for (const it of this.#programs) it.child.kill("SIGKILL");
    await Promise.all(this.#programs.map((it) => it.ended));
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** How this machine reaches the package registry: its npm settings, cache and certificates. */
function network(): Record<string, string> {
  const given = Object.entries(process.env).filter(([name]) => /^(https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+)$/i.test(name));
  const home = homedir();
  return {
    ...Object.fromEntries(given.map(([name, value]) => [name, value ?? ""])),
    npm_config_userconfig: join(home, ".npmrc"),
    npm_config_cache: process.env.npm_config_cache ?? join(home, ".npm"),
    npm_config_prefer_offline: "true",
  };
}

describe("the Dockerfile", () => {
  let image: Image | undefined;
  afterEach(() => image?.remove());

  it("makes a service that installs, runs without being root, is healthy, and stops with 0", { timeout: 300_000 }, async () => {
    const folder = freshFolder();
    chmodSync(folder.path, 0o755);
    image = new Image(folder.path);
    await image.build(read("Dockerfile"));
    expect(existsSync(image.at("node_modules/vitest"))).toBe(false);
    const made = readdirSync(image.at("node_modules/.cache/kawan-asn"), { recursive: true, encoding: "utf8" });
    expect([made.some((it) => it.startsWith("code/")), made.some((it) => it.startsWith("learnt/requests"))]).toEqual([true, true]);
    image.environment.PORT = String(await freePort());
    image.environment.HOST = "127.0.0.1"; // the tests listen on no other interface
    const unhealthy = image.spawn(image.health);
    expect(await unhealthy.ended).toBe(1);

    const service = image.spawn(image.command);
    await ready(service);
    const healthy = image.spawn(image.health);
    expect(await healthy.ended, healthy.err()).toBe(0);
    const list = image.spawn(["node", "src/cli.ts", "knowledge", "list"]);
    expect(await list.ended, list.err()).toBe(0);
    expect(statSync(image.at("/data/pg")).uid).toBe(statSync(image.at("/data")).uid);
    service.child.kill("SIGTERM");
    expect(await service.ended, service.err()).toBe(0);
  });

  it("is given nothing but what it copies", () => {
    const copied = stepsOf(read("Dockerfile"))
      .filter((it) => it.word === "COPY")
      .flatMap((it) => it.rest.split(/\s+/).slice(0, -1));
    const letIn = read(".dockerignore")
      .split("\n")
      .filter((it) => it.startsWith("!"))
      .map((it) => it.slice(1));
    expect(letIn.sort()).toEqual(copied.sort());
    expect(read(".dockerignore").split("\n")[0]).toBe("*");
  });
});

describe("compose.yaml", () => {
  const { services } = parse(read("compose.yaml"));

  it("sets only what the program knows, on a server that is new enough", () => {
    for (const name of Object.keys(services.kawan.environment)) expect(settingLines().join("\n")).toContain(`  ${name} `);
    expect(Number(/^postgres:(\d+)$/.exec(services.db.image)?.[1])).toBeGreaterThanOrEqual(15);
    expect(services.kawan.environment.DATABASE_URL).toContain(`@db:5432/${services.db.environment.POSTGRES_DB}`);
    expect(services.kawan.depends_on.db.condition).toBe("service_healthy");
  });

  it("keeps the data in volumes, where the image has them", () => {
    const volumes = stepsOf(read("Dockerfile"))
      .filter((it) => it.word === "VOLUME")
      .map((it) => it.rest);
    expect(services.kawan.volumes.map((it: string) => it.split(":")[1])).toEqual(volumes);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
