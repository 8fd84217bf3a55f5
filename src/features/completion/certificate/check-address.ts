/** Where anybody can look a certificate up: `https://…/sertifikat/<22 characters>`. `base`: address that people use for this service. */
export const checkPath = "/sertifikat";
export const checkUrl = (base: string, publicId: string): string => `${base.replace(/\/+$/, "")}${checkPath}/${publicId}`;
export const isPublicId = (text: string): boolean => /^[A-Za-z0-9_-]{22}$/.test(text);
