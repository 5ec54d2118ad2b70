/**
 * The markdown block as nodes: headings, lists, quotes, code, and what stands in a line.
 * https://docs.slack.dev/reference/block-kit/blocks/markdown-block
 */

import { el } from "./dom.js";
import { link } from "./links.js";

const KINDS = [
  { test: /^#{1,6} +/, make: (lines) => lines.map((line) => el("h3", {}, spans(line))) },
  { test: /^> ?/, make: (lines) => [el("blockquote", {}, spans(lines.join("\n")))] },
  { test: /^[-*+] +/, make: (lines) => [el("ul", {}, items(lines))] },
  { test: /^\d+\. +/, make: (lines) => [el("ol", {}, items(lines))] },
  { test: /^\s*$/, make: () => [] },
];
const PLAIN = { make: (lines) => [el("p", {}, spans(lines.join("\n")))] };

const SPAN = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "\\[(?<label>[^\\]\\n]+)\\]\\((?<url>[^)\\s]+)\\)",
    "\\*\\*(?<strong>\\S(?:.*?\\S)?)\\*\\*",
    "~~(?<s>\\S(?:.*?\\S)?)~~",
    "(?<![\\w*])[*_](?<em>[^\\s*_](?:[^*_\\n]*[^\\s*_])?)[*_](?![\\w*])",
  ].join("|"),
);

/**
 * The nodes of a markdown text.
 * @param {string} text
 * @returns {HTMLElement}
 */
export function markdown(text) {
  const parts = text.split(/^```.*\n([\s\S]*?)^```\s*$/m).flatMap((part, at) => {
    if (at % 2) return el("pre", { tabindex: 0 }, part.replace(/\n$/, ""));
    return runs(part).flatMap(({ kind, lines }) => kind.make(lines));
  });
  return el("div", { class: "words" }, parts);
}

/** Neighbouring lines of one kind. */
function runs(text) {
  const found = [];
  for (const line of text.split("\n")) {
    const kind = KINDS.find(({ test }) => test.test(line)) ?? PLAIN;
    if (found.at(-1)?.kind !== kind) found.push({ kind, lines: [] });
    found.at(-1).lines.push(kind.test ? line.replace(kind.test, "") : line);
  }
  return found;
}

function items(lines) {
  return lines.map((line) => el("li", {}, spans(line)));
}

function spans(text) {
  const found = SPAN.exec(text);
  if (!found) return text ? [text] : [];
  const after = text.slice(found.index + found[0].length);
  return [text.slice(0, found.index), span(found.groups), ...spans(after)];
}

function span({ code, label, url, strong, s, em }) {
  if (code !== undefined) return el("code", {}, code);
  if (url !== undefined) return link(url, spans(label));
  if (strong !== undefined) return el("strong", {}, spans(strong));
  if (s !== undefined) return el("s", {}, spans(s));
  return el("em", {}, spans(em));
}
