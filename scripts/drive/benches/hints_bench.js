// Runs in a page of the extension: its own modules over a library of invented papers, and how long each step takes. A page,
// because a worker tells nobody of its long tasks.
async ({ bookmarks, rows, step }) => {
  const load = (path) => import(`${location.origin}/${path}.js`);
  const [{ openStore }, { openRelating }, { openRelatedStore }, { relatedHandlers }, { shares }, { count }] = await Promise.all(
    ["background/store", "background/relating", "background/related_store", "background/handlers_related", "lib/rarity", "lib/terms"].map(load),
  );
  const json = async (path) => (await fetch(`${location.origin}/${path}`)).json();
  const [keys, words] = await Promise.all(["sites/keys.json", "words/background.json"].map(json));
  const text = texts(words, 7);
  const began = { at: performance.now() };
  const since = () => performance.now() - began.at;
  const state = (globalThis.bench ??= { tasks: [] });
  const steps = {
    async fill() {
      const store = await openStore({ name: "bench", rules: keys });
      for (let first = 0; first < bookmarks; first += 500) {
        const some = Array.from({ length: Math.min(500, bookmarks - first) }, (_, at) => ({
          kind: "bookmark", id: `bm_${first + at}`, rev: first + at + 1, alive: true, alias_of: null, ids: [`arxiv:2001.${10_000 + first + at}`],
          meta: { title: text(9), abstract: text(160) }, fields: {}, note: { text: "", rev: 0 }, note_copies: [], tags: {}, links: {},
          found_on: null, saved_at: 1, updated_at: 1,
        }));
        await store.absorb({ rows: some, results: [], cursor: `c${first}`, head: first, serverTime: 0, more: false, fresh: false });
      }
      Object.assign(state, { store, raws: Array.from({ length: rows }, (_, at) => ({ url: `https://arxiv.org/abs/2101.${10_000 + at}`, title: text(9), abstract: text(160) })) });
      new PerformanceObserver((list) => state.tasks.push(...list.getEntries().map((task) => task.duration))).observe({ type: "longtask" });
      return {};
    },
    async build() {
      began.at = performance.now();
      const index = await openRelating({ store: state.store, kept: await openRelatedStore({ name: "bench_related" }), rules: keys, table: shares(words) });
      await index.settled();
      return { ms: since(), size: index.size() };
    },
    async wake() {
      began.at = performance.now();
      state.index = await openRelating({ store: state.store, kept: await openRelatedStore({ name: "bench_related" }), rules: keys, table: shares(words) });
      await state.index.ready();
      return { ms: since() };
    },
    async relate() {
      const parts = { store: async () => state.store, relating: async () => state.index, sites: { keys: async () => keys } };
      const ask = relatedHandlers(parts)["rows.relate"];
      const times = [];
      for (let turn = 0; turn < 5; turn++) {
        began.at = performance.now();
        await ask({ rows: state.raws }, {});
        times.push(since());
      }
      const bare = [];
      for (let turn = 0; turn < 5; turn++) {
        began.at = performance.now();
        for (const { title, abstract } of state.raws) count(title, abstract);
        bare.push(since());
      }
      return { ms: Math.min(...times), bare: Math.min(...bare), longest: Math.max(0, ...state.tasks) };
    },
  };
  return steps[step]();
}
