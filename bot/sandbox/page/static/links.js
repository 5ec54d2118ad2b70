/** Links: what is on this machine opens in a new tab, what is not says where it would lead. */

import { el } from "./dom.js";
import { tell } from "./notices.js";

const HERE = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** The URL, or null where it is none. */
function parsed(url) {
  return URL.canParse(url) ? new URL(url) : null;
}

/** Whether an address is on this machine. @param {string} url */
export function isHere(url) {
  const found = parsed(url);
  return found !== null && /^https?:$/.test(found.protocol) && HERE.has(found.hostname);
}

/**
 * Return a link around some nodes.
 * @param {string} url
 * @param {Array<Node|string>} words
 */
export function link(url, words) {
  if (isHere(url)) return el("a", { href: url, target: "_blank", rel: "noopener" }, words);
  return el("button", { type: "button", class: "link", onclick: () => lead(url) }, words);
}

/** Follow an address where it is on this machine; say where it leads where it is not. */
export function lead(url) {
  if (isHere(url)) window.open(url, "_blank", "noopener");
  else tell(`In Slack this would open ${url}. This page opens nothing outside this machine.`);
}
