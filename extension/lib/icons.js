// The drawings of Manicule, 16 units square, in the colour of the text around them.

const SVG = "http://www.w3.org/2000/svg";

const RING = "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z";

/** Outlines are stroked, `fill:` ones are filled. @type {Record<string, string[]>} */
const DRAWINGS = {
  hand: [
    "fill:M4 5.9c1.1-.1 1.75-.75 2.5-1.6.6-.75 1.75-1.1 2.25-.5.5.6.1 1.4-.4 2h5.25c1.6 0 1.6 2.25 0 2.25h-3.2c.9.1.9 1.9-.1 1.9.75.25.6 1.6-.25 1.6.6.4.4 1.5-.6 1.5H6.75c-1.1 0-1.9-.4-2.75-.9z",
    "fill:M1 6.2c0-.4.3-.7.7-.7h1.4v5.8H1.7c-.4 0-.7-.3-.7-.7z",
  ],
  to_read: [RING],
  reading: [RING, "fill:M8 2.5a5.5 5.5 0 0 1 0 11z"],
  read: [RING, "M5.4 8.2l1.9 1.9l3.4-3.9"],
  dismissed: [RING, "M4.2 11.8l7.6-7.6"],
  waiting: ["M8 3v7", "M5 5.8L8 2.8l3 3", "M3.5 13h9"],
  refused: ["M8 2.3l6 10.9H2z", "M8 6.5v3", "fill:M7.3 10.8h1.4v1.2H7.3z"],
  revised: ["M13 8a5 5 0 1 1-1.6-3.7", "M13 2.2v3h-3"],
  published: ["M3 2.8h7.2L13 5.6v7.6H3z", "M5.6 7h4.8", "M5.6 9.8h4.8"],
  close: ["M4 4l8 8", "M12 4l-8 8"],
};

/**
 * A decorative drawing; what it means is always said in words beside it or in the name of the control.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({viewBox: "0 0 16 16", "aria-hidden": "true", class: "icon"})) {
    svg.setAttribute(key, value);
  }
  svg.append(...(DRAWINGS[name] ?? []).map(stroke));
  return svg;
}

/** @param {string} drawing */
function stroke(drawing) {
  const path = document.createElementNS(SVG, "path");
  const filled = drawing.startsWith("fill:");
  path.setAttribute("d", filled ? drawing.slice(5) : drawing);
  path.setAttribute("class", filled ? "filled" : "line");
  return path;
}
