import { randomBytes } from "node:crypto";
import { type Clock, scriptedClock } from "./clock.ts";
import { type Faults, type Operation, scriptedFaults } from "./faults.ts";
import { type MediaStore, mediaStore } from "./media-store.ts";
import type { Person } from "./person.ts";
import { type Accepted, type Statuses, statusReports } from "./statuses.ts";
import { type Templates, templateBook } from "./templates.ts";
import type { Line } from "./webhook-body.ts";
import { type Webhooks, webhooks } from "./webhooks.ts";

/** One request of the app. */
export interface Call {
  operation: Operation | "other";
  method: string;
  path: string;
  body: unknown;
  at: number;
  /** Of the answer; 0 while there is none. */
  status: number;
  fault?: string;
}

/** A request that does not follow Meta's documentation. */
export interface Violation {
  method: string;
  path: string;
  problem: string;
  body: unknown;
}

/** Limits of Meta's that are off unless a scenario turns them on. */
export interface Limits {
  /** One message in six seconds to the same person, 45 ahead. */
  pair: boolean;
  /** Messages a second of one number; 0 is unlimited. */
  throughput: number;
}

export interface Config {
  token: string;
  appSecret: string;
  verifyToken: string;
  callback: string;
  account: string;
}

/** Who is known by which number and user id. */
export interface People {
  remember(person: Person): void;
  forget(person: Person): void;
  byPhone(digits: string): Person | undefined;
  byUserId(id: string): Person | undefined;
}

export interface World {
  config: Config;
  clock: Clock;
  people: People;
  lines: Map<string, Line>;
  line(id?: string): Line;
  media: MediaStore;
  templates: Templates;
  faults: Faults;
  webhooks: Webhooks;
  statuses: Statuses;
  limits: Limits;
  quality: "GREEN" | "YELLOW" | "RED";
  calls: Call[];
  violations: Violation[];
  accepted: Map<string, Accepted>;
  /** Who wrote a message the app may quote or mark as read. */
  incomingIds: Map<string, Person>;
  newMessageId(): string;
}

export function newWorld(config: Config, first: Line): World {
  const clock = scriptedClock();
  const out = webhooks(config, clock);
  const lines = new Map([[first.id, first]]);
  const run = randomBytes(6).toString("hex").toUpperCase();
  let messages = 0;
  return {
    config,
    clock,
    people: people(),
    lines,
    line(id = first.id) {
      const found = lines.get(id);
      if (!found) throw new Error(`no number ${id}; add it with graph.addNumber`);
      return found;
    },
    media: mediaStore(clock),
    templates: templateBook(),
    faults: scriptedFaults(),
    webhooks: out,
    statuses: statusReports(out, clock),
    limits: { pair: false, throughput: 0 },
    quality: "GREEN",
    calls: [],
    violations: [],
    accepted: new Map(),
    incomingIds: new Map(),
    newMessageId: () => `wamid.${Buffer.from(`HBg${run}${String(messages++).padStart(9, "0")}`).toString("base64")}`,
  };
}

function people(): People {
  const phones = new Map<string, Person>();
  const ids = new Map<string, Person>();
  return {
    remember(person) {
      if (person.phone) phones.set(person.phone, person);
      ids.set(person.userId, person);
    },
    forget(person) {
      if (person.phone) phones.delete(person.phone);
      ids.delete(person.userId);
    },
    byPhone: (digits) => phones.get(digits),
    byUserId: (id) => ids.get(id),
  };
}
