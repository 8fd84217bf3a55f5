import { randomBytes } from "node:crypto";
import { aesEncryptGCM, type BinaryNode, hkdf, proto } from "@whiskeysockets/baileys";
import type { Device } from "./device.ts";
import { fileIn } from "./file-content.ts";
import { child, node } from "./stanza.ts";
import type { World } from "./world.ts";

const results = proto.MediaRetryNotification.ResultType;

/** The client found a link dead and asks the phone of whoever sent it to upload the file again. */
export function reuploads(world: World, device: Device, it: BinaryNode): void {
  const { id = "" } = it.attrs;
  const chat = child(it, "rmr")?.attrs.jid;
  const person = world.personAt(chat);
  const said = person?.saidTo(device.account, id);
  const content = said && fileIn(said.content)?.content;
  if (!content) {
    world.complain("asks to upload again what nobody sent", it);
    return;
  }
  const before = person?.keepsFiles ? world.media.files.get(content.directPath ?? "") : undefined;
  const outcome = before ? { result: results.SUCCESS, directPath: world.media.put(before) } : { result: results.NOT_FOUND };
  const answer = proto.MediaRetryNotification.encode({ stanzaId: id, ...outcome }).finish();
  const key = Buffer.from(hkdf(content.mediaKey ?? new Uint8Array(), 32, { info: "WhatsApp Media Retry Notification" }));
  const iv = randomBytes(12);
  const sealed = [node("enc_p", {}, aesEncryptGCM(answer, key, iv, Buffer.from(id))), node("enc_iv", {}, iv)];
  const attrs = { from: device.account.pn, id, t: world.clock.stamp(), type: "mediaretry" };
  device.deliver(node("notification", attrs, [node("encrypt", {}, sealed), node("rmr", { jid: chat, from_me: "false" })]));
}
