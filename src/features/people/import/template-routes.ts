import { Hono } from "hono";
import type { Clock } from "../../../core/time.ts";
import type { Visit } from "../../../core/visit.ts";
import type { StaffMapping } from "./mapping.ts";
import { templateXlsx } from "./template.ts";

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** `/unduh/templat-pegawai.xlsx`: the empty staff template. For anybody; nobody's data is in it. */
export function templateRoutes(mapping: () => StaffMapping, clock: Clock): Hono<Visit> {
  const routes = new Hono<Visit>();
  const made = new Map<number, Promise<Uint8Array>>();
  routes.get("/unduh/templat-pegawai.xlsx", async (c) => {
    const { year } = clock().toZonedDateTimeISO("Asia/Jakarta");
    const bytes = await made.getOrInsertComputed(year, () => templateXlsx(mapping(), year));
    return c.body(new Uint8Array(bytes), 200, { "Content-Type": xlsx, "Content-Disposition": 'attachment; filename="templat-pegawai.xlsx"' });
  });
  return routes;
}
