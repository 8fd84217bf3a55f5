/** Points; one point is one CSS pixel: of a phone's 360 a chat leaves about 290 for a picture. */
export const pictureWidth = 290;
/** What stays free left and right. */
export const side = 16;
export const inner = pictureWidth - 2 * side;

/** Never below 11 points, or a narrow phone does not show it legibly. */
export const sizes = { title: 15, name: 12, value: 12, small: 11 };
export const font = "Noto Sans";

/** Told apart by lightness, outline and form too, not by hue alone (Okabe and Ito's blue and vermilion). */
export const colours = { ink: "#1b1f24", soft: "#59636e", paper: "#ffffff", track: "#eceff3", blue: "#0072b2", vermilion: "#c44900" };

/** A line of text; `y` is its upper edge. */
export const words = (text: string, x: number, y: number, size: number, fill: string, more: { bold?: boolean; right?: boolean; centre?: boolean } = {}) => ({
  type: "text" as const,
  silent: true,
  style: {
    text,
    x,
    y,
    fill,
    font: `${more.bold ? "bold " : ""}${size}px ${font}`,
    textAlign: more.right ? ("right" as const) : more.centre ? ("center" as const) : ("left" as const),
    textVerticalAlign: "top" as const,
  },
});

export interface BoxStyle {
  fill: string;
  stroke?: string;
  lineDash?: number[];
  lineWidth?: number;
}

export const box = (x: number, y: number, width: number, height: number, style: BoxStyle) => ({
  type: "rect" as const,
  silent: true,
  shape: { x, y, width, height },
  style,
});

export const disc = (cx: number, cy: number, r: number, style: BoxStyle) => ({ type: "circle" as const, silent: true, shape: { cx, cy, r }, style });

export type Piece = ReturnType<typeof words> | ReturnType<typeof box> | ReturnType<typeof disc>;
