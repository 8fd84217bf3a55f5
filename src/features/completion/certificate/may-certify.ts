import { cityTitle } from "../../people/agencies.ts";
import { isAppointed } from "../../training/forms.ts";
import type { Training } from "../../training/store.ts";

/**
 * Whether a city may issue the certificate of a training itself: not of leadership and pre-service training, whose certificates come
 * from LAN or an accredited provider (PerLAN 5/2022 Ps 19 and 53; PP 11/2017 Ps 34), nor of formal education, nor where somebody else provides it.
 * The made-up city issues for every city's examples.
 */
export function mayCertify({ form, provider }: Pick<Training, "form" | "provider">, agency: { name: string; demo?: boolean | undefined }): boolean {
  if (isAppointed(form) || form === "tugas_belajar") return false;
  const own = agency.demo ? "kota " : cityTitle(agency).toLowerCase();
  return `${provider.toLowerCase()} `.includes(own);
}
