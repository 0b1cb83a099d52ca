// Many lists of numbers in one typed array. Most terms of a library are in one paper: as arrays of their own, their lists
// would take many times the memory. A list of n numbers has as many cells as the next power of two.

const FIRST = 1024; // cells to begin with
const GROWTH = 1.25;

/** @typedef {ReturnType<typeof createLists>} Lists */

/** Lists are named by numbers from 0 on, and all are empty. */
export function createLists() {
  let cells = new Uint32Array(FIRST);
  let end = 0; // of the cells that lists have or had
  /** @type {number[]} */
  const starts = [];
  /** @type {number[]} */
  const lengths = [];
  /** @type {number[][]} where 2 ** n cells are free again */
  const free = Array.from({length: 32}, () => []);

  const length = (/** @type {number} */ list) => lengths[list] ?? 0;

  /** @param {number} log2 of the cells wanted @returns {number} where they are */
  function room(log2) {
    const again = free[log2].pop();
    if (again !== undefined) return again;
    const start = end;
    end += 2 ** log2;
    if (end > cells.length) {
      const before = cells;
      cells = new Uint32Array(Math.max(end, Math.ceil(GROWTH * before.length)));
      cells.set(before);
    }
    return start;
  }

  /** Moves a full list to twice its cells. @param {number} list @param {number} size */
  function widen(list, size) {
    while (starts.length <= list) lengths[starts.push(0) - 1] = 0;
    const log2 = 32 - Math.clz32(size);
    const [from, to] = [starts[list], room(log2)];
    cells.copyWithin(to, from, from + size);
    if (size) free[log2 - 1].push(from);
    starts[list] = to;
  }

  /** @param {number} list @param {number} value from 0 to 2 ** 32 - 1 */
  function push(list, value) {
    const size = length(list);
    if ((size & (size - 1)) === 0) widen(list, size);
    cells[starts[list] + size] = value;
    lengths[list] = size + 1;
  }

  /** Takes out what stands at a place. @param {number} list @param {number} place */
  function drop(list, place) {
    const [start, size] = [starts[list], length(list) - 1];
    cells.copyWithin(start + place, start + place + 1, start + size + 1);
    lengths[list] = size;
    if ((size & (size - 1)) === 0) free[size ? 31 - Math.clz32(size) : 0].push(start + size); // half of its cells
  }

  /** Where in an ascending list the first stands that is not less, or would. @param {number} list @param {number} value */
  function seek(list, value) {
    const start = starts[list];
    let [low, high] = [0, length(list)];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (cells[start + middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    length, push, drop, seek,
    /** What stands at a place; 0 where the list ends before. @param {number} list @param {number} place */
    at: (list, place) => (place < length(list) ? cells[starts[list] + place] : 0),
    /** What stands there, until a list changes. @param {number} list */
    all: (list) => cells.subarray(starts[list] ?? 0, (starts[list] ?? 0) + length(list)),
  };
}
