import { breach } from "./refusal.ts";

export interface UploadedFile {
  name: string;
  mime: string;
  bytes: Buffer;
}

export interface Form {
  fields: Map<string, string>;
  files: Map<string, UploadedFile>;
}

const crlf = Buffer.from("\r\n");
const blankLine = Buffer.from("\r\n\r\n");

/**
 * multipart/form-data whole in memory. Node's own `formData()` refuses what grammY sends (no blank in its headers, bare file
 * names with spaces), Telegram takes it; so this one is strict about the frame and lenient about the spelling of a header.
 */
export function parseMultipart(body: Buffer, contentType: string): Form {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const name = boundary?.[1] ?? boundary?.[2];
  if (!name) throw breach("multipart without boundary");
  const delimiter = Buffer.from(`\r\n--${name}`);
  const form: Form = { fields: new Map(), files: new Map() };
  if (body.indexOf(delimiter.subarray(2)) !== 0) throw breach("multipart does not begin with its boundary");
  let at = delimiter.length - 2;
  for (;;) {
    if (body.subarray(at, at + 2).toString("latin1") === "--") return form;
    if (!body.subarray(at, at + 2).equals(crlf)) throw breach("multipart boundary without line end");
    const headersEnd = body.indexOf(blankLine, at);
    const end = body.indexOf(delimiter, Math.max(at, headersEnd + 2));
    if (headersEnd < 0 || end < 0) throw breach("multipart broken off");
    addPart(form, body.subarray(at + 2, headersEnd).toString("utf8"), body.subarray(headersEnd + blankLine.length, end));
    at = end + delimiter.length;
  }
}

function addPart(form: Form, headers: string, bytes: Buffer): void {
  const disposition = /^content-disposition:\s*form-data;(.*)$/im.exec(headers)?.[1] ?? "";
  const name = parameter(disposition, "name");
  if (name === undefined) throw breach("multipart part without name");
  if (form.fields.has(name) || form.files.has(name)) throw breach(`multipart part "${name}" given twice`);
  const fileName = parameter(disposition, "filename");
  if (fileName === undefined) {
    form.fields.set(name, bytes.toString("utf8"));
    return;
  }
  const mime = /^content-type:\s*(\S+)\s*$/im.exec(headers)?.[1] ?? "application/octet-stream";
  form.files.set(name, { name: fileName, mime, bytes });
}

function parameter(disposition: string, key: string): string | undefined {
  const found = new RegExp(`(?:^|;)\\s*${key}=(?:"([^"]*)"|([^;]*))`, "i").exec(disposition);
  return (found?.[1] ?? found?.[2]?.trim())?.replace(/%(22|0D|0A)/gi, (it) => decodeURIComponent(it));
}
