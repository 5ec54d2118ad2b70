/** What is pressed: buttons and overflow menus; and how the bot is told of any press or choice. */

import { confirmed } from "./confirm.js";
import { el } from "./dom.js";
import { lead } from "./links.js";
import { words } from "./mrkdwn.js";

/**
 * Where blocks stand: in a message, in a window or on the Home tab.
 * @typedef {{
 *   press: (block_id: string, action_id: string, value: string|string[]|null) => Promise<unknown>,
 *   held: (block_id: string, action_id: string) => unknown,
 *   fields: Map<string, import("./fields.js").Field>,
 * }} Surface
 */

/**
 * Tell the bot what was pressed or chosen, once the person has confirmed it if they must.
 * @param {HTMLElement} node  shows that the bot is being told, and is not pressed twice meanwhile
 * @param {Surface} surface
 * @param {object} block
 * @param {object} element
 * @param {string|string[]|null} value
 * @returns {Promise<boolean>} whether the bot was told
 */
export async function act(node, surface, block, element, value) {
  if (node.ariaBusy === "true") return false;
  if (element.confirm && !(await confirmed(element.confirm))) return false;
  node.ariaBusy = "true";
  await surface.press(block.block_id, element.action_id, value);
  node.ariaBusy = "false";
  return true;
}

/** A button. https://docs.slack.dev/reference/block-kit/block-elements/button-element */
export function button(block, element, surface) {
  const node = el(
    "button",
    {
      type: "button",
      class: `button ${element.style ?? ""}`,
      "aria-label": element.accessibility_label,
      "data-key": [block.block_id, element.action_id, element.value].join("/"),
      onclick: async () => {
        const told = await act(node, surface, block, element, element.value ?? null);
        if (told && element.url) lead(element.url);
      },
    },
    words(element.text),
  );
  return node;
}

/**
 * A menu behind three dots.
 * https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element
 */
export function overflow(block, element, surface) {
  const menu = el("div", { class: "menu", popover: "auto" });
  const opener = el(
    "button",
    {
      type: "button",
      class: "button",
      "aria-label": "More",
      "data-key": `${block.block_id}/${element.action_id}`,
    },
    "⋯",
  );
  opener.popoverTargetElement = menu;
  menu.addEventListener("toggle", () => under(opener, menu));
  menu.append(
    ...element.options.map((option) =>
      item(option, async () => {
        menu.hidePopover();
        opener.focus();
        const told = await act(opener, surface, block, element, option.value ?? null);
        if (told && option.url) lead(option.url);
      }),
    ),
  );
  return el("span", {}, opener, menu);
}

function item(option, onclick) {
  const description = option.description && el("small", {}, words(option.description));
  return el("button", { type: "button", onclick }, words(option.text), description);
}

/** Lay an open menu under what opened it, within the window. */
function under(opener, menu) {
  const { bottom, left } = opener.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(bottom + 4, innerHeight - height - 8))}px`;
}
