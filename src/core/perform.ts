import type { z } from "zod";
import type { Database } from "../db/database.ts";
import { type Audit, writeAudits } from "./audit.ts";
import type { Capability, Context, Outcome } from "./capability.ts";
import { Fault } from "./fault.ts";
import type { LedgerEntry } from "./ledger.ts";
import { type PendingCalls, pendingCalls } from "./pending.ts";
import { type Role, rolesOf } from "./person.ts";
import type { Call } from "./reply.ts";
import { factorCall, needsFactor, passFresh } from "./second-factor.ts";

const texts = {
  unknown: "Perintah itu tidak dikenal. Ketik /bantuan untuk melihat yang bisa dilakukan.",
  forbidden: (who: string) =>
    `Maaf, bagian ini hanya untuk pegawai yang berwenang. Bila perlu, mintalah bantuan ${who}. Yang dapat Anda pakai di sini: /bantuan.`,
  linkFirst: "Untuk ini saya perlu tahu siapa Anda. Tautkan dulu percakapan ini dengan data kepegawaian Bapak/Ibu; cukup sekali.",
  link: "Tautkan sekarang",
  waiting: "Bagian ini baru terbuka setelah petugas BKPSDM memastikan bahwa percakapan ini benar milik Anda.",
  askOfficer: "Minta dipastikan",
  badInput: "Isian itu belum sesuai. Periksa kembali, lalu kirim ulang.",
  tooLong: (most: number | bigint) => `Terlalu panjang: paling banyak ${most} huruf. Mohon dipendekkan.`,
  tooShort: "Terlalu pendek. Mohon ditulis lebih lengkap.",
  nothingPending: "Tidak ada yang menunggu konfirmasi: mungkin sudah ditanggapi, atau waktunya sudah lewat. Bila perlu, silakan ulangi permintaannya.",
  nothingToCancel: "Tidak ada yang perlu dibatalkan.",
  confirmed: "Ya, lanjutkan",
  cancelled: "Tidak jadi",
};

/** Ids of the two calls that the gate itself understands. */
export const consentCalls = { yes: "confirm_pending", no: "cancel_pending" } as const;

/** The capability by which a talk is proven to be somebody's. */
export const linkCall = "link_chat";

/** What the calls of one transaction have in common, be it those of many talks: read and written once for all of them. */
export interface Joined {
  audits: Audit[];
  pending: PendingCalls;
  /** Does a call of a capability for many together with others of the kind, see `Capability.handleMany`; absent = alone. */
  together?: ((it: AskedCall) => Promise<Outcome>) | undefined;
}

/** A call past the gate's first half: whose it is, and what to do. */
export interface AskedCall {
  capability: Capability;
  context: Context;
  input: Record<string, unknown>;
}

export const joinedCalls = (db: Database, cell: number, talks: string[], now: Temporal.Instant): Joined => ({
  audits: [],
  pending: pendingCalls(db, cell, talks, now),
});

/** At the end of the transaction. */
export async function writeJoined(db: Database, { audits, pending }: Joined): Promise<void> {
  await pending.write();
  await writeAudits(db, audits);
}

/**
 * The one gate, for every door: role, input, second factor, consent, handle, audit; inside the caller's transaction.
 * Throws `Fault` for a refusal; nothing has been written then. Whoever hands in `joined` writes it, see `writeJoined`.
 */
export async function perform(catalog: Capability[], context: Context, call: Call, joined?: Joined): Promise<Outcome> {
  if (joined) return performed(catalog, context, call, joined);
  const alone = joinedCalls(context.db, context.cell, context.conversation === null ? [] : [context.conversation], context.now);
  const outcome = await performed(catalog, context, call, alone);
  await writeJoined(context.db, alone);
  return outcome;
}

async function performed(catalog: Capability[], context: Context, call: Call, joined: Joined): Promise<Outcome> {
  if (call.capability === consentCalls.yes) return performPending(catalog, context, joined);
  if (call.capability === consentCalls.no) return cancelPending(context, joined);
  if (needsLink(catalog, context, call)) return inviteToLink();
  if (needsConfirmation(catalog, context, call)) return inviteToConfirm();
  const capability = allowed(catalog, context, call.capability);
  const input = checked(capability, call);
  if (await lacksFactor(capability, context, input)) return proveFirst(catalog, context, call, joined);
  if (capability.confirm && context.conversation !== null) {
    joined.pending.keep(context.conversation, { capability: call.capability, input: call.input });
    return { reply: askConsent(capability.confirm(input, context)), code: "asked" };
  }
  return handled(capability, context, input, joined);
}

/** Nobody knows who this is, and every civil servant may: not a refusal, but the way in. */
function needsLink(catalog: Capability[], { person }: Context, { capability }: Call): boolean {
  const roles = catalog.find((it) => it.id === capability)?.roles;
  return person === null && roles !== undefined && !roles.includes("guest") && (roles.includes("asn") || roles.includes("supervisor"));
}

/** The right is there, and the talk too young for it (F2). */
function needsConfirmation(catalog: Capability[], { person }: Context, { capability }: Call): boolean {
  const roles = catalog.find((it) => it.id === capability)?.roles ?? [];
  return person !== null && !rolesOf(person).some((it) => roles.includes(it)) && (person.waiting ?? []).some((it) => roles.includes(it));
}

const inviteToConfirm = (): Outcome => ({
  reply: { text: texts.waiting, buttons: [{ label: texts.askOfficer, call: { capability: linkCall, input: { wish: "confirmation" } } }] },
  code: "unconfirmed",
});

