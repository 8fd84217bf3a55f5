import type { Gateway } from "../../llm/gateway.ts";
import { pageOf } from "../../llm/prompt-tests.ts";
import { CommandFailed, type CommandIo } from "../io.ts";

/** Whether the model that reads photos answers: it is shown a page drawn for this, nobody's. */
export async function checkPictures({ out, signal }: Pick<CommandIo, "out" | "signal">, { complete, models }: Gateway): Promise<void> {
  const picture = await pageOf(["SERTIFIKAT", "Nomor: 1/CONTOH/2026", "Pelatihan Contoh"]);
  const seen = await complete({ prompt: "baca-sertifikat", input: {}, picture, asker: "operator", signal });
  if (seen.kind !== "ok") throw new CommandFailed(`foto: ${models.vision} GAGAL: ${seen.why}${"detail" in seen ? ` (${seen.detail})` : ""}`);
  const { ms, tokensIn, tokensOut } = seen.usage;
  out(`foto     ${models.vision}: membaca satu gambar dalam ${Math.round(ms)} ms, ${tokensIn} token masuk, ${tokensOut} keluar\n`);
}
