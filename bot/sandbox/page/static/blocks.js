/** Blocks as nodes. https://docs.slack.dev/reference/block-kit/blocks */

import { button, overflow } from "./buttons.js";
import { el, newId } from "./dom.js";
import { field } from "./fields.js";
import { addressOf } from "./files.js";
import { input, isInput } from "./inputs.js";
import { isHere } from "./links.js";
import { markdown } from "./markdown.js";
import { words } from "./mrkdwn.js";
import { richText } from "./rich_text.js";

const BLOCKS = {
  section,
  header: ({ text }) => el("h3", {}, words(text)),
  divider: () => el("hr"),
  context: ({ elements }) => el("div", { class: "context" }, elements.map(small)),
  actions: (block, surface) =>
    el(
      "div",
      { class: "row" },
      block.elements.map((one) => element(block, one, surface)),
    ),
  image,
  input: field,
  rich_text: richText,
  markdown: ({ text }) => markdown(text),
};

/**
 * Draw blocks in their order.
 * @param {Array<{type: string}>} all
 * @param {import("./buttons.js").Surface} surface
 * @returns {HTMLElement[]}
 */
export function blocks(all, surface) {
  return all.map(
    (block) => BLOCKS[block.type]?.(block, surface) ?? cannotDraw(`${block.type} block`),
  );
}

/** Says what this page has no way to show. */
function cannotDraw(what) {
  const article = /^[aeiou]/.test(what) ? "an" : "a";
  return el("p", { class: "cannot" }, `This page cannot draw ${article} ${what}.`);
}

function section(block, surface) {
  const name = newId();
  const { text, fields, accessory } = block;
  const said = el(
    "div",
    { class: "said" },
    text && el("div", { class: "words", id: name }, words(text)),
    fields &&
      el(
        "div",
        { class: "fields" },
        fields.map((one) => el("div", { class: "words" }, words(one))),
      ),
  );
  if (!accessory) return said;
  const beside =
    accessory.type === "image"
      ? loaded(accessory, "thumbnail")
      : element(block, accessory, surface, text && name);
  return el("div", { class: "section" }, said, el("div", { class: "beside" }, beside));
}

function element(block, one, surface, name = "") {
  if (one.type === "button") return button(block, one, surface);
  if (one.type === "overflow") return overflow(block, one, surface);
  if (isInput(one)) return input(block, one, surface, { name }).node;
  return cannotDraw(one.type);
}

function small(one) {
  return one.type === "image" ? loaded(one, "tiny") : el("span", { class: "words" }, words(one));
}

function image(block) {
  const title = block.title && el("figcaption", {}, words(block.title));
  return el("figure", {}, title, loaded(block, "picture-whole"));
}

/** A picture of this machine; of any other only its words. */
function loaded({ image_url: url, slack_file: file, alt_text: alt }, kind) {
  if (file?.id) return el("img", { class: kind, src: addressOf(file), alt });
  const src = file?.url ?? url;
  if (src && (isHere(src) || src.startsWith("data:image/")))
    return el("img", { class: kind, src, alt });
  return el("p", { class: "cannot" }, `A picture that is not on this machine: ${alt}`);
}
