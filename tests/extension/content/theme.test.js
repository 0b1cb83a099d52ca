import assert from "node:assert/strict";
import {test} from "node:test";
import {stage} from "./stage.js";

const {themeOf} = await import("../../../extension/content/theme.js");

/** The theme of a row on a page whose computed background is `colour`. */
function theme(colour) {
  const document = stage("<article></article>");
  const computed = {article: {backgroundColor: "rgba(0, 0, 0, 0)"}, body: {backgroundColor: colour}};
  Object.defineProperty(globalThis, "getComputedStyle", {
    value: (element) => computed[element.localName] ?? {backgroundColor: "rgba(0, 0, 0, 0)", colorScheme: "normal"}, configurable: true,
  });
  return themeOf(document.querySelector("article"));
}

test("the first background that is not see-through decides, in every form browsers give", () => {
  assert.equal(theme("rgb(255, 255, 255)"), "light");
  assert.equal(theme("rgb(3, 7, 18)"), "dark");
  assert.equal(theme("color(srgb 0.1 0.1 0.12)"), "dark");
  assert.equal(theme("oklch(0.13 0.028 261.692)"), "dark");
  assert.equal(theme("oklch(0.985 0.002 247.8)"), "light");
  assert.equal(theme("oklab(0.2 0 0)"), "dark");
});

test("a page without any background is as its colour scheme says", () => {
  assert.equal(theme("rgba(0, 0, 0, 0)"), "light");
});
