// What a person does in the web library or at the terminal: the API, with what they saw when the page was opened.

/** @param {any} world @param {string} method @param {string} path @param {object} [body] */
async function api(world, method, path, body) {
  const {token} = await world.ask({control: "web", now: world.now});
  const reply = await world.http({method, path: `/api/v1/${path}`, token, body: body ? JSON.stringify(body) : null});
  if (reply.status >= 500) world.journal.journal.trouble.push(`${method} ${path} answered ${reply.status} ${reply.body}`);
  return reply.status < 300 && reply.body ? JSON.parse(reply.body) : null;
}

/** @param {any} world @param {any} step */
const address = (world, step) => `bookmarks/${encodeURIComponent(world.papers[step.paper % world.papers.length][step.form % 2])}`;

/** @param {any} step */
const by = (step) => `${step.do} at step ${step.n}`;

/** @param {(world: any, step: any, view: any) => Promise<string>} act @returns {(world: any, step: any) => Promise<void>} */
const on = (act) => async (world, step) => {
  const view = await api(world, "GET", address(world, step));
  if (view) world.tell(step, `${view.key} (${view.id}) ${await act(world, step, view)}`);
};

/** @type {Record<string, (world: any, step: any) => Promise<void>>} */
export const TERMINAL = {
  async api_save(world, step) {
    const known = world.papers[step.paper % world.papers.length];
    const ids = [[known[0]], [known[1]], known][step.form % 3];
    const word = `w${step.n}_0`;
    const view = await api(world, "POST", "bookmarks", {ids, note: word, tags: step.form ? ["api"] : []});
    for (const id of ids) world.journal.keeps(id, by(step));
    world.journal.wrote("", word, by(step));
    world.tell(step, `${view?.id} ${word}`);
  },
  api_open: on(async (world, _step, view) => {
    world.web = view;
    return JSON.stringify(view.note);
  }),
  api_note: on(async (world, step, view) => {
    const shown = step.stale && world.web?.id === view.id ? world.web : view;
    const text = `${shown.note}${shown.note && " "}w${step.n}_0`;
    const kept = step.cut ? text.replace(/^\S+\s+/, "") : text;
    await api(world, "PATCH", address(world, step), {note: kept, base_rev: shown.rev, base_text: shown.note});
    world.journal.wrote(shown.note, kept, by(step));
    return `note ${JSON.stringify(shown.note)} → ${JSON.stringify(kept)}`;
  }),
  api_set: on(async (world, step, view) => {
    await api(world, "PATCH", address(world, step), {[step.field]: step.value});
    world.journal.sets.push({bookmark: view.id, field: step.field, value: step.value, replaced: view[step.field], by: by(step)});
    return `${step.field} ${view[step.field]} → ${step.value}`;
  }),
  api_tags: on(async (world, step, view) => {
    const tags = [...view.tags.slice(step.which % 2), ["api", "RL"][step.which % 2]];
    await api(world, "PATCH", address(world, step), {tags});
    world.journal.untagged.push({bookmark: view.id, tags: null});
    return tags.join();
  }),
  api_delete: on(async (world, step, view) => {
    await api(world, "DELETE", address(world, step));
    world.journal.deletedSeen(view, by(step));
    return JSON.stringify(view.note);
  }),
  async tag_change(world, step) {
    const {items} = await api(world, "GET", "tags");
    const tag = items[step.which % Math.max(1, items.length)];
    const other = items[(step.which + 1) % Math.max(1, items.length)];
    if (!tag) return;
    const path = `tags/${encodeURIComponent(tag.name)}`;
    if (step.how === "rename") await api(world, "PATCH", path, {name: step.name});
    else if (step.how === "delete") {
      await api(world, "DELETE", path);
      world.journal.tagsGone.push(tag.id);
    } else if (other.id !== tag.id) await api(world, "POST", `${path}/merge`, {into: other.name});
    world.tell(step, `${tag.name}, ${other.name}`);
  },
};
