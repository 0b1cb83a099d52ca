// What a person does on a device. Each act sees what the person sees, does one edit through the extension's store, and
// writes into the journal what was typed and what was taken away by somebody who saw it.

import {aborted, armAbort, disarmAbort} from "./profile.js";

/** @typedef {(world: any, device: any, step: any) => Promise<string>} Act what was done, in words */

const TAGS = ["Diffusion", "to cite", "RL", "rl ", "Straße"];

/** @param {any} world @param {any} step */
function row(world, step) {
  const known = world.papers[step.paper % world.papers.length];
  const ids = [[known[0]], [known[1]], known][step.form % 3];
  return {
    key: ids[0], ids, title: `On ${ids[0]}`, authors: ["Ada Lovelace"], abstract: step.form === 2 ? "Of engines." : "", url: "",
    links: step.n % 5 ? [] : [{url: `https://example.org/code/${step.paper}`, kind: "code", title: "", origin: "found"}],
  };
}

/** @param {any} device @param {any} step @returns {Promise<any>} what stands on the row of the paper */
async function seen(device, step, world) {
  return (await device.store.look([row(world, step).ids]))[0];
}

const SAID = ["unknown_bookmark", "last_identity", "bad_value", "not_found"]; // to the person, who asked for what cannot be

/**
 * One edit, kept or not kept at all.
 * @param {any} world @param {any} device @param {any} step @param {string} kind @param {object} body
 */
async function edit(world, device, step, kind, body) {
  return attempt(world, step, async () => {
    const answer = await device.store.edit(kind, body);
    device.undo = answer.undo && {...answer.undo, by: step.n};
    return answer;
  });
}

/**
 * What a person does in one breath; null where it was not kept.
 * @param {any} world @param {any} step @param {() => Promise<any>} work
 */
async function attempt(world, step, work) {
  if (step.abort) armAbort(step.abort);
  try {
    return await work();
  } catch (error) {
    if (SAID.includes(/** @type {any} */ (error).code)) return null;
    if (!aborted()) throw error;
    world.journal.count("edit aborted");
    return null;
  } finally {
    disarmAbort();
  }
}

/** @param {any} step */
const by = (step) => `${step.do} at step ${step.n}`;

/** @param {string} text as it stands @param {any} step */
function changed(text, {n, how, where, count}) {
  const fresh = Array.from({length: count}, (_, i) => `w${n}_${i}`).join(" ");
  const words = text.split(/(\s+)/).filter(Boolean);
  const place = words.length ? where % (words.length + 1) : 0;
  const at = words.length ? where % words.length : 0;
  if (how === "append" || !words.length) return text + (text ? (n % 3 ? " " : "\n") : "") + fresh;
  if (how === "insert") return [...words.slice(0, place), words[place - 1]?.trim() ? " " : "", fresh, words[place]?.trim() ? " " : "", ...words.slice(place)].join("");
  if (how === "replace") return words.map((word, i) => (i === at && word.trim() ? fresh : word)).join("");
  if (how === "delete") return words.filter((_, i) => i < at || i > at + 1).join("");
  return fresh; // everything anew
}

/** @type {Act} */
async function save(world, device, step) {
  const known = row(world, step);
  const answer = await edit(world, device, step, "bookmark.save", {row: known, found_on: {url: "https://arxiv.org/list", title: "List"}, source: step.form === 2 ? "page" : "listing"});
  if (!answer) return "nothing";
  for (const id of known.ids) if (answer.bookmark?.ids.includes(id)) world.journal.keeps(id, by(step), device.number);
  return `${known.ids} is ${answer.bookmark?.id}`;
}

/** Does something to a paper; one that is not there is saved. @param {(world: any, device: any, step: any, view: any) => Promise<string>} act @returns {Act} */
const on = (act) => async (world, device, step) => {
  const view = await seen(device, step, world);
  return view ? `${view.key} (${view.id}) ${await act(world, device, step, view)}` : save(world, device, step);
};

/** @param {any} world @param {any} device @param {any} step @param {any} view @param {string} field @param {any} value */
async function set(world, device, step, view, field, value) {
  const answer = await edit(world, device, step, "bookmark.set", {bookmark: view.id, field, value});
  if (answer) world.journal.sets.push({bookmark: view.id, field, value, replaced: view[field] ?? null, by: by(step)});
  return `${field}: ${JSON.stringify(view[field])} → ${JSON.stringify(value)}`;
}

