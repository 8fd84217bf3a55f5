import { PDFiumLibrary } from "@hyzyla/pdfium";
import jsqr from "jsqr";

/** A page as pixels, RGBA. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** The first page of a PDF as PDFium draws it, at `scale` pixels a point. */
export async function firstPage(bytes: Uint8Array, scale = 2): Promise<Picture> {
  const library = await PDFiumLibrary.init();
  try {
    const document = await library.loadDocument(bytes);
    const { width, height, data } = await document.getPage(0).render({ scale, render: "bitmap", colorSpace: "BGRA" });
    document.destroy();
    return { width, height, data: new Uint8ClampedArray(data) };
  } finally {
    library.destroy();
  }
}

/** The library is a function or a module with one, as it is loaded. */
type Reader = (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null;

/** What the QR code on a picture says; undefined = none is found. */
export const qrIn = ({ data, width, height }: Picture): string | undefined => {
  const read = "default" in jsqr ? jsqr.default : jsqr;
  return (read as unknown as Reader)(data, width, height)?.data;
};

/** Whether any pixel in a part of the page (shares of its width and height) is not white. */
export function hasInk({ data, width, height }: Picture, [left, top, right, bottom]: [number, number, number, number]): boolean {
  for (let y = Math.floor(top * height); y < bottom * height; y++) {
    for (let x = Math.floor(left * width); x < right * width; x++) {
      const at = (y * width + x) * 4;
      if (Math.min(data[at] ?? 255, data[at + 1] ?? 255, data[at + 2] ?? 255) < 250) return true;
    }
  }
  return false;
}
