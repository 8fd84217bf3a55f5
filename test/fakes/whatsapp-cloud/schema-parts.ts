import { z } from "zod";

const HttpLink = z
  .string()
  .max(2048)
  .regex(/^https?:\/\/\S+$/, "must be an http or https link");

export const Link = z.strictObject({ link: HttpLink });

/** A file that was uploaded before, or one that Meta shall fetch: exactly one of the two. */
export const MediaReference = z.union([z.strictObject({ id: z.string().min(1) }), Link], "needs exactly one of id and link");

const Caption = z.string().max(1024).optional();

export const Document = z
  .strictObject({ id: z.string().min(1).optional(), link: HttpLink.optional(), caption: Caption, filename: z.string().max(240).optional() })
  .refine(oneSource, "needs exactly one of id and link");
export const Image = z
  .strictObject({ id: z.string().min(1).optional(), link: HttpLink.optional(), caption: Caption })
  .refine(oneSource, "needs exactly one of id and link");

export const unique = (all: string[]): boolean => new Set(all).size === all.length;

function oneSource(it: { id?: string | undefined; link?: string | undefined }): boolean {
  return (it.id === undefined) !== (it.link === undefined);
}
