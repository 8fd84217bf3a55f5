import { type AuthenticationCreds, S_WHATSAPP_NET } from "@whiskeysockets/baileys";
import type { Patience } from "../telegram/waiting.ts";
import type { Addressee } from "./addressee.ts";
import { Device } from "./device.ts";
import { type Ending, endWith } from "./endings.ts";
import { type Fault, Faults, type FaultTarget } from "./faults.ts";
import type { Heard } from "./heard.ts";
import { linkByCode, linkByQr } from "./linking.ts";
import { OwnPhone } from "./own-phone.ts";
import type { Person } from "./person.ts";
import { readyCredentials } from "./ready-credentials.ts";
import type { SignalEnd } from "./signal-end.ts";
import { lidJid, node, pnJid } from "./stanza.ts";
import type { World } from "./world.ts";

export interface AccountFacts {
  /** With country code, digits only; the next free one by default. */
  phone?: string;
  lid?: string;
  name?: string;
}

/** What the client told about a message it got. */
export interface ClientReceipt {
  id: string;
  to: string;
  /** Empty for "delivered". */
  type: string;
}

/** Messages that could not be read. A client that keeps its keys leaves all of it empty. */
export interface Trouble {
  /** Resends the client asked for, because it could not read what came. */
  clientAskedAgain: number;
  /** Ids of those that it could not read at the first time: its session is hurt. What comes again after a crash may have been opened already. */
  clientCouldNotRead: string[];
  /** Messages the client threw back with WhatsApp's nack code; 500 also for jids it ignores, 487 for a message it has read before. */
  thrownBack: { code: string; id: string; from: string }[];
  /** Ids of messages of the client that people could not read. */
  peopleCouldNotRead: string[];
  /** Ids of messages whose copy for the own phone it could not read. */
  ownPhoneCouldNotRead: string[];
}

/** A number on WhatsApp and the phone it lives on, to which the assistant links itself as a device. */
export class Account implements Addressee {
  readonly phone: string;
  readonly lidUser: string;
  readonly name: string;
  readonly pn: string;
  readonly lid: string;
  readonly tellsLid = true;
  readonly ownPhone: OwnPhone;
  readonly faults = new Faults();
  readonly devices = new Map<number, Device>();
  /** Times a client was linked by QR or code. */
  registrations = 0;
  logins = 0;
  /** Times a client removed itself. */
  loggedOutByClient = 0;
  /** All that the client sent and people could read, in the order of arrival, repeats left out. */
  readonly sent: Heard[] = [];
  /** Ids of messages the client sent more than once; people saw them once. */
  readonly repeats: string[] = [];
  /** Messages refused with an error. */
  readonly refused: { id: string; code: number }[] = [];
  /** People the client wrote to who had not written first. */
  readonly approached = new Set<string>();
  /** Jids the client asked about: is that number on WhatsApp? */
  readonly lookedUp: string[] = [];
  /** Jids the client gave its token of trust to. */
  readonly trusted = new Set<string>();
  readonly receipts: ClientReceipt[] = [];
  readonly trouble: Trouble = { clientAskedAgain: 0, clientCouldNotRead: [], thrownBack: [], peopleCouldNotRead: [], ownPhoneCouldNotRead: [] };
  /** While set, people who gave no token of trust get nothing: acknowledgement 463. */
  restriction: { until?: Date } | undefined;
  /** As the client last said: available or unavailable. */
  presence: string | undefined;
  readonly #world: World;
  #numbers = 0;

  constructor(world: World, { phone, lid = `9${phone}`, name = "Nomor Uji" }: AccountFacts & { phone: string }) {
    this.#world = world;
    this.phone = phone;
    this.lidUser = lid;
    this.name = name;
    this.pn = pnJid(phone);
    this.lid = lidJid(lid);
    this.ownPhone = new OwnPhone(world, this);
  }