const inviteToLink = (): Outcome => ({
  reply: { text: texts.linkFirst, buttons: [{ label: texts.link, call: { capability: linkCall, input: {} } }] },
  code: "unlinked",
});

function allowed(catalog: Capability[], context: Context, id: string): Capability {
  const capability = catalog.find((it) => it.id === id);
  if (!capability) throw new Fault("not_found", texts.unknown, { capability: id });
  const roles = rolesOf(context.person);
  if (!capability.roles.some((role) => roles.includes(role))) throw new Fault("forbidden", refusalOf(capability), { capability: id });
  return capability;
}

/** Whom somebody without a right can turn to, the nearest first. */
const helpers: [Role, string][] = [
  ["supervisor", "atasan Anda"],
  ["unit_officer", "pengelola kepegawaian unit Anda"],
  ["officer", "petugas BKPSDM kota Anda"],
  ["administrator", "administrator layanan ini"],
];

const refusalOf = ({ refusal, roles }: Capability): string =>
  refusal ?? texts.forbidden(helpers.find(([role]) => roles.includes(role))?.[1] ?? "petugas BKPSDM kota Anda");

const lacksFactor = async (capability: Capability, context: Context, input: Record<string, unknown>): Promise<boolean> =>
  needsFactor(capability, input, context) && !(await passFresh(context));

/** The right is there; that it is really the person who holds the telephone, not yet (F8). What was asked for goes on afterwards. */
function proveFirst(catalog: Capability[], context: Context, call: Call, joined: Joined): Promise<Outcome> {
  const goal = { capability: call.capability, input: call.input };
  return handled(allowed(catalog, context, factorCall), context, { goal }, joined);
}

function checked(capability: Capability, call: Pick<Call, "input">): Record<string, unknown> {
  const input = capability.input.safeParse(call.input, { error: inOurWords });
  if (input.success) return input.data;
  const fields = input.error.issues.map((issue) => issue.path.join("."));
  throw new Fault("bad_input", input.error.issues[0]?.message || texts.badInput, { capability: capability.id, fields });
}

/** For what a schema refuses without a sentence of its own: the library's are English. */
function inOurWords(issue: z.core.$ZodRawIssue): string {
  if (issue.code === "too_big" && issue.origin === "string") return texts.tooLong(issue.maximum);
  return issue.code === "too_small" && issue.origin === "string" ? texts.tooShort : texts.badInput;
}

async function handled(capability: Capability, context: Context, input: Record<string, unknown>, joined: Joined): Promise<Outcome> {
  const many = capability.handleMany && joined.together;
  const outcome = await (many ? many({ capability, context, input }) : capability.handle(context, input));
  if (outcome.ask && !context.confirmed) {
    if (context.conversation === null) return handled(capability, { ...context, confirmed: true }, checked(capability, outcome.ask), joined);
    joined.pending.keep(context.conversation, { capability: capability.id, input: outcome.ask.input });
    return { ...outcome, reply: askConsent(outcome.ask.question), code: "asked" };
  }
  // Who has just left a talk or had everything erased is not tied to it once more by that very act.
  const at = outcome.forget ? { ...context, conversation: null } : context;
  joined.audits.push({ ...auditOf(at, capability.id, outcome.code ?? "done"), ledger: ledgerOf(context, capability.id, outcome) });
  return outcome;
}

/** Looking at one's own data is nobody's business. */
function ledgerOf({ agency, now, person }: Context, action: string, { looked = [], ledger = [] }: Outcome): LedgerEntry[] {
  const seen = [...new Set(looked)].filter((it) => it !== person?.id);
  const agencyId = person?.agency.id ?? agency?.id;
  if (agencyId === undefined) return [];
  const own = { agencyId, at: now.toString(), actorId: person?.id ?? null, action };
  return [...seen.map((subjectId) => ({ ...own, kind: "look" as const, subjectId, outcome: "seen" })), ...ledger.map((it) => ({ ...own, ...it }))];
}

const askConsent = (text: string) => ({
  text,
  buttons: [
    { label: texts.confirmed, call: { capability: consentCalls.yes, input: {} } },
    { label: texts.cancelled, call: { capability: consentCalls.no, input: {} } },
  ],
});

const takePending = async ({ conversation }: Context, { pending }: Joined): Promise<Call | undefined> =>
  conversation === null ? undefined : pending.take(conversation);

async function performPending(catalog: Capability[], context: Context, joined: Joined): Promise<Outcome> {
  const pending = await takePending(context, joined);
  if (!pending) throw new Fault("not_found", texts.nothingPending);
  const capability = allowed(catalog, context, pending.capability);
  const input = checked(capability, pending);
  if (await lacksFactor(capability, context, input)) return proveFirst(catalog, context, pending, joined);
  return handled(capability, { ...context, confirmed: true }, input, joined);
}

async function cancelPending(context: Context, joined: Joined): Promise<Outcome> {
  const pending = await takePending(context, joined);
  if (!pending) throw new Fault("not_found", texts.nothingToCancel);
  joined.audits.push(auditOf(context, pending.capability, "cancelled"));
  return { reply: { text: "Baik, tidak jadi. Tidak ada yang berubah." } };
}

const auditOf = ({ cell, now, agency, conversation, person }: Context, capability: string, outcome: string): Audit => ({
  cell,
  at: now.toString(),
  agency_id: agency?.id ?? null,
  conversation,
  person_id: person?.id ?? null,
  capability,
  outcome,
});
