import { makeWASocket, useMultiFileAuthState } from "@whiskeysockets/baileys";
import { silent } from "../fakes/whatsapp-web/silent.ts";

/** A process of its own: answers every message, keeps its keys in a folder. `node echoing-client.ts URL FOLDER`. */
const [, , waWebSocketUrl = "", folder = ""] = process.argv;
const { state, saveCreds } = await useMultiFileAuthState(folder);
const socket = makeWASocket({ waWebSocketUrl, auth: state, logger: silent, emitOwnEvents: false });
socket.ev.on("creds.update", saveCreds);
socket.ev.on("messages.upsert", async ({ messages }) => {
  for (const { key, message } of messages) {
    if (!key.remoteJid || key.fromMe) continue;
    await socket.sendMessage(key.remoteJid, { text: `jawaban: ${message?.conversation}` });
    // Baileys stores its keys only after it has sent: this says that they are stored.
    await socket.sendPresenceUpdate("composing", key.remoteJid);
  }
});
