// Each step of the bench, timed where it shows: until it is in the document, which the next frame draws. `fill`, `papers`
// and `ask` run in a page of the extension, `save` and `edit` on a list with its marks.
async ({ step, ...what }) => {
  const load = (path) => import(`${location.origin}/${path}.js`);
  const json = async (path) => (await fetch(`${location.origin}/${path}`)).json();
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  /** The first truthy `find()`, looked for at every change under `root`. */
  const until = (root, find) => new Promise((done) => {
    const look = () => {
      const found = find();
      if (!found) return;
      observer.disconnect();
      done(found);
    };
    const observer = new MutationObserver(look);
    observer.observe(root, { childList: true, subtree: true, attributes: true, characterData: true });
    look();
  });
  /** Waits for a real click, which the bench makes, and times what follows it. */
  const timed = async (button, root, find) => {
    bench.button = button; // where the mouse goes
    const began = await new Promise((done) => window.addEventListener("click", () => done(performance.now()), {once: true, capture: true}));
    bench.button = null;
    await until(root, find);
    return performance.now() - began;
  };
  const rows = (selector) => [...document.querySelectorAll("manicule-row")].map((host) => host.shadowRoot).filter((root) => root.querySelector(selector));
  const bench = (globalThis.bench ??= { button: null });
  const steps = {
    /** Puts bookmarks `first` to `last` into the replica, as a first sync does. */
    async fill({ first, last, months }) {
      const [{ openStore }, keys, words] = await Promise.all([load("background/store"), json("sites/keys.json"), json("words/background.json")]);
      const text = texts(words, first + 7);
      const store = await openStore({ rules: keys });
      const [part, began] = [500, 1_790_000_000_000];
      const tag = (number) => `tag_${number % 40}`;
      for (let start = first; start < last; start += part) {
        const some = Array.from({ length: Math.min(part, last - start) }, (_, at) => {
          const number = start + at;
          const [rev, typed] = [number + 41, { rev: number + 41, at: began + number, by: "dev_filler" }];
          const paper = `arxiv:${months + Math.floor(number / 10_000)}.${String((number % 10_000) + 1).padStart(5, "0")}`;
          return {
            kind: "bookmark", id: `bm_${String(number).padStart(22, "0")}`, rev, alive: true, alias_of: null, ids: [paper], id_sources: { [paper]: "listing" },
            meta: { title: text(9), abstract: text(160), authors: ["Ada Lovelace", "Émilie du Châtelet"] }, fields: { status: { v: ["to_read", "reading", "read"][number % 3], ...typed } },
            note: number % 3 ? { text: "", rev: 0 } : { text: text(12), rev, by: "dev_filler" }, note_copies: [], links: {},
            tags: { [tag(number % 2)]: { dev_filler: rev }, [tag(2 + (number % 38))]: { dev_filler: rev } },
            found_on: { url: "https://arxiv.org/list/cs.CL/recent", title: "cs.CL", at: began + number }, saved_at: began + number, updated_at: began + number,
          };
        });
        const tags = start ? [] : Array.from({ length: 40 }, (_, n) => ({ kind: "tag", id: tag(n), rev: n + 1, alive: true, alias_of: null, name: `subject ${n}` }));
        await store.absorb({ rows: [...tags, ...some], results: [], cursor: `c${start}`, head: start, serverTime: Date.now(), more: false, fresh: false });
      }
      store.close();
    },
    /** Asks the background the same so many times, from message to answer. */
    async ask({ kind, body, times }) {
      const { ask } = await load("ask");
      const took = [];
      for (let turn = 0; turn < times; turn++) {
        const began = performance.now();
        await ask(kind, body);
        took.push(performance.now() - began);
      }
      return took;
    },
    /** What the popup asks of the list in another tab. */
    async papers({ url, times }) {
      const [tab] = await (globalThis.browser ?? chrome).tabs.query({ url });
      return steps.ask({ kind: "page.papers", body: { tab: tab.id }, times });
    },
    /** Saves a row from press to mark, and takes it back. */
    async save({ times }) {
      const took = [];
      for (const root of rows(".save").slice(0, times)) {
        took.push(await timed(() => root.querySelector(".save"), root, () => root.querySelector(".status")));
        await pause(60);
        await timed(() => root.querySelector(".undo"), root, () => root.querySelector(".save:not([aria-disabled])"));
        await pause(60);
      }
      return took;
    },
    /** Gives a saved row another status in its card, from press to the word on the row. */
    async edit({ times }) {
      const took = [];
      const [root] = rows(".status");
      await timed(() => root.querySelector(".status"), document, () => document.querySelector("manicule-card"));
      const host = document.querySelector("manicule-card");
      const card = await until(host.shadowRoot, () => host.shadowRoot.querySelector(".card"));
      for (let turn = 0; turn < times; turn++) {
        const wanted = root.querySelector(".status.reading") ? "read" : "reading";
        await pause(60);
        took.push(await timed(() => card.querySelector(`.choice.${wanted}`), root, () => root.querySelector(`.status.${wanted}`)));
      }
      return took;
    },
  };
  return steps[step](what);
}
