import assert from "node:assert/strict";
import test from "node:test";
import {covers, originsOf, shared, toAsk} from "../../../extension/lib/origins.js";

const rule = (/** @type {string[]} */ ...matches) => ({matches});

test("a rule is asked for by its https origins, the wider of two that overlap", () => {
  assert.deepEqual(originsOf(rule("*://example.org/papers/*", "*://*.example.org/*", "https://Other.example/*")), ["https://*.example.org/*", "https://other.example/*"]);
  assert.deepEqual(originsOf(rule("http://plain.example/*", "*://scholar.example.*/*", "nonsense")), []);
});

test("a site of few origins is asked for whole, one with an origin in every country by the page that is open", () => {
  const whole = rule("*://example.org/*", "*://www.example.org/*");
  assert.deepEqual(toAsk(whole, "https://example.org/list"), ["https://example.org/*", "https://www.example.org/*"]);
  const national = rule(...["com", "de", "fr", "it", "co.uk"].map((end) => `*://scholar.example.${end}/*`));
  assert.deepEqual(toAsk(national, "https://scholar.example.de/scholar?q=x"), ["https://scholar.example.de/*"]);
  assert.deepEqual(toAsk(national), ["https://scholar.example.com/*"]);
  assert.deepEqual(toAsk(national, "http://scholar.example.de/"), []);
});

test("only what was granted and has a rule is entered", () => {
  const origins = ["https://*.example.org/*", "https://other.example/*"];
  assert.deepEqual(shared(["https://www.example.org/*", "https://unknown.example/*", "http://other.example/*"], origins), ["https://www.example.org/*"]);
  assert.deepEqual(shared(["<all_urls>"], origins), origins);
  assert.deepEqual(shared(["https://*/*"], origins), origins);
});

test("a name that only ends alike is another site", () => {
  assert.equal(covers("https://*.example.org/*", "https://evilexample.org/*"), false);
  assert.equal(covers("https://*.example.org/*", "https://example.org/*"), true);
  assert.equal(covers("https://example.org/*", "https://*.example.org/*"), false);
});
