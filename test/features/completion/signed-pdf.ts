import { plainAddPlaceholder } from "@signpdf/placeholder-plain";
import { Signer, SignPdf } from "@signpdf/signpdf";

/** Nobody's key: that a signature is there is looked at, whether it is good is the business of the certified provider's check. */
class NobodysKey extends Signer {
  override async sign(): Promise<Buffer> {
    return Buffer.from("30820100", "hex");
  }
}

/** As a certified provider's program does: a signature in an update behind the file's own bytes. */
export function signed(bytes: Uint8Array): Promise<Uint8Array> {
  const pdfBuffer = plainAddPlaceholder({ pdfBuffer: Buffer.from(bytes), reason: "uji coba", contactInfo: "-", name: "Uji Coba", location: "-" });
  return new SignPdf().sign(pdfBuffer, new NobodysKey());
}
