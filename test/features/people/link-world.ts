import { z } from "zod";
import { createEngine } from "../../../src/bot/engine.ts";
import { helpCapabilities } from "../../../src/bot/help.ts";
import { type Capability, capability } from "../../../src/core/capability.ts";
import { type Address, type ChannelId, conversationOf, type Inbound, type InboundBody, type Letter, type Sender } from "../../../src/core/channel.ts";
import type { Subject } from "../../../src/core/personal-data.ts";
import { type Database, sql } from "../../../src/db/database.ts";
import type { OpenDatabase } from "../../../src/db/open.ts";
import { putLetters } from "../../../src/delivery/outbox.ts";
import { agenciesOf } from "../../../src/features/people/agencies.ts";
import { chooseCity } from "../../../src/features/people/choose-city.ts";
import { proveFactor } from "../../../src/features/people/factor/prove-factor.ts";
import { identify } from "../../../src/features/people/identity.ts";
import { addressMe } from "../../../src/features/people/link/address-me.ts";
import { type CodePurpose, issueCode } from "../../../src/features/people/link/code.ts";
import { confirmLink } from "../../../src/features/people/link/confirm-link.ts";
import { linkChat } from "../../../src/features/people/link/link-chat.ts";
import { unlinkChat } from "../../../src/features/people/link/unlink-chat.ts";
import { answerRequests } from "../../../src/features/people/privacy/answer-requests.ts";
import { chooseConsent } from "../../../src/features/people/privacy/choose-consent.ts";
import { myData } from "../../../src/features/people/privacy/my-data.ts";
import { purposeTable } from "../../../src/features/people/privacy/notice.ts";
import { privacy } from "../../../src/features/people/privacy/privacy.ts";
import { requestCorrection } from "../../../src/features/people/privacy/request-correction.ts";
import { withdrawConsent } from "../../../src/features/people/privacy/withdraw-consent.ts";
import { personalDataOf } from "../../../src/personal-data.ts";
import { type TestDatabase, testClock, testConfig } from "../../world.ts";

export const cell = 1;
/** Kendari and Pontianak, as the migrations number them. */
export const kendari = 2;
export const pontianak = 4;

/** Answers any sentence, and tells who it thinks is asking. */
const echo = capability({
  id: "ask_policy",
  about: "Menjawab.",
  command: "tanya",
  phrases: [],
  roles: ["guest"],
  input: z.object({ question: z.string() }),
  handle: async ({ person, agency }, { question }) => ({ reply: { text: `${question} (${person ? `orang ${person.id}` : "tamu"}, ${agency?.name ?? "-"})` } }),
});

/** Something that only leads may see: names whom it showed. */
const team = capability({
  id: "show_team",
  about: "Menampilkan bawahan.",
  command: "tim",
  phrases: [],
  roles: ["supervisor"],
  input: z.object({ who: z.coerce.number().default(0) }),
  handle: async (_context, { who }) => ({ reply: { text: "Bawahan Anda." }, looked: [who] }),
});

export interface NewPerson {
  name: string;
  agency?: number;
  nip?: string | null;
  phone?: string;
  /** ISO date. */
  confirmed?: string;
  duty?: string;
  position?: string;
}

/** One talk of somebody with the assistant. */
export interface Chat {
  says(text: string): Promise<string>;
  taps(label: string): Promise<string>;
  /** The card that the button sends; `own` false = somebody else's. */
  shares(phone: string, own?: boolean): Promise<string>;
  sends(body: InboundBody, from?: Partial<Sender>): Promise<string>;
  /** Answers to this talk and notices that came into it, oldest first. */
  readonly letters: Letter[];
  readonly last: Letter;
  readonly to: Address;
}

export type LinkWorld = Awaited<ReturnType<typeof openLinkWorld>>;

/** Real engine, gate, capabilities and base; a network that carries nothing but keeps every letter. */
export async function openLinkWorld(database: TestDatabase, more: Capability[] = []) {
  const base = await database.open();
  return { ...(await worldOver(base, more)), close: () => base.close() };
}

