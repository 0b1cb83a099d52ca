// Which paper an address names: the vectors both languages read, the recorded cases, hostile input.
import assert from "node:assert/strict";
import {existsSync, readFileSync} from "node:fs";
import {test} from "node:test";
import {addressKey} from "../../../extension/lib/address.js";
import {byStrength, identify, strongest} from "../../../extension/lib/keys.js";
import {rules, vectors} from "./rules.js";

const VECTORS = vectors("keys");
const CASES = new URL("../../../../shared/cases/identity.tsv", import.meta.url);

test("an address names its paper or none, as in Python", () => {
  for (const [text, key, version] of VECTORS.identify) {
    const known = identify(text, rules);
    assert.deepEqual([text, known?.key ?? null, known?.version ?? ""], [text, key, version]);
  }
});

test("ids are ordered by the schemes of keys.json", () => {
  for (const [ids, expected] of VECTORS.by_strength) {
    assert.deepEqual(byStrength(ids, rules), expected);
    assert.equal(strongest(ids, rules), expected[0]);
  }
});

test("any web page has a key without tracking", () => {
  for (const [text, expected] of VECTORS.address_key) assert.equal(addressKey(text, rules), expected, text);
});

test("every decidable case is decided", {skip: existsSync(CASES) ? false : "../shared/cases is not here"}, () => {
  for (const line of readFileSync(CASES, "utf8").trimEnd().split("\n").slice(1)) {
    const [one, two, same, key] = line.split("\t");
    const [a, b] = [identify(one, rules), identify(two, rules)];
    assert.equal(Boolean(a && b && a.key === b.key), same === "yes", line);
    if (same === "yes" && key) assert.equal(a?.key, key, line);
  }
});

test("hostile text names nothing, at once", () => {
  const hostile = [
    "a".repeat(1e5), `https://arxiv.org/abs/${"1".repeat(1e5)}`, `https://arxiv.org/abs/${"%".repeat(4000)}`,
    `https://a.example/${"10.1234/".repeat(500)}`, `10.1234/${".full".repeat(800)}`, `10.1234/${"(".repeat(4000)}`,
    `https://${"a-".repeat(120)}org.${"proxy.".repeat(12)}edu/doi`, "https://google.com/url?q=".repeat(160),
    "doi:".repeat(1000), "x-extension://".repeat(290), "\0", "\ud800", "javascript:alert('https://arxiv.org/abs/1706.03762')",
  ];
  for (const text of [...hostile, null, 17, {}]) {
    const began = performance.now();
    assert.equal(identify(/** @type {string} */ (text), rules), null, String(text).slice(0, 30));
    assert.ok(performance.now() - began < 500, String(text).slice(0, 30));
  }
});
