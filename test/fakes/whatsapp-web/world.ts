import type { BinaryNode } from "@whiskeysockets/baileys";
import { Waiters } from "../telegram/waiting.ts";
import { type Clock, scriptedClock } from "../whatsapp-cloud/clock.ts";
import type { Account } from "./account.ts";
import type { Addressee } from "./addressee.ts";
import type { Candidate } from "./candidate.ts";
import type { Connection } from "./connection.ts";
import type { MediaHost } from "./media-host.ts";
import type { Person } from "./person.ts";
import type { ServerIdentity } from "./server-identity.ts";
import { brief, userOf } from "./stanza.ts";

/** Something no correct client does. */
export interface Complaint {
  problem: string;
  stanza: string;
}

/** All that one server knows. */
export class World {
  readonly clock: Clock = scriptedClock();
  readonly waiters = new Waiters();
  readonly identity: ServerIdentity;
  readonly media: MediaHost;
  readonly complaints: Complaint[] = [];
  /** Queries nobody here has an answer to; they got an empty result. */
  readonly unknownQueries: string[] = [];
  readonly accounts: Account[] = [];
  readonly connections = new Set<Connection>();
  /** Unpaired clients, by what stands in their QR. */
  readonly candidates = new Map<string, Candidate>();
  /** Secrets of QR codes that the server wants no more. */
  readonly retiredSecrets = new Set<string>();
  readonly #directory = new Map<string, Addressee>();
  readonly #people = new Map<string, Person>();
  handshakeDelay: number | Promise<unknown> = 0;
  refsPerPairing = 6;
  #stanzas = 0;

  constructor(identity: ServerIdentity, media: MediaHost) {
    this.identity = identity;
    this.media = media;
  }

  get firstAccount(): Account {
    const [first] = this.accounts;
    if (!first) throw new Error("there is no account yet");
    return first;
  }

  addAccount(account: Account): Account {
    this.#enlist(account);
    this.accounts.push(account);
    return account;
  }

  addPerson(person: Person): Person {
    this.#enlist(person);
    this.#people.set(person.pn, person).set(person.lid, person);
    return person;
  }

  find(jid: string | undefined): Addressee | undefined {
    return this.#directory.get(userOf(jid));
  }

  personAt(jid: string | undefined): Person | undefined {
    return this.#people.get(userOf(jid));
  }

  complain(problem: string, stanza?: BinaryNode): void {
    this.complaints.push({ problem, stanza: stanza ? brief(stanza) : "" });
    this.waiters.wake();
  }

  #enlist(one: Addressee): void {
    for (const jid of [one.pn, one.lid]) {
      if (this.#directory.has(jid)) throw new Error(`${jid} is taken`);
      this.#directory.set(jid, one);
    }
  }

  nextStanzaId(): string {
    this.#stanzas += 1;
    return `srv${this.#stanzas}`;
  }

  /** Id and time of a stanza the server makes. */
  stamp(): { id: string; t: string } {
    return { id: this.nextStanzaId(), t: this.clock.stamp() };
  }

  /** For work in the background. */
  broke = (error: unknown): void => this.complain(`the fake broke: ${error instanceof Error ? error.stack : String(error)}`);
}
