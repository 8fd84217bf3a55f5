import type { BinaryNode } from "@whiskeysockets/baileys";
import type { WebSocket } from "ws";
import { due } from "./faults.ts";
import { type Introduction, ServerNoise } from "./noise.ts";
import { node } from "./stanza.ts";
import type { World } from "./world.ts";

type Stage = "hello" | "finish" | "nodes";

/** One client's line to the server: the handshake, then nodes one after the other. */
export class Connection {
  /** Who gets the nodes, once it is known whose line this is. */
  takes: (it: BinaryNode) => void | Promise<void> = () => {};
  closed = false;
  readonly #world: World;
  readonly #socket: WebSocket;
  readonly #noise: ServerNoise;
  readonly #introduced: (connection: Connection, who: Introduction) => void;
  #stage: Stage = "hello";
  #hanging = false;
  #work: Promise<void> = Promise.resolve();

  constructor(world: World, socket: WebSocket, introduced: (connection: Connection, who: Introduction) => void) {
    this.#world = world;
    this.#socket = socket;
    this.#noise = new ServerNoise(world.identity);
    this.#introduced = introduced;
    world.connections.add(this);
    socket.on("message", (data: Buffer) => {
      if (this.#hanging) return;
      this.#work = this.#work.then(() => this.#read(data)).catch((error: unknown) => this.#broken(error));
    });
    socket.on("error", () => this.#over());
    socket.on("close", () => this.#over());
    world.waiters.wake();
  }

  /** Runs when the line is gone, whoever cut it. */
  onClosed: () => void = () => {};

  send(it: BinaryNode): void {
    if (this.closed || this.#hanging) return;
    this.#socket.send(this.#noise.seal(it));
  }

  /** Says a last word and hangs up. */
  finish(...last: BinaryNode[]): void {
    for (const it of last) this.send(it);
    this.#over();
    this.#socket.close();
  }

  /** What a login gets that is not welcome. */
  refuse(reason: number): void {
    this.finish(node("failure", { reason: String(reason), location: "lla" }));
  }

  /** Breaks without a word. */
  drop(): void {
    this.#over();
    this.#socket.terminate();
  }

  /** Half open from here on: nothing is heard, nothing said, and nobody hangs up. */
  hang(): void {
    this.#hanging = true;
  }

  async #read(data: Buffer): Promise<void> {
    for (const frame of this.#noise.frames(data)) {
      if (this.closed) return;
      if (this.#stage === "nodes") await this.takes(await this.#noise.open(frame));
      else await this.#shakeHands(frame);
    }
  }

  async #shakeHands(frame: Buffer): Promise<void> {
    if (this.#stage === "hello") {
      this.#stage = "finish";
      const answer = this.#noise.hello(frame);
      if (this.#world.handshakeDelay !== 0) await due(this.#world.handshakeDelay);
      if (!this.closed) this.#socket.send(answer);
      return;
    }
    const who = this.#noise.finish(frame);
    this.#stage = "nodes";
    this.#introduced(this, who);
  }

  #broken(error: unknown): void {
    if (this.closed) return;
    this.#world.complain(`cannot be understood: ${error instanceof Error ? error.stack : String(error)}`);
    this.drop();
  }

  #over(): void {
    if (this.closed) return;
    this.closed = true;
    this.#world.connections.delete(this);
    this.onClosed();
    this.#world.waiters.wake();
  }
}
