/** Whether a request comes from our own page: its Origin is the host it was sent to, or the address that people use. */
export function fromOwnPage(header: (name: string) => string | undefined, publicUrl: string | undefined): boolean {
  const site = header("sec-fetch-site");
  if (site !== undefined && site !== "same-origin") return false;
  const origin = hostOf(header("origin"));
  return origin !== null && (origin === header("host") || origin === hostOf(publicUrl));
}

function hostOf(url: string | undefined): string | null {
  return url !== undefined && URL.canParse(url) ? new URL(url).host || null : null;
}
