import { kindOf, supportedTypes } from "./media-store.ts";

type Upload = { bytes: Uint8Array; mime: string; name: string } | { problem: string; code: number };

const fields = ["messaging_product", "type", "file"];

/** A multipart upload as documented: messaging_product, type and file, of a supported type and size. */
export async function readUpload(body: Buffer, contentType: string): Promise<Upload> {
  if (!contentType.startsWith("multipart/form-data")) return wrong("an upload must be multipart/form-data");
  const form = await new Response(new Uint8Array(body), { headers: { "content-type": contentType } }).formData().catch(() => undefined);
  if (!form) return wrong("the multipart body cannot be read");
  const strange = [...form.keys()].find((it) => !fields.includes(it));
  if (strange) return wrong(`unknown field ${strange}`);
  if (form.get("messaging_product") !== "whatsapp") return wrong("(#100) The parameter messaging_product is required.");
  const type = form.get("type");
  const file = form.get("file");
  if (typeof type !== "string" || type === "") return wrong("(#100) The parameter type is required.");
  if (!file || typeof file === "string") return wrong("(#100) The parameter file is required.");
  const kind = kindOf(file.type);
  if (!kind)
    return wrong(
      `Param file must be a file with one of the following types: ${supportedTypes.join(", ")}. Received file of type '${file.type || "application/octet-stream"}'.`,
    );
  if (kindOf(type)?.kind !== kind.kind) return wrong(`type is ${type}, but the file is ${file.type}`);
  if (file.size === 0) return wrong("the file is empty");
  if (file.size > kind.largest) return { problem: `${kind.kind} of ${file.size} bytes is larger than ${kind.largest}`, code: 131053 };
  return { bytes: new Uint8Array(await file.arrayBuffer()), mime: file.type, name: file.name };
}

const wrong = (problem: string): Upload => ({ problem, code: 100 });
