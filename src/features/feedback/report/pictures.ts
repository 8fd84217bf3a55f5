import { keepBlob } from "../../../core/blob.ts";
import type { Context } from "../../../core/capability.ts";
import type { ReplyFile } from "../../../core/reply.ts";
import type { Facts } from "../measure/facts.ts";
import { chartsOf } from "./chart/chart-of.ts";

/** Pictures with one reply; more would bury its words. */
const most = 3;
/** Letters of a caption. */
const longest = 200;

/** What the words of a report say, drawn, for a talk; none on the command line, where there is nobody to keep it for. */
export async function picturesOf({ db, cell, now, conversation }: Context, title: string, facts: Facts): Promise<ReplyFile[]> {
  const charts = conversation === null ? [] : chartsOf(title, facts).slice(0, most);
  if (charts.length === 0) return [];
  const { evaluationPng } = await import("./chart/draw.ts");
  const files: ReplyFile[] = [];
  for (const [at, chart] of charts.entries()) {
    const bytes = await evaluationPng(chart);
    const file = await keepBlob(db, cell, { conversation: conversation as string, name: `evaluasi-${at + 1}.png`, mime: "image/png", bytes }, now);
    files.push({ ...file, caption: [...chart.alt].slice(0, longest).join("") });
  }
  return files;
}