/** @param {any} world @param {any} device @param {any} step @param {string} bookmark @param {string} base @param {string} text */
async function write(world, device, step, bookmark, base, text) {
  const answer = await edit(world, device, step, "note.edit", {bookmark, base_text: base, text});
  if (answer) world.journal.wrote(base, text, by(step), device.number);
  return `note ${JSON.stringify(base)} → ${JSON.stringify(text)}`;
}

/** @param {any} world @param {any} device @param {any} step @returns {Promise<any>} another paper than the step's, if it is saved */
async function otherPaper(world, device, step) {
  return seen(device, {...step, paper: step.paper + 1 + (step.which % Math.max(1, world.papers.length - 1))}, world);
}

/** @type {Record<string, Act>} */
export const ACTS = {
  save,
  /** Two papers are said to be one. */
  join: on(async (world, device, step, view) => {
    const other = await otherPaper(world, device, step);
    if (!other || other.id === view.id) return "nothing";
    const answer = await edit(world, device, step, "bookmark.attach", {bookmark: view.id, ids: other.ids});
    if (answer) world.journal.joined();
    return `joined with ${other.ids}`;
  }),
  /** What is one is taken apart. */
  part: on(async (world, device, step, view) => {
    const id = view.ids[step.which % view.ids.length];
    const answer = await edit(world, device, step, "bookmark.detach", {bookmark: view.id, ids: [id]});
    if (answer) world.journal.parted(id, by(step));
    return `${id} taken off`;
  }),
  async dismiss(world, device, step) {
    const known = row(world, step);
    const answer = await edit(world, device, step, "bookmark.dismiss", {row: known, found_on: null, source: "listing"});
    for (const id of known.ids) if (answer?.bookmark?.ids.includes(id)) world.journal.keeps(id, by(step), device.number);
    return answer ? `${answer.bookmark?.id}` : "nothing";
  },
  bring_back: on(async (world, device, step, view) => {
    const answer = await edit(world, device, step, "bookmark.bring_back", {bookmark: view.id});
    if (answer && !answer.bookmark) world.journal.deletedSeen(view, by(step));
    return answer?.bookmark ? answer.bookmark.status : "was never saved";
  }),
  /** A page names a further identity of a paper. */
  learn: on(async (world, device, step, view) => {
    await edit(world, device, step, "bookmark.learn", {bookmark: view.id, row: row(world, {...step, form: 2}), source: "page"});
    return "";
  }),
  relate: on(async (world, device, step, view) => {
    const other = await otherPaper(world, device, step);
    if (other) await edit(world, device, step, "relation.add", {bookmark: view.id, other: other.id, relation: `extends w${step.n}_8`});
    return other ? other.id : "nothing";
  }),
  /** Several rows get one tag and one status. */
  async save_many(world, device, step) {
    const rows = world.papers.map((/** @type {any} */ _paper, /** @type {number} */ paper) => row(world, {...step, paper}));
    const {keeping} = world.core;
    const plans = rows.map((/** @type {any} */ one) => keeping({row: one, found_on: null, source: "listing"}, {tag: TAGS[step.name % TAGS.length], status: "reading"}));
    const made = await attempt(world, step, () => device.store.editMany(plans, () => {}));
    if (!made) return "nothing";
    device.many = made.steps;
    for (const view of await device.store.look(rows.map((/** @type {any} */ one) => one.ids))) {
      for (const id of view?.ids ?? []) world.journal.keeps(id, by(step), device.number);
    }
    return `${made.saved} new`;
  },
  async take_back(world, device, step) {
    const steps = device.many ?? [];
    device.many = null;
    const views = await device.store.show(steps.map((/** @type {any} */ one) => one.body.bookmark));
    const {repeating} = world.core;
    const done = await attempt(world, step, async () => device.store.editMany((await device.store.withWhatIsDeleted(steps)).map(repeating), () => {}));
    for (const [i, {kind, body}] of (done ? steps : []).entries()) {
      if (kind === "bookmark.delete" && views[i]) world.journal.deletedSeen(views[i], by(step));
      if (kind === "tag.remove") world.journal.untagged.push({bookmark: body.bookmark, tags: null});
    }
    return `${steps.length} steps`;
  },
  /** What the server refused is sent again. */
  async resend(world, device, step) {
    const {refused} = await device.dump();
    const one = refused[step.which % Math.max(1, refused.length)];
    if (!one) return "nothing";
    const again = await attempt(world, step, () => device.store.settleRefused(one.mid, {resend: true}));
    if (again) world.journal.resent(one.mid);
    return one.mutation.op;
  },
  set: on(async (world, device, step, view) => set(world, device, step, view, step.field, step.value)),
  note: on(async (world, device, step, view) => write(world, device, step, view.id, view.note, changed(view.note, step))),
  open: on(async (_world, device, _step, view) => {
    device.editor = {bookmark: view.id, text: view.note};
    return `editor opened on ${JSON.stringify(view.note)}`;
  }),
  async close(world, device, step) {
    if (!device.editor) return "nothing";
    const {bookmark, text} = device.editor;
    device.editor = null;
    return write(world, device, step, bookmark, text, changed(text, step));
  },
  tag: on(async (world, device, step, view) => {
    const name = TAGS[step.name % TAGS.length];
    const answer = await edit(world, device, step, "tag.add", {bookmark: view.id, name});
    if (answer?.wrote) {
      const {outbox} = await device.dump();
      const put = outbox.at(-1).mutations.find((/** @type {any} */ m) => m.op === "bookmark.tag");
      world.journal.tagged.push({bookmark: view.id, tag: put.tag, by: by(step)});
    }
    return name;
  }),
  untag: on(async (world, device, step, view) => {
    const name = view.tags[step.which % Math.max(1, view.tags.length)];
    if (name === undefined) return "no tags";
    const answer = await edit(world, device, step, "tag.remove", {bookmark: view.id, name});
    if (answer?.wrote) {
      const {outbox} = await device.dump();
      const taken = outbox.at(-1).mutations.find((/** @type {any} */ m) => m.op === "bookmark.untag");
      world.journal.untagged.push({bookmark: view.id, tags: taken.tags});
    }
    return name;
  }),
  link: on(async (world, device, step, view) => {
    const title = `w${step.n}_9`;
    const answer = await edit(world, device, step, "link.add", {bookmark: view.id, url: `https://example.org/${step.n}`, kind: "code", title});
    if (answer?.wrote) world.journal.wrote("", title, by(step), device.number);
    return title;
  }),
  unlink: on(async (world, device, step, view) => {
    const mine = view.links.filter((/** @type {any} */ link) => link.id);
    const gone = mine[step.which % Math.max(1, mine.length)];
    if (gone && (await edit(world, device, step, "link.remove", {bookmark: view.id, link: gone.id}))) world.journal.wrote(gone.title, "", by(step));
    return gone?.title ?? "no links";
  }),
  delete: on(async (world, device, step, view) => {
    const answer = await edit(world, device, step, "bookmark.delete", {bookmark: view.id});
    if (!answer) return "nothing";
    device.deleted.push(view);
    world.journal.deletedSeen(view, by(step));
    return JSON.stringify(view.note);
  }),
  async revive(world, device, step) {
    const view = device.deleted[step.which % Math.max(1, device.deleted.length)];
    if (!view) return "nothing";
    await edit(world, device, step, "bookmark.restore", {bookmark: view.id});
    return view.id;
  },
  async undo(world, device, step) {
    if (!device.undo) return "nothing";
    const {kind, body} = device.undo;
    const [view] = await device.store.show([body.bookmark]);
    if (kind === "note.edit") return write(world, device, step, body.bookmark, body.base_text, body.text);
    if (kind === "bookmark.set") return set(world, device, step, view ?? {id: body.bookmark}, body.field, body.value);
    const answer = await edit(world, device, step, kind, body);
    if (answer && ["bookmark.delete", "bookmark.bring_back"].includes(kind) && view && !answer.bookmark) world.journal.deletedSeen(view, by(step));
    if (answer && kind === "link.add") world.journal.wrote("", body.title, by(step), device.number);
    if (answer && kind === "link.remove") world.journal.wrote(view?.links.find((/** @type {any} */ {id}) => id === body.link)?.title ?? "", "", by(step));
    if (answer && kind === "bookmark.attach") world.journal.joined();
    if (answer && kind === "bookmark.detach") for (const id of body.ids) world.journal.parted(id, by(step));
    if (answer && kind === "tag.remove") world.journal.untagged.push({bookmark: body.bookmark, tags: null});
    return `${kind} ${JSON.stringify(body)}`;
  },
  resolve: on(async (world, device, step, view) => {
    const copy = view.note_copies[step.which % Math.max(1, view.note_copies.length)];
    if (!copy) return "no copies";
    if (step.how === "append") {
      const note = view.note + (view.note && "\n") + copy.text;
      await write(world, device, step, view.id, view.note, note);
    } else world.journal.wrote(`${view.note} ${copy.text}`, view.note, by(step));
    const answer = await edit(world, device, step, "note.resolve", {bookmark: view.id, copy: copy.id});
    return answer ? `copy ${JSON.stringify(copy.text)}` : "nothing";
  }),
};
