import {
  aesDecryptGCM,
  aesEncryptGCM,
  type BinaryNode,
  Curve,
  decodeBinaryNode,
  encodeBinaryNode,
  hkdf,
  NOISE_MODE,
  NOISE_WA_HEADER,
  proto,
  sha256,
} from "@whiskeysockets/baileys";
import type { ServerIdentity } from "./server-identity.ts";

const nothing = Buffer.alloc(0);
const headerSize = NOISE_WA_HEADER.length;

export interface Introduction {
  payload: proto.ClientPayload;
  /** By which the server knows a device again. */
  noiseKey: Buffer;
}

/** The server's side of Noise_XX_25519_AESGCM_SHA256: what the client does, with the roles swapped. */
export class ServerNoise {
  readonly #identity: ServerIdentity;
  readonly #ephemeral = Curve.generateKeyPair();
  #hash: Buffer = Buffer.from(NOISE_MODE);
  #salt: Buffer = this.#hash;
  #key: Buffer = this.#hash;
  #counter = 0;
  #unread: Buffer = nothing;
  #headerSeen = false;
  #transport: { receive: Counted; send: Counted } | undefined;

  constructor(identity: ServerIdentity) {
    this.#identity = identity;
    this.#authenticate(NOISE_WA_HEADER);
  }

  /** The complete frames in what has arrived so far. */
  *frames(chunk: Buffer): Generator<Buffer> {
    this.#unread = this.#unread.length ? Buffer.concat([this.#unread, chunk]) : chunk;
    if (!this.#headerSeen) this.#skipHeader();
    while (this.#unread.length >= 3) {
      const size = this.#unread.readUIntBE(0, 3);
      if (this.#unread.length < size + 3) return;
      const frame = this.#unread.subarray(3, size + 3);
      this.#unread = this.#unread.subarray(size + 3);
      yield frame;
    }
  }

  /** Answers the client's hello. */
  hello(frame: Buffer): Buffer {
    const { clientHello } = proto.HandshakeMessage.decode(frame);
    const theirs = Buffer.from(clientHello?.ephemeral ?? nothing);
    this.#authenticate(theirs);
    this.#authenticate(this.#ephemeral.public);
    this.#mix(Curve.sharedKey(this.#ephemeral.private, theirs));
    const key = this.#seal(this.#identity.noiseKey.public);
    this.#mix(Curve.sharedKey(this.#identity.noiseKey.private, theirs));
    const payload = this.#seal(this.#identity.chain);
    return framed(proto.HandshakeMessage.encode({ serverHello: { ephemeral: this.#ephemeral.public, static: key, payload } }).finish());
  }

  /** Takes the client's finish; from here on nodes are exchanged. */
  finish(frame: Buffer): Introduction {
    const { clientFinish } = proto.HandshakeMessage.decode(frame);
    const noiseKey = this.#open(Buffer.from(clientFinish?.static ?? nothing));
    this.#mix(Curve.sharedKey(this.#ephemeral.private, noiseKey));
    const payload = proto.ClientPayload.decode(this.#open(Buffer.from(clientFinish?.payload ?? nothing)));
    const keys = hkdf(nothing, 64, { salt: this.#salt, info: "" });
    this.#transport = { receive: new Counted(keys.subarray(0, 32)), send: new Counted(keys.subarray(32)) };
    return { payload, noiseKey };
  }

  seal(node: BinaryNode): Buffer {
    if (!this.#transport) throw new Error("a node before the handshake was over");
    return framed(aesEncryptGCM(encodeBinaryNode(node), this.#transport.send.key, this.#transport.send.next(), nothing));
  }

  open(frame: Buffer): Promise<BinaryNode> {
    if (!this.#transport) throw new Error("a node before the handshake was over");
    return decodeBinaryNode(aesDecryptGCM(frame, this.#transport.receive.key, this.#transport.receive.next(), nothing));
  }

  /** A client that was told a route before puts it in front: "ED", two bytes, its length, the route. */
  #skipHeader(): void {
    const routed = this.#unread[0] === 0x45 && this.#unread[1] === 0x44;
    if (routed && this.#unread.length < 7) return;
    const routeSize = routed ? 7 + this.#unread.readUIntBE(4, 3) : 0;
    if (this.#unread.length < routeSize + headerSize) return;
    if (!this.#unread.subarray(routeSize, routeSize + headerSize).equals(Buffer.from(NOISE_WA_HEADER))) throw new Error("not WhatsApp's header");
    this.#unread = this.#unread.subarray(routeSize + headerSize);
    this.#headerSeen = true;
  }

  #authenticate(data: Uint8Array): void {
    this.#hash = sha256(Buffer.concat([this.#hash, data])) as Buffer;
  }

  #mix(secret: Uint8Array): void {
    const keys = Buffer.from(hkdf(secret, 64, { salt: this.#salt, info: "" }));
    this.#salt = keys.subarray(0, 32);
    this.#key = keys.subarray(32);
    this.#counter = 0;
  }

  #seal(plain: Uint8Array): Buffer {
    const sealed = aesEncryptGCM(plain, this.#key, iv(this.#counter++), this.#hash);
    this.#authenticate(sealed);
    return sealed;
  }

  #open(sealed: Buffer): Buffer {
    const plain = aesDecryptGCM(sealed, this.#key, iv(this.#counter++), this.#hash);
    this.#authenticate(sealed);
    return plain;
  }
}

class Counted {
  readonly key: Uint8Array;
  #count = 0;
  constructor(key: Uint8Array) {
    this.key = key;
  }
  next(): Buffer {
    return iv(this.#count++);
  }
}

function iv(count: number): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(count, 8);
  return bytes;
}

function framed(data: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(3 + data.length);
  frame.writeUIntBE(data.length, 0, 3);
  frame.set(data, 3);
  return frame;
}
