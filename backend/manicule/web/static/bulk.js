// The bar for many papers at once: it comes when a paper is selected, and says how many are.

/** @param {ParentNode} page */
export function openBulk(page) {
  const form = /** @type {HTMLFormElement | null} */ (page.querySelector("#many"));
  const bar = form?.querySelector(".bulk");
  if (!form || !bar) return;
  const boxes = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input[name=paper]")]);
  const whole = /** @type {HTMLInputElement | null} */ (form.querySelector("input[name=all]"));
  const all = document.createElement("button");
  all.type = "button";
  all.addEventListener("click", () => {
    const on = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = on;
    show();
  });
  bar.querySelector(".chosen")?.after(all);

  function show() {
    const chosen = boxes.filter((box) => box.checked).length;
    bar?.classList.toggle("on", chosen > 0 || whole?.checked);
    const said = bar?.querySelector(".chosen");
    if (said) said.textContent = whole?.checked ? "All papers" : chosen ? `${chosen} selected` : "";
    all.textContent = chosen === boxes.length ? "Select none" : "Select all shown";
  }

  /** @type {HTMLInputElement | null} */
  let last = null;
  form.addEventListener("click", ({target, shiftKey}) => {
    if (!(target instanceof HTMLInputElement) || target.name !== "paper") return;
    if (shiftKey && last) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(target)].sort((a, b) => a - b);
      for (const box of boxes.slice(from, to + 1)) box.checked = target.checked;
    }
    last = target;
    show();
  });
  form.addEventListener("change", show);
  addEventListener("pageshow", show);
  show();
}
