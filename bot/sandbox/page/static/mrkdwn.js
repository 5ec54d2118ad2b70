/**
 * Slack's markup as nodes.
 * https://docs.slack.dev/messaging/formatting-message-text
 */

import { filled } from "./dates.js";
import { el } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { link } from "./links.js";
import { placeName, somebody } from "./people.js";

const LINE = [
  { start: /^(?:&gt;|>) ?/, make: quote },
  { start: /^[•◦-] +/, make: bullets },
  { start: /^(\d{1,3})\. +/, make: numbers },
];
const PLAIN = { make: (lines) => spans(lines.join("\n")) };

const SPAN = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "<(?<reference>[^<>\\n]+)>",
    "(?<url>https?://[^\\s<>|]*[^\\s<>|.,;:!?)])",
    ":(?<emoji>[a-z0-9_+-]+):",
    around("\\*", "strong"),
    around("_", "em"),
    around("~", "s"),
  ].join("|"),
  "u",
);

/** A mark around words: never inside a word, nor beside a space. */
function around(mark, name) {
  const letter = "[\\p{L}\\p{N}]";
  const inner = `[^\\s${mark}](?:[^\\n${mark}]*[^\\s${mark}])?`;
  return `(?<!${letter}|${mark})${mark}(?<${name}>${inner})${mark}(?!${letter})`;
}

/** Text in which Slack's three entities stand for their characters. */
function unescaped(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);
}

/**
 * The nodes of a text object, `plain_text` or `mrkdwn`, in lines.
 * @param {{type: string, text: string, emoji?: boolean}} object
 * @returns {Array<Node|string>}
 */
export function words({ type, text, emoji: drawn }) {
  if (type === "mrkdwn") return mrkdwn(text);
  return [drawn === false ? unescaped(text) : withEmoji(unescaped(text))];
}

/**
 * The nodes of a text in Slack's markup.
 * @param {string} text
 * @returns {Array<Node|string>}
 */
export function mrkdwn(text) {
  return text.split(/```\n?([\s\S]+?)```\n?/).flatMap((part, at) => {
    if (at % 2) return el("pre", { tabindex: 0 }, unescaped(part.replace(/\n$/, "")));
    return runs(part).flatMap(({ kind, lines }) => kind.make(lines, kind.start));
  });
}

/** Neighbouring lines of one kind. */
function runs(text) {
  const found = [];
  for (const line of text === "" ? [] : text.split("\n")) {
    const kind = LINE.find(({ start }) => start.test(line)) ?? PLAIN;
    if (found.at(-1)?.kind !== kind) found.push({ kind, lines: [] });
    found.at(-1).lines.push(line);
  }
  return found;
}

function quote(lines, start) {
  return el("blockquote", {}, mrkdwn(lines.map((line) => line.replace(start, "")).join("\n")));
}

function bullets(lines, start) {
  return el(
    "ul",
    {},
    lines.map((line) => el("li", {}, spans(line.replace(start, "")))),
  );
}

function numbers(lines, start) {
  return el(
    "ol",
    {},
    lines.map((line) => {
      const [, value] = start.exec(line);
      return el("li", { value }, spans(line.replace(start, "")));
    }),
  );
}

/** The nodes of a stretch of text without lines of their own kind. */
function spans(text) {
  const found = SPAN.exec(text);
  if (!found) return text ? [unescaped(text)] : [];
  const before = text.slice(0, found.index);
  const after = text.slice(found.index + found[0].length);
  return [...(before ? [unescaped(before)] : []), span(found.groups), ...spans(after)];
}

function span({ code, reference, url, emoji: name, strong, em, s }) {
  if (code !== undefined) return el("code", {}, unescaped(code));
  if (reference !== undefined) return refer(reference);
  if (url !== undefined) return link(unescaped(url), [unescaped(url)]);
  if (name !== undefined) return emoji(name);
  if (strong !== undefined) return el("strong", {}, spans(strong));
  if (em !== undefined) return el("em", {}, spans(em));
  return el("s", {}, spans(s));
}

/** What stands between < and >: a mention, a date or a link. */
function refer(reference) {
  const [target, label] = reference.split(/\|(.*)/s, 2);
  if (target.startsWith("@")) return mention(`@${somebody(target.slice(1)).name}`);
  if (target.startsWith("#"))
    return mention(`#${placeName(target.slice(1)) ?? (label || "a private channel")}`);
  if (target.startsWith("!")) return special(target.slice(1), label);
  return link(unescaped(target), [unescaped(label || target)]);
}

function special(target, label) {
  const [name, ...rest] = target.split("^");
  if (name === "date") return date(rest, label);
  if (name === "subteam") return mention(label ? unescaped(label) : "@a group of people");
  return mention(`@${name}`);
}

function date([seconds, format, url], fallback) {
  const at = new Date(Number(seconds) * 1000);
  if (Number.isNaN(at.valueOf())) return unescaped(fallback ?? "");
  const shown = el(
    "time",
    { datetime: at.toISOString() },
    filled(unescaped(format ?? "{date}"), at),
  );
  return url ? link(unescaped(url), [shown]) : shown;
}

/** A name that was mentioned. @param {string} name */
export function mention(name) {
  return el("span", { class: "mention" }, name);
}
