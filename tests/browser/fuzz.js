/**
 * Changes a page at random while Manicule annotates it, and keeps a twin that nobody annotates.
 * `ours` counts the nodes Manicule put in or took out, `fault` says where page and twin differ, or is null.
 */
async (seed, steps) => {
  const random = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const pick = (list) => list[Math.floor(random() * list.length)];
  const foreign = (node) => node.nodeName.startsWith("MANICULE-");
  const children = (node) => [...node.childNodes].filter((child) => !foreign(child));

  // Each node of the twin knows the real node it stands for: what is done to one is done to the other.
  const real = new Map();
  const pair = (copy, node) => {
    real.set(copy, node);
    const [copies, nodes] = [[...copy.childNodes], children(node)];
    copies.forEach((child, index) => pair(child, nodes[index]));
  };
  const bare = (node) => {
    const copy = node.cloneNode(true);
    copy.querySelectorAll?.("manicule-row, manicule-card, manicule-voice").forEach((ours) => ours.remove());
    return copy;
  };
  const twin = bare(document.body);
  pair(twin, document.body);

  let ours = 0;
  const observer = new MutationObserver((records) => {
    for (const record of records) ours += [...record.addedNodes, ...record.removedNodes].filter(foreign).length;
  });
  observer.observe(document.documentElement, { childList: true, subtree: true });

  const ROWS = "article, dt, dd, li.arxiv-result";
  const rows = () => [...twin.querySelectorAll(ROWS)];
  const inside = () => [...twin.querySelectorAll(`:is(${ROWS}) *`)];
  const any = () => (random() < 0.6 ? pick(rows()) : pick(inside()));
  const insert = (parent, copy, node, before) => {
    parent.insertBefore(copy, before);
    real.get(parent).insertBefore(node, before ? real.get(before) : null);
  };
  const acts = {
    remove: (copy) => {
      copy.remove();
      real.get(copy).remove();
    },
    move: (copy) => insert(copy.parentNode, copy, real.get(copy), pick([...copy.parentNode.childNodes])),
    render: (copy) => {
      const [again, node] = [copy.cloneNode(true), bare(copy)];
      pair(again, node);
      real.get(copy).replaceWith(node);
      copy.replaceWith(again);
    },
    copy: (copy) => {
      const [again, node] = [copy.cloneNode(true), bare(copy)];
      pair(again, node);
      insert(copy.parentNode, again, node, copy.nextSibling);
    },
    rename: (copy) => {
      const id = `2610.${String(Math.floor(random() * 99999)).padStart(5, "0")}`;
      for (const link of copy.querySelectorAll("a[href]")) {
        const href = link.getAttribute("href").replace(/\d{4}\.\d{4,5}/, id);
        for (const one of [link, real.get(link)]) one.setAttribute("href", href);
      }
    },
    retitle: (copy) => {
      const name = `x${Math.floor(random() * 9)}`;
      for (const one of [copy, real.get(copy)]) one.setAttribute("class", name);
    },
    empty: (copy) => {
      const kept = children(real.get(copy));
      for (const child of kept) child.remove();
      copy.replaceChildren();
    },
  };
  const weights = ["remove", "move", "move", "render", "render", "copy", "rename", "rename", "retitle", "empty"];

  const began = rows().length;
  for (let step = 0; step < steps; step++) {
    const copy = any();
    if (!copy?.parentNode) break;
    acts[pick(weights)](copy);
    if (random() < 0.3) await new Promise((done) => setTimeout(done, Math.floor(random() * 60)));
  }

  // At rest: nothing of ours changes for a while, and soon.
  let quiet = false;
  for (let tries = 0; tries < 40 && !quiet; tries++) {
    const before = ours;
    await new Promise((done) => setTimeout(done, 500));
    quiet = ours === before;
  }
  observer.disconnect();

  const differ = (copy, node) => {
    if (real.get(copy) !== node) return `${copy.nodeName} is not the node it was`;
    if (copy.nodeType !== 1) return copy.data === node.data ? null : `text became ${node.data}`;
    if (copy.cloneNode().outerHTML !== node.cloneNode().outerHTML) return `became ${node.cloneNode().outerHTML}`;
    const [copies, nodes] = [[...copy.childNodes], children(node)];
    if (copies.length !== nodes.length) return `${copy.nodeName} has ${nodes.length} nodes, not ${copies.length}`;
    return copies.reduce((fault, child, index) => fault ?? differ(child, nodes[index]), null);
  };
  return { fault: differ(twin, document.body), ours, quiet, rows: began };
}
