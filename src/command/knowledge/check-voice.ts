import type { Transcriber } from "../../llm/transcribe.ts";
import { CommandFailed, type CommandIo } from "../io.ts";

const rate = 8_000;

/** One second of silence, as a WAV of 16 bits: nobody's voice leaves the house for a check. */
function silence(): Uint8Array {
  const wav = Buffer.alloc(44 + rate * 2);
  wav.write("RIFF", 0, "latin1");
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write("WAVEfmt ", 8, "latin1");
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36, "latin1");
  wav.writeUInt32LE(rate * 2, 40);
  return wav;
}

/** Whether the endpoint that writes voice notes down answers. */
export async function checkVoice(io: Pick<CommandIo, "out">, voice: Transcriber): Promise<void> {
  const began = performance.now();
  const heard = await voice.transcribe("operator", { bytes: silence(), kind: { mime: "audio/wav", extension: "wav" } }, 1);
  if (heard.kind !== "ok" && heard.kind !== "silent")
    throw new CommandFailed(`suara: ${voice.model} GAGAL: ${heard.why}${"detail" in heard ? ` (${heard.detail})` : ""}`);
  io.out(`suara    ${voice.model}: mendengarkan satu detik hening dalam ${Math.round(performance.now() - began)} ms\n`);
}
