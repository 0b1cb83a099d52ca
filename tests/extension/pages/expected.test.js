// A link to the options with a server in it: who is asked before anything is sent there.

import assert from "node:assert/strict";
import test from "node:test";
import {isExpected} from "../../../extension/pages/expected.js";

test("the server that is known is connected at once, and no other", () => {
  assert.ok(isExpected("http://127.0.0.1:7373/", "http://127.0.0.1:7373"));
  assert.ok(!isExpected("http://127.0.0.1:7374", "http://127.0.0.1:7373"));
  assert.ok(!isExpected("https://evil.example", "http://127.0.0.1:7373"));
});

test("where none is known, one of this machine is connected at once, and none elsewhere", () => {
  for (const here of ["http://127.0.0.1:7373", "http://localhost:1/", "http://[::1]:7373"]) assert.ok(isExpected(here, null), here);
  const elsewhere = ["https://evil.example", "http://127.0.0.1.evil.example", "http://localhost@evil.example", "http://evil.example/127.0.0.1", "//localhost", "evil.example", "javascript:localhost", ""];
  for (const far of elsewhere) assert.ok(!isExpected(far, null), far);
});