export async function worldOver(base: OpenDatabase, more: Capability[] = []) {
  const { db } = base;
  const clock = testClock();
  const purposes = purposeTable(personalDataOf(testConfig()), { chatDays: 90, outside: false });
  const catalog: Capability[] = [echo, chooseCity, linkChat(purposes), unlinkChat, confirmLink, proveFactor, addressMe, team];
  catalog.push(
    myData(purposes),
    privacy(purposes),
    chooseConsent(purposes),
    requestCorrection,
    answerRequests,
    withdrawConsent(purposes),
    ...more,
    ...helpCapabilities(() => catalog),
  );
  const agencies = await agenciesOf(db, []);
  const engine = createEngine({
    catalog,
    agencies,
    cell,
    identify: (tx, messages, now) => identify(tx, cell, messages, now),
    fallback: "ask_policy",
  });
  const chats = new Map<string, Letter[]>();
  const boxOf = (to: Address) => chats.getOrInsertComputed(conversationOf(to), () => []);
  let count = 0;

  /** As the worker does: effects and letters in one transaction. */
  async function act(tx: Database, messages: Inbound[]): Promise<Letter[]> {
    const letters = await engine.act(
      tx,
      messages.map((message) => ({ message })),
      clock.now(),
    );
    await putLetters({ db: tx, cell }, (it) => [{ key: `${it.key}#0`, native: { text: it.reply.text } }], letters, clock.now());
    return letters;
  }

  function inbound(to: Address, from: Sender, body: InboundBody): Inbound {
    return { dedupe: `m${++count}`, at: clock.now().toString(), late: false, from, to, body };
  }

  function chat(channel: ChannelId, sender: string, { phone, chat: chatId = sender }: { phone?: string; chat?: string } = {}): Chat {
    const to: Address = { channel, account: channel === "web" ? "web" : "bot", chat: chatId };
    const own: Sender = { id: sender, ...(phone !== undefined && { phone: { e164: phone, proof: "channel" } }) };
    const box = boxOf(to);
    const sends = async (body: InboundBody, from: Partial<Sender> = {}) => {
      const letters = await db.transaction((tx) => act(tx, [inbound(to, { ...own, ...from }, body)]));
      for (const it of letters) boxOf(it.to).push(it);
      return letters[0]?.reply.text ?? "";
    };
    const chatter: Chat = {
      letters: box,
      to,
      get last() {
        const last = box.at(-1);
        if (!last) throw new Error("nothing was said yet");
        return last;
      },
      sends,
      says: (text) => sends({ type: "text", text }),
      shares: (number, isOwn = true) => sends({ type: "contact", own: isOwn }, isOwn ? { phone: { e164: number, proof: "shared-contact" } } : {}),
      taps(label) {
        const letter = box.findLast((it) => it.reply.buttons?.some((one) => one.label === label));
        const choice = letter?.reply.buttons?.findIndex((it) => it.label === label) ?? -1;
        if (!letter || choice < 0)
          throw new Error(`there is no button "${label}"; shown: ${box.flatMap((it) => it.reply.buttons ?? []).map((it) => it.label)}`);
        return sends({ type: "choice", menu: letter.key, choice, label });
      },
    };
    return chatter;
  }

  async function person({ name, agency = kendari, nip = null, phone, confirmed, duty = "aktif", position = "Analis" }: NewPerson): Promise<Subject> {
    const now = clock.now().toString();
    const { id } = await db.one(
      z.object({ id: z.coerce.number() }),
      sql`
      insert into person (cell, agency_id, nip, name, status, duty, phone, phone_confirmed_on, added_at, changed_at)
      values (${cell}, ${agency}, ${nip}, ${name}, 'PNS', ${duty}, ${phone ?? null}, ${confirmed ?? null}, ${now}, ${now}) returning id`,
    );
    await db.run(sql`
      insert into person_position (cell, agency_id, person_id, title, family, since) values (${cell}, ${agency}, ${id}, ${position}, 'pelaksana', '2020-01-01')`);
    return { cell, agencyId: agency, personId: id };
  }

  const role = ({ agencyId, personId }: Subject, name: "officer" | "administrator" | "unit_officer") =>
    db.run(sql`
      insert into person_role (cell, agency_id, person_id, role, granted_at, expires_at)
      values (${cell}, ${agencyId}, ${personId}, ${name}, ${clock.now().toString()}, ${clock
        .now()
        .add({ hours: 24 * 365 })
        .toString()})`);
  const leads = (leader: Subject, ...others: Subject[]) =>
    Promise.all(
      others.map((it) =>
        db.run(sql`
          insert into reporting_line (cell, agency_id, person_id, supervisor_id, since)
          values (${cell}, ${it.agencyId}, ${it.personId}, ${leader.personId}, '2025-01-01')`),
      ),
    );
  const code = async (subject: Subject, purpose: CodePurpose = "link") =>
    (await db.transaction((tx) => issueCode(tx, subject, { purpose, issuedBy: null, now: clock.now() }))).code;

  /** Whoever writes from there has proven the second factor, and that never gets old. */
  const proven = (sender: string) =>
    db.run(sql`
      insert into factor_pass (cell, agency_id, handle_id, used_at) select cell, agency_id, id, '2100-01-01' from handle
       where cell = ${cell} and sender = ${sender} and until is null`);

  /** A talk that is the person's, by a code and a yes; with a second factor that never gets old, but where a test asks for none. */
  async function linked(subject: Subject, channel: ChannelId, sender: string, { factor = true } = {}): Promise<Chat> {
    const made = chat(channel, sender);
    const answer = await made.says(await code(subject));
    if (!answer.startsWith("✅")) await made.says("ya");
    if (factor) await proven(sender);
    return made;
  }

  return { db, kind: base.kind, clock, chat, person, role, leads, code, linked, proven, act, inbound, catalog, purposes };
}
