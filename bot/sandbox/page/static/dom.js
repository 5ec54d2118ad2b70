/** Builds and patches the page's nodes. Data only ever becomes text or attributes. */

/**
 * Make an element. Functions under `onclick` and the like are listened with; true is an empty
 * attribute; null, undefined and false are left out.
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node|string|null|undefined|Array<Node|string|null|undefined>)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, String(value));
    }
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

/**
 * Put new children in the place of the old ones; the focus stays on what has the same data-key.
 * @param {HTMLElement} parent
 * @param {...(Node|string)} children
 */
export function redraw(parent, ...children) {
  const held = parent.contains(document.activeElement) && document.activeElement.dataset.key;
  const caret = held && document.activeElement.selectionStart;
  parent.replaceChildren(...children.flat());
  if (held) focusKey(parent, held);
  if (typeof caret === "number") document.activeElement.setSelectionRange?.(caret, caret);
}

/**
 * Focus what has this data-key, without scrolling.
 * @param {HTMLElement} parent
 * @param {string} key
 */
export function focusKey(parent, key) {
  parent.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/**
 * Return a function that shows a list and redraws only the items that changed.
 * @template T
 * @param {HTMLElement} parent
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => HTMLElement} draw
 * @returns {(items: T[]) => void}
 */
export function keyed(parent, keyOf, draw) {
  let shown = new Map();
  return (items) => {
    const next = new Map();
    for (const item of items) next.set(keyOf(item), kept(shown.get(keyOf(item)), item, draw));
    for (const [key, { node }] of shown)
      if (next.get(key)?.node !== node) swap(node, next.get(key));
    [...next.values()].forEach(({ node }, at) => {
      if (parent.children[at] !== node) parent.insertBefore(node, parent.children[at] ?? null);
    });
    shown = next;
  };
}

/** The node that shows an item: the one that stands, unless the item changed. */
function kept(before, item, draw) {
  const json = JSON.stringify(item);
  return before?.json === json ? before : { json, node: draw(item) };
}

/** Take a node away, or put what shows the same item now in its place, the focus kept. */
function swap(node, next) {
  const held = node.contains(document.activeElement) && document.activeElement.dataset.key;
  if (!next) return node.remove();
  node.replaceWith(next.node);
  if (held) focusKey(next.node, held);
}

/**
 * Return a function that draws a value only when it differs from the last one.
 * @template T
 * @param {(value: T) => void} draw
 * @returns {(value: T) => void}
 */
export function whenChanged(draw) {
  let last;
  return (value) => {
    const json = JSON.stringify(value);
    if (json === last) return;
    last = json;
    draw(value);
  };
}

let made = 0;

/** Return an id that no other node has. */
export function newId() {
  made += 1;
  return `n${made}`;
}
