// The rule files and the vectors both languages read, for tests.
import {readFileSync} from "node:fs";

/** @param {string} path  from the root of the repository */
export const json = (path) => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8"));

/** @type {import("../../../extension/lib/types.js").Rules} */
export const rules = json("extension/sites/keys.json");
/** @param {string} name */
export const vectors = (name) => json(`tests/vectors/${name}.json`);
/** @param {string} id  @returns {import("../../../extension/lib/types.js").Rule} */
export const site = (id) => json(`extension/sites/${id}.json`);
