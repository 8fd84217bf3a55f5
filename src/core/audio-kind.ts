/** A recording, as its own first bytes tell it; `extension` is what endpoints know the kind by. */
export interface AudioKind {
  mime: "audio/ogg" | "audio/mpeg" | "audio/mp4" | "audio/wav" | "audio/webm" | "audio/flac";
  extension: "ogg" | "mp3" | "m4a" | "wav" | "webm" | "flac";
}

const kinds: [AudioKind["mime"], AudioKind["extension"], (text: string, bytes: Uint8Array) => boolean][] = [
  ["audio/ogg", "ogg", (text) => text.startsWith("OggS")],
  ["audio/mp4", "m4a", (text) => text.startsWith("ftyp", 4)],
  ["audio/wav", "wav", (text) => text.startsWith("RIFF") && text.startsWith("WAVE", 8)],
  ["audio/flac", "flac", (text) => text.startsWith("fLaC")],
  ["audio/webm", "webm", (text) => text.startsWith("\x1a\x45\xdf\xa3")],
  // A frame of MPEG audio; with layer bits of nought it is AAC, which endpoints do not take.
  ["audio/mpeg", "mp3", (text, bytes) => text.startsWith("ID3") || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) > 0xe0)],
];

/** null = none that can be listened to. */
export function audioKind(bytes: Uint8Array): AudioKind | null {
  const head = Buffer.from(bytes.subarray(0, 16)).toString("latin1");
  const [mime, extension] = kinds.find(([, , fits]) => fits(head, bytes)) ?? [];
  return mime && extension ? { mime, extension } : null;
}

/** Opus always counts in forty-eighths of a millisecond (RFC 7845, 4). */
const opusRate = 48_000;

/** How long a recording says that it is; null = it does not say. What a network told of it may be wrong, or missing. */
export function audioSeconds(bytes: Uint8Array): number | null {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = audioKind(bytes)?.extension;
  if (kind === "wav" && data.length >= 44) {
    const perSecond = data.readUInt32LE(28);
    return perSecond > 0 ? (data.length - 44) / perSecond : null;
  }
  const last = kind === "ogg" && data.includes("OpusHead") ? data.lastIndexOf("OggS") : -1;
  if (last < 0 || last + 14 > data.length) return null;
  const samples = data.readBigInt64LE(last + 6);
  return samples < 0n ? null : Number(samples) / opusRate;
}
