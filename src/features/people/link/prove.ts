import { z } from "zod";
import type { Context, Origin } from "../../../core/capability.ts";
import { clearFailures, noteFailure, waitOf } from "./attempt.ts";
import { type CodePurpose, digestOf, findCode, takeCode, wasDemoCode } from "./code.ts";
import { personByPhone } from "./link-store.ts";

/** Minutes between the proof and the person's yes. */
const claimMinutes = 10;

/** What has been proven in this talk and waits for the yes; remembered there without number or code. */
const Claim = z.object({
  at: z.string(),
  agencyId: z.number(),
  personId: z.number(),
  /** Of a code its digest, which is used up only with the yes; null = by telephone number. */
  digest: z.string().nullable(),
});
export type Claim = z.output<typeof Claim>;

/** Cities that this talk serves. */
const citiesOf = ({ agencies }: Context): number[] => agencies.map((it) => it.id);

/** A talk that can prove something. */
export type Talking = Context & { origin: Origin };

/** What the telephone number proves that the channel itself vouches for; undefined = nothing, and why is nobody's business. */
export async function claimByPhone(context: Talking): Promise<Claim | undefined> {
  const { db, cell, now, origin } = context;
  const { from, to } = origin;
  if (!from.phone) return undefined;
  const found = await personByPhone(db, { cell, phone: from.phone.e164, agencies: citiesOf(context), sender: from.id, to }, now);
  return found && { ...found, at: now.toString(), digest: null };
}

/** What a typed code proves; a wait = too many wrong ones before, and this one was not even looked at. */
export async function claimByCode(context: Talking, code: string): Promise<{ claim: Claim } | { wait: Temporal.Instant } | { wrong: "code" | "demo" }> {
  const { db, cell, now } = context;
  const wait = await waitOf(db, claimantOf(context), now);
  if (wait) return { wait };
  const digest = await digestOf(db, code, now);
  const found = await findCode(db, cell, digest, citiesOf(context), now);
  if (found) return { claim: { at: now.toString(), agencyId: found.agencyId, personId: found.personId, digest } };
  await noteFailure(db, claimantOf(context), now);
  return { wrong: (await wasDemoCode(db, cell, digest)) ? "demo" : "code" };
}

/** The claim that this talk remembers, while it is young. */
export function standingClaim({ memory, now }: Context): Claim | undefined {
  const claim = Claim.safeParse(memory.claim).data;
  return claim && now.since(Temporal.Instant.from(claim.at)).total("minutes") <= claimMinutes ? claim : undefined;
}

/** Uses the proof up: `phone`, or what the code was for; undefined when another talk was quicker, or the code has died meanwhile. */
export async function useClaim(context: Talking, claim: Claim): Promise<"phone" | CodePurpose | undefined> {
  const { db, cell, now } = context;
  if (claim.digest === null) return "phone";
  const taken = await takeCode(db, cell, claim.digest, citiesOf(context), now);
  if (!taken) return undefined;
  await clearFailures(db, claimantOf(context));
  return taken.purpose;
}

const claimantOf = ({ cell, origin }: Talking) => ({ cell, channel: origin.to.channel, sender: origin.from.id });
