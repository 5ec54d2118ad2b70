/**
 * Rich text blocks as nodes.
 * https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
 */

import { filled } from "./dates.js";
import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { link } from "./links.js";
import { mention } from "./mrkdwn.js";
import { placeName, somebody } from "./people.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code" };

const PARTS = {
  rich_text_section: ({ elements }) => el("p", {}, elements.map(run)),
  rich_text_preformatted: ({ elements }) => el("pre", { tabindex: 0 }, elements.map(run)),
  rich_text_quote: ({ elements }) => el("blockquote", {}, elements.map(run)),
  rich_text_list: list,
};

const RUNS = {
  text: ({ text }) => text,
  link: ({ url, text }) => link(url, [text || url]),
  emoji: ({ name }) => emoji(name),
  user: ({ user_id: id }) => mention(`@${somebody(id).name}`),
  channel: ({ channel_id: id }) => mention(`#${placeName(id) ?? "a private channel"}`),
  usergroup: () => mention("@a group of people"),
  broadcast: ({ range }) => mention(`@${range}`),
  date: ({ timestamp, format }) => filled(format, new Date(timestamp * 1000)),
};

/**
 * The nodes of a rich_text block.
 * @param {{elements: Array<{type: string}>}} block
 * @returns {HTMLElement}
 */
export function richText({ elements }) {
  return el(
    "div",
    { class: "words" },
    elements.map((part) => PARTS[part.type](part)),
  );
}

function list({ style, elements, indent = 0, offset = 0 }) {
  const ordered = style === "ordered";
  const items = elements.map((item) => el("li", {}, item.elements.map(run)));
  return el(
    ordered ? "ol" : "ul",
    {
      start: ordered ? offset + 1 : null,
      class: indent ? `indent-${indent}` : null,
    },
    items,
  );
}

function run(element) {
  const wrap = (node, name) => (element.style?.[name] ? el(STYLES[name], {}, node) : node);
  return Object.keys(STYLES).reduce(wrap, RUNS[element.type](element));
}
