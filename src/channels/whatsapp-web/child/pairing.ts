import { randomBytes } from "node:crypto";
import type { AuthenticationCreds } from "@whiskeysockets/baileys";
import { type Desk, report, type Socket, tell } from "./desk.ts";

/** Tells every QR, or the code; each lives for a short time only. */
export function offerPairing({ line, opening }: Desk, socket: Socket, creds: AuthenticationCreds, way: "qr" | "code"): void {
  const desk = { line };
  let shown: string | undefined;
  let asked = false;
  const show = (qr: string) => {
    shown = qr;
    if (way === "qr") report(desk, { type: "qr", qr: withSecret(qr, creds.advSecretKey) });
  };
  socket.ev.on("connection.update", ({ qr }) => {
    if (qr === undefined) return;
    show(qr);
    if (way === "qr" || asked) return;
    asked = true;
    socket.requestPairingCode(opening.account).then(
      (code) => report(desk, { type: "code", code }),
      (error: Error) => tell(desk, "warn", `no pairing code: ${error.name}`),
    );
  });
  // Since July 2026 the server asks for a fresh secret in the middle of a pairing; the library does not answer, and the phone says "couldn't link device".
  socket.ws.on("CB:notification,type:companion_reg_refresh", () => {
    socket.ev.emit("creds.update", { advSecretKey: randomBytes(32).toString("base64") });
    if (shown !== undefined) show(shown);
  });
}

/** The fourth field. The library writes the one that was valid when the pairing began into all of its codes. */
export function withSecret(qr: string, secret: string): string {
  const at = qr.indexOf("#") + 1;
  const fields = qr.slice(at).split(",");
  if (fields.length < 4) return qr;
  fields[3] = secret;
  return qr.slice(0, at) + fields.join(",");
}
