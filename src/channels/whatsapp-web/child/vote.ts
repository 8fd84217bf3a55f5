import { createHash } from "node:crypto";
import type { AuthenticationCreds, proto } from "@whiskeysockets/baileys";
import { personName } from "../jid.ts";
import type { Heard, Said } from "../protocol.ts";
import type { Desk } from "./desk.ts";
import { keptMessage } from "./kept-message.ts";

/**
 * The choice that a vote names. It is encrypted for creator and voter by name, and which of their names are meant differs:
 * all pairs are tried, and the seal tells which is right. Null = not our poll, or a vote taken back.
 */
export async function voteIn(desk: Desk, message: proto.IMessage, envelope: Pick<Heard, "from" | "alias">, creds: AuthenticationCreds): Promise<Said | null> {
  const { baileys } = desk;
  const { pollCreationMessageKey: key, vote } = message.pollUpdateMessage ?? {};
  if (!key?.id || !vote?.encPayload || !vote.encIv) return null;
  const poll = await keptMessage(desk, key.id);
  if (!poll) return null;
  const secret = poll.messageContextInfo?.messageSecret;
  const options = (poll.pollCreationMessage ?? poll.pollCreationMessageV2 ?? poll.pollCreationMessageV3)?.options ?? [];
  if (!secret) return null;
  const names = (all: (string | null | undefined)[]) => all.flatMap((it) => personName(it)?.jid ?? []);
  for (const pollCreatorJid of names([creds.me?.lid, creds.me?.id])) {
    for (const voterJid of names([envelope.from, envelope.alias])) {
      try {
        const { selectedOptions } = baileys.decryptPollVote(vote, { pollCreatorJid, pollMsgId: key.id, pollEncKey: secret, voterJid });
        const chosen = selectedOptions?.[0];
        if (!chosen) return null;
        const place = options.findIndex((it) =>
          createHash("sha256")
            .update(it.optionName ?? "")
            .digest()
            .equals(Buffer.from(chosen)),
        );
        return place < 0 ? null : { type: "vote", poll: key.id, place, label: options[place]?.optionName ?? "" };
      } catch {
        // Not under these names.
      }
    }
  }
  return null;
}
