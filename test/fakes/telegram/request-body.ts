import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import { parseMultipart, type UploadedFile } from "./multipart.ts";
import { breach } from "./refusal.ts";

/** 50 MB of file and room for the rest. */
const mostBytes = 51 * 1024 * 1024;

/** What came with a call. Form values are still text; `typed` tells numbers, flags and JSON apart by the method's description. */
export interface Arguments {
  values: Record<string, unknown>;
  isText: boolean;
  files: Map<string, UploadedFile>;
}

export async function readArguments(request: IncomingMessage, query: URLSearchParams): Promise<Arguments> {
  const bytes = await readAll(request);
  const type = request.headers["content-type"] ?? "";
  const files = new Map<string, UploadedFile>();
  if (bytes.length === 0) return { values: Object.fromEntries(query), isText: true, files };
  if (/^application\/json/i.test(type)) {
    return { values: { ...Object.fromEntries(query), ...json(bytes.toString("utf8")) }, isText: false, files };
  }
  if (/^application\/x-www-form-urlencoded/i.test(type)) {
    return { values: { ...Object.fromEntries(query), ...Object.fromEntries(new URLSearchParams(bytes.toString("utf8"))) }, isText: true, files };
  }
  if (!/^multipart\/form-data/i.test(type)) throw breach(`body of unknown content type "${type}"`);
  const form = parseMultipart(bytes, type);
  const values: Record<string, unknown> = { ...Object.fromEntries(query), ...Object.fromEntries(form.fields) };
  // A file may stand directly under the field's name; one that no field names was sent for nothing.
  const named = [...form.fields.values()].join("\n");
  for (const name of form.files.keys()) if (!named.includes(`attach://${name}`)) values[name] = `attach://${name}`;
  return { values, isText: true, files: form.files };
}

/** Text values of a form in the types their fields ask for: as it is if that fits, else read as JSON. */
export function typed({ values, isText }: Arguments, shape: Readonly<Record<string, z.ZodType>>): Record<string, unknown> {
  if (!isText) return values;
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    const field = shape[key];
    result[key] = field && !field.safeParse(value).success ? parsed(String(value)) : value;
  }
  return result;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function json(text: string): Record<string, unknown> {
  const value = parsed(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw breach("can't parse JSON object");
  return value as Record<string, unknown>;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= mostBytes) parts.push(part);
  }
  // The whole body is swallowed first: closing early would look like a lost connection to the client.
  if (size > mostBytes) throw breach("Request Entity Too Large", 413);
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
}
