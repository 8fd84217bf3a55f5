import type { SignalEnd } from "./signal-end.ts";

/** Somebody whom a client may write to: a person, or the own number. */
export interface Addressee {
  /** With phone number, and with LID; both without a device. */
  readonly pn: string;
  readonly lid: string;
  readonly name: string;
  /** The server may tell others which LID belongs to the phone. */
  readonly tellsLid: boolean;
  /** 0 is the phone. */
  deviceNumbers(): number[];
  /** The end that reads what is written to a device, if it is one of ours. */
  endOf(device: number): SignalEnd | undefined;
}
