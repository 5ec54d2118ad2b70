/** Input blocks: an element with its label, its hint, and what is wrong with it. */

import { el, newId } from "./dom.js";
import { input } from "./inputs.js";
import { words } from "./mrkdwn.js";

/**
 * A field of a window.
 * @typedef {{read: () => string|string[]|null, complain: (words: string) => void,
 *   wrong: () => string, focus: () => void}} Field  `complain` with "" takes a complaint away;
 *   `wrong` is the complaint, while what it was made of still stands there
 */

/**
 * Draw an input block, and note its field in the surface's.
 * https://docs.slack.dev/reference/block-kit/blocks/input-block
 * @param {object} block
 * @param {import("./buttons.js").Surface} surface
 */
export function field(block, surface) {
  const [name, hint, error] = [newId(), newId(), newId()];
  const told = block.dispatch_action === true;
  const made = input(block, block.element, surface, { name, told });
  const complaint = el("p", { id: error, class: "error" });
  const help = block.hint && el("p", { id: hint, class: "hint" }, words(block.hint));
  made.control.setAttribute("aria-describedby", help ? `${hint} ${error}` : error);
  if (!block.optional && !isPlainGroup(made)) made.control.setAttribute("aria-required", "true");
  if (block.element.focus_on_load) first(made).setAttribute("autofocus", "");
  surface.fields.set(block.block_id, noted(made, complaint));
  return made.group
    ? around(block, made, [name, help, complaint])
    : above(block, made, [name, help, complaint]);
}

/** One control under its label. */
function above(block, made, [name, help, complaint]) {
  made.control.id = newId();
  const label = el("label", { id: name, class: "label", for: made.control.id }, named(block));
  return el("div", { class: "field" }, label, help, made.node, complaint);
}

/** Several controls within a set that has a legend. */
function around(block, made, [name, help, complaint]) {
  made.node.classList.add("field");
  made.node.prepend(el("legend", { id: name, class: "label" }, named(block)), help ?? "");
  if (block.optional && block.element.type === "radio_buttons") made.node.append(clearing(made));
  made.node.append(complaint);
  return made.node;
}

function named(block) {
  return [
    words(block.label),
    block.optional ? el("span", { class: "small" }, " (optional)") : null,
  ];
}

/** What takes a choice back: a question may be skipped. */
function clearing(made) {
  const node = el(
    "button",
    {
      type: "button",
      class: "quiet clear",
      hidden: made.read() === null,
      onclick: () => {
        made.put(null);
        node.hidden = true;
        first(made).focus();
      },
    },
    "Clear this answer",
  );
  made.node.addEventListener("change", () => {
    node.hidden = made.read() === null;
  });
  return node;
}

function noted(made, complaint) {
  const standing = () => JSON.stringify(made.read());
  let judged = null;
  return {
    read: made.read,
    wrong: () => (judged === standing() ? complaint.textContent : ""),
    focus: () => first(made).focus(),
    complain: (text) => {
      judged = standing();
      complaint.textContent = text;
      const marked = isPlainGroup(made) ? made.node.querySelectorAll("input") : [made.control];
      for (const control of marked) control.setAttribute("aria-invalid", String(text !== ""));
    },
  };
}

/** Checkboxes: as a group they can be neither required nor wrong. */
function isPlainGroup(made) {
  return made.group && made.control.getAttribute("role") !== "radiogroup";
}

function first(made) {
  return made.group ? made.control.querySelector("input") : made.control;
}
