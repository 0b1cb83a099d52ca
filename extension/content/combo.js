// The choices under a field: the focus stays in the field, the active one is told by id.

import {fill, h} from "../lib/dom.js";

/** @param {HTMLInputElement} field @param {HTMLElement} list */
export function createCombo(field, list) {
  let active = -1;
  const options = () => /** @type {HTMLElement[]} */ ([...list.children]);
  /** @param {number} index */
  const choose = (index) => {
    active = index;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    options()[index]?.scrollIntoView?.({block: "nearest"});
    if (index < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", options()[index].id);
  };
  /** @param {{name: string, value?: string, count: number | string}[]} found */
  const offer = (found) => {
    fill(list, ...found.map(({name, value = name, count}, index) =>
      h("li", {id: `${list.id}-${index}`, role: "option", "data-name": value}, h("bdi", {}, name), h("span", {class: "count"}, count))));
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
  };
  /** @type {Record<string, (event: KeyboardEvent) => void>} */
  const keys = {
    ArrowDown: () => choose(active + 1 < options().length ? active + 1 : 0),
    ArrowUp: () => choose(active > 0 ? active - 1 : options().length - 1),
    Escape: (event) => {
      event.stopPropagation();
      offer([]);
    },
  };
  return {
    offer,
    close: () => offer([]),
    chosen: () => options()[active]?.dataset.name,
    /** @param {KeyboardEvent} event */
    key(event) {
      if (list.hidden || !keys[event.key]) return false;
      keys[event.key](event);
      return true;
    },
  };
}