  /** Credentials of a device that was linked before, ready to log in. Counts as no registration. */
  linkedDevice(): AuthenticationCreds {
    const number = this.nextDeviceNumber();
    const { creds, keys } = readyCredentials(this, number, Math.floor(this.#world.clock.now() / 1000));
    this.devices.set(number, new Device(this.#world, this, number, keys));
    return creds;
  }

  /** The newest linked device. */
  get device(): Device {
    const newest = [...this.devices.values()].at(-1);
    if (!newest) throw new Error(`no device is linked to ${this.name}`);
    return newest;
  }

  /** Holds the phone's camera in front of a QR, old form or new. Throws what the phone would say when it does not work. */
  scans(qr: string): void {
    linkByQr(this.#world, this, qr);
  }

  /** Types the eight characters of a pairing code into the phone. Rejects with what the phone would say. */
  entersCode(code: string): Promise<void> {
    return linkByCode(this.#world, this, code.replace("-", ""));
  }

  /** A client shows a pairing code for this number. */
  get awaitsCode(): boolean {
    return [...this.#world.candidates.values()].some((it) => it.code?.account === this.pn);
  }

  /** Somebody writes on the phone itself. Returns the message's id. */
  writesByHand(to: Person, text: string): string {
    return this.ownPhone.writes(to, text);
  }

  /** After linking: the phone sends its (empty) history and whom it knows, which ends Baileys' wait of 20 s. */
  syncs(people: Person[] = []): void {
    this.ownPhone.syncs(people);
  }

  /** Removes the newest device from the phone's list of linked devices. */
  unlinks(): void {
    const { device } = this;
    this.devices.delete(device.number);
    if (device.connection) endWith(device.connection, 401);
  }

  /** Ends the client's connection in a given way: by a disconnect code, by a break, or by a line that hangs half open. */
  ends(how: Ending): void {
    const { connection } = this.device;
    if (!connection) throw new Error(`${this.name} is not connected`);
    endWith(connection, how);
  }

  /** Scripts what happens to the next messages, logins or queries. */
  fault(target: FaultTarget, fault: Fault): void {
    this.faults.add(target, fault);
  }

  /** A client is logged in and has been handed all that waited. */
  get connected(): boolean {
    return [...this.devices.values()].some((it) => it.active);
  }

  async online(patience: Patience = {}): Promise<void> {
    await this.#world.waiters.until(
      () => this.connected,
      patience,
      () => `${this.name} did not come online`,
    );
  }

  async offline(patience: Patience = {}): Promise<void> {
    await this.#world.waiters.until(
      () => !this.connected,
      patience,
      () => `${this.name} stayed online`,
    );
  }

  /** Waits until the newest device has acknowledged everything. */
  async drained(patience: Patience = {}): Promise<void> {
    const { waiting } = this.device;
    const some = () => [...waiting.keys()].slice(0, 5).join(", ");
    await this.#world.waiters.until(
      () => waiting.size === 0,
      patience,
      () => `${waiting.size} stanzas were not acknowledged: ${some()}`,
    );
  }

  /** Restricts the account as WhatsApp does before a ban, and tells the client. */
  restrict(until?: Date): void {
    this.restriction = until ? { until } : {};
    const ends = until && { time_enforcement_ends: String(Math.floor(until.getTime() / 1000)) };
    this.#tellRestriction({ is_active: true, enforcement_type: "DEFAULT", ...ends });
  }

  unrestrict(): void {
    this.restriction = undefined;
    this.#tellRestriction({ is_active: false });
  }

  deviceNumbers(): number[] {
    return [0, ...this.devices.keys()];
  }

  endOf(device: number): SignalEnd | undefined {
    return device === 0 ? this.ownPhone.signal : undefined;
  }

  nextDeviceNumber(): number {
    this.#numbers += 1;
    return this.#numbers;
  }

  #tellRestriction(payload: object): void {
    const attrs = { from: S_WHATSAPP_NET, t: this.#world.clock.stamp(), type: "mex" };
    const body = Buffer.from(JSON.stringify({ data: { xwa2_notify_account_reachout_timelock: payload } }));
    const update = node("update", { op_name: "NotificationUserReachoutTimelockUpdate" }, body);
    for (const device of this.devices.values()) device.deliver(node("notification", { ...attrs, id: this.#world.nextStanzaId() }, [update]));
  }
}
