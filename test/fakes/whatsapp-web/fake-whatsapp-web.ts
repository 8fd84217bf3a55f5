import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { proto } from "@whiskeysockets/baileys";
import { WebSocketServer } from "ws";
import type { Patience } from "../telegram/waiting.ts";
import type { Clock } from "../whatsapp-cloud/clock.ts";
import { Account, type AccountFacts, type Trouble } from "./account.ts";
import { Connection } from "./connection.ts";
import { retire } from "./linking.ts";
import { welcome } from "./login.ts";
import { MediaHost } from "./media-host.ts";
import { Person, type PersonFacts } from "./person.ts";
import { serverIdentity } from "./server-identity.ts";
import { node, pnJid } from "./stanza.ts";
import { type Complaint, World } from "./world.ts";

export type { Account, AccountFacts, ClientReceipt, Trouble } from "./account.ts";
export type { SentFile } from "./contents.ts";
export type { Ending } from "./endings.ts";
export type { Fault, FaultTarget } from "./faults.ts";
export type { Heard, HeardFile } from "./heard.ts";
export type { MediaHost } from "./media-host.ts";
export { muteLibsignal } from "./mute-libsignal.ts";
export type { Person, PersonFacts } from "./person.ts";
export type { Said } from "./said.ts";
export type { Manner } from "./speaker.ts";
export type { Complaint } from "./world.ts";

/** What `account.trouble` is as long as everybody can read everything. */
export const noTrouble: Trouble = { clientAskedAgain: 0, clientCouldNotRead: [], thrownBack: [], peopleCouldNotRead: [], ownPhoneCouldNotRead: [] };

export interface FakeWhatsAppWebOptions {
  /** How many QR codes a client can make before it has to connect again; six on the real one. */
  refs?: number;
  /** Whether the server's certificate chain is signed by the root in `rootPublicKey`, or by nobody. */
  certificate?: "own" | "forged";
}

/** WhatsApp's server for Web clients over loopback, with people on the other side. Hand `url` to the client as `waWebSocketUrl`. */
export async function fakeWhatsAppWeb(options: FakeWhatsAppWebOptions = {}): Promise<FakeWhatsAppWeb> {
  const media = new MediaHost();
  await media.start();
  const world = new World(serverIdentity(options.certificate === "forged"), media);
  world.refsPerPairing = options.refs ?? 6;
  const server = createServer();
  const sockets = new WebSocketServer({ server, path: "/ws/chat", perMessageDeflate: false });
  sockets.on("connection", (socket) => new Connection(world, socket, (connection, who) => welcome(world, connection, who)));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return new FakeWhatsAppWeb(world, server);
}

export class FakeWhatsAppWeb {
  readonly url: string;
  readonly media: MediaHost;
  readonly #world: World;
  readonly #server: Server;
  readonly #given = new Map<string, number>();

  constructor(world: World, server: Server) {
    this.#world = world;
    this.#server = server;
    this.media = world.media;
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws/chat`;
  }

  /** A number of ours, on its phone. */
  account(facts: AccountFacts = {}): Account {
    return this.#world.addAccount(new Account(this.#world, { phone: this.#freeNumber("62811"), ...facts }));
  }

  /** Somebody with another number. */
  person(facts: PersonFacts = {}): Person {
    return this.#world.addPerson(new Person(this.#world, { phone: this.#freeNumber("62812"), ...facts }));
  }

  /** So many, named and numbered. */
  people(count: number, facts: Omit<PersonFacts, "name" | "phone" | "lid"> = {}): Person[] {
    return Array.from({ length: count }, (_, at) => this.person({ ...facts, name: `Orang ${at + 1}` }));
  }

  /** A channel the number follows. */
  newsletterPosts(text: string, to: Account = this.#world.firstAccount): void {
    const attrs = { ...this.#world.stamp(), from: "120363000000000001@newsletter", type: "text", server_id: "101" };
    for (const device of to.devices.values())
      device.deliver(node("message", attrs, [node("plaintext", {}, proto.Message.encode({ conversation: text }).finish())]));
  }

  /** For `WA_CERT_DETAILS.PUBLIC_KEY` of a client that should trust this server and no other. */
  get rootPublicKey(): Uint8Array {
    return this.#world.identity.rootPublicKey;
  }

  /** What no correct client does. A good test ends with this empty. */
  get complaints(): readonly Complaint[] {
    return this.#world.complaints;
  }

  /** Queries nobody here knows; they got an empty result. */
  get unknownQueries(): readonly string[] {
    return this.#world.unknownQueries;
  }

  /** The server's clock, by which stanzas are stamped; may go ahead or behind. */
  get clock(): Clock {
    return this.#world.clock;
  }

  /** Open lines, logged in or not. */
  get connections(): number {
    return this.#world.connections.size;
  }

  /** Clients that wait to be linked. */
  get unpaired(): number {
    return new Set(this.#world.candidates.values()).size;
  }

  /** Pairing by this QR stalls: its secret is worth nothing any more, and the client is told to make another. */
  retires(qr: string): void {
    retire(this.#world, qr);
  }

  /** New lines are greeted after so many milliseconds, or when the promise resolves. */
  delaysHandshake(after: number | Promise<unknown>): void {
    this.#world.handshakeDelay = after;
  }

  /** Waits for something to be so; looked at again whenever something happened. */
  until<T>(find: () => T | undefined | false, patience: Patience & { what?: string } = {}): Promise<T> {
    return this.#world.waiters.until(find, patience, () => patience.what ?? "it did not come to be so");
  }

  #freeNumber(prefix: string): string {
    const given = (this.#given.get(prefix) ?? 0) + 1;
    this.#given.set(prefix, given);
    const phone = `${prefix}${String(given).padStart(8, "0")}`;
    return this.#world.find(pnJid(phone)) ? this.#freeNumber(prefix) : phone;
  }

  async stop(): Promise<void> {
    for (const connection of this.#world.connections) connection.drop();
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
    await this.media.stop();
  }
}
