import assert from "node:assert/strict";
import test from "node:test";
import {matches} from "../../../extension/background/sites.js";

for (const [pattern, url, expected] of /** @type {[string, string, boolean][]} */ ([
  ["https://arxiv.org/*", "https://arxiv.org/list/cs.LG/new?skip=0", true],
  ["https://arxiv.org/*", "http://arxiv.org/", false],
  ["https://arxiv.org/*", "https://arxiv.org.evil.example/", false],
  ["https://*.arxiv.org/*", "https://export.arxiv.org/abs/1", true],
  ["https://*.arxiv.org/*", "https://arxiv.org/abs/1", true],
  ["https://*.arxiv.org/*", "https://notarxiv.org/abs/1", false],
  ["*://openreview.net/group*", "http://openreview.net/group?id=x", true],
  ["https://arxiv.org/*", "about:blank", false],
  ["<all_urls>", "https://arxiv.org/", false],
])) {
  test(`${pattern} ${expected ? "holds" : "does not hold"} at ${url}`, () => assert.equal(matches(pattern, url), expected));
}
