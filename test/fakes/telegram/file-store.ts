import { randomBytes } from "node:crypto";
import type { File } from "grammy/types";
import type { UploadedFile } from "./multipart.ts";
import { refuse } from "./refusal.ts";

const mostDownload = 20 * 1024 * 1024;

export interface StoredFile extends UploadedFile {
  id: string;
  uniqueId: string;
  path: string;
}

/** The files of one bot, from people and from itself. */
export class FileStore {
  readonly #byId = new Map<string, StoredFile>();
  readonly #byPath = new Map<string, StoredFile>();

  add(file: UploadedFile, folder: "documents" | "photos" | "voice"): StoredFile {
    const extension = /\.\w{1,8}$/.exec(file.name)?.[0] ?? "";
    const stored: StoredFile = {
      ...file,
      id: `BQACAgUAAxkBAA${randomBytes(24).toString("base64url")}`,
      uniqueId: `AgAD${randomBytes(8).toString("base64url")}`,
      path: `${folder}/file_${this.#byId.size}${extension}`,
    };
    this.#byId.set(stored.id, stored);
    this.#byPath.set(stored.path, stored);
    return stored;
  }

  byId(id: string): StoredFile | undefined {
    return this.#byId.get(id);
  }

  byPath(path: string): StoredFile | undefined {
    return this.#byPath.get(path);
  }

  describe(id: string): File {
    const file = this.#byId.get(id);
    if (!file) throw refuse("invalid file_id");
    if (file.bytes.length > mostDownload) throw refuse("file is too big");
    return { file_id: file.id, file_unique_id: file.uniqueId, file_size: file.bytes.length, file_path: file.path };
  }
}
