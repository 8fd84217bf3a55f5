/** A voice note as messengers make it: Ogg pages of Opus whose last one says how long it is. Nobody speaks in it. */
export function recording(seconds = 3, bytes = 900): Uint8Array {
  const page = (granule: bigint, content: Buffer, serial = 0) => {
    const head = Buffer.alloc(27);
    head.write("OggS", 0, "latin1");
    head.writeBigInt64LE(granule, 6);
    head.writeUInt32LE(7, 14);
    head.writeUInt32LE(serial, 18);
    head[26] = Math.ceil(content.length / 255);
    const lacing = Buffer.alloc(head[26], 255);
    lacing[lacing.length - 1] = content.length % 255;
    return Buffer.concat([head, lacing, content]);
  };
  const opus = Buffer.concat([Buffer.from("OpusHead", "latin1"), Buffer.from([1, 1, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0])]);
  const sound = Buffer.alloc(Math.max(1, bytes), 0xaa);
  const pieces = Array.from({ length: Math.ceil(sound.length / 60_000) }, (_, at) => sound.subarray(at * 60_000, (at + 1) * 60_000));
  const ends = BigInt(Math.round(seconds * 48_000));
  return Buffer.concat([page(0n, opus), ...pieces.map((it, at) => page(at === pieces.length - 1 ? ends : 0n, it, at + 1))]);
}
