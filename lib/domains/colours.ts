/** The first one is the default. */
export const COLOURS = [
  { id: "#6b7280", label: "Grey" },
  { id: "#b42318", label: "Red" },
  { id: "#c2570c", label: "Orange" },
  { id: "#facc15", label: "Yellow" },
  { id: "#15803d", label: "Green" },
  { id: "#0e7490", label: "Teal" },
  { id: "#1d4ed8", label: "Blue" },
  { id: "#7e22ce", label: "Violet" },
] as const;

export const ANOTHER_COLOUR = "another";

export const GREY: string = COLOURS[0].id;

export const isListedColour = (colour: string): boolean => COLOURS.some(({ id }) => id === colour);

export const isHexColour = (text: string): boolean => /^#[0-9a-f]{6}$/.test(text);

export const colourLabel = (colour: string): string => COLOURS.find(({ id }) => id === colour)?.label ?? colour;

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2, contrast ratio of two colours, from 1 to 21. */
export function contrastRatio(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Black or white: the better one has a contrast of at least 4.5 on every colour (WCAG 2.2, 1.4.3). */
export const textColourOn = (colour: string): "black" | "white" =>
  contrastRatio(colour, "#000000") >= contrastRatio(colour, "#ffffff") ? "black" : "white";
