// Put in front of the extension's background by rig.py: sets its clock wrong, and stops it while it stores an answer.

let skew = 0;
let left = Infinity;
const clock = Date.now;
const put = IDBObjectStore.prototype.put;

Date.now = () => clock() + skew;

IDBObjectStore.prototype.put = function (...values) {
  const request = put.apply(this, values);
  if (this.name === "bookmarks" && --left === 0) stay(this);
  return request;
};

/** Asks without end, so that the transaction neither ends nor fails; a lock tells the test. */
function stay(store) {
  navigator.locks.request("stuck", () => new Promise(() => {}));
  const again = () => (store.get("").onsuccess = again);
  again();
}

const orders = new BroadcastChannel("rig");
orders.onmessage = ({data}) => {
  skew = data.skew ?? skew;
  left = data.puts ?? left;
  orders.postMessage("done");
};
