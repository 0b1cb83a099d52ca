// The rows of the page this runs in, for tests in real browsers: `const {rowsHere} = await import(…)`.
import {readRows} from "../../extension/lib/rows.js";

/**
 * @param {import("../../extension/lib/types.js").Rule} rule
 * @param {import("../../extension/lib/types.js").Rules} keys
 * @param {string} [url]
 */
export const rowsHere = (rule, keys, url = location.href) => readRows(document, url, rule, keys).map(({row}) => row);
