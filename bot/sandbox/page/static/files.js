/** Files of messages: pictures to look at, anything else to download. */

import { el } from "./dom.js";

const KILO = 1024;

/** Where a file is served. @param {{id: string}} file */
export function addressOf({ id }) {
  return `/files/${encodeURIComponent(id)}`;
}

/**
 * Draw the files of a message.
 * @param {Array<{id: string, name: string, title: string, size: number, picture: boolean,
 *   alt_text: string}>} all
 * @returns {HTMLElement|null}
 */
export function files(all) {
  return all.length ? el("ul", { class: "files" }, all.map((one) => el("li", {}, file(one)))) : null;
}

function file(one) {
  const src = addressOf(one);
  if (one.picture)
    return el("img", { class: "picture-whole", src, alt: one.alt_text || one.title });
  return el(
    "a",
    { class: "file", href: src, download: one.name },
    el("strong", {}, one.title),
    el("span", { class: "small" }, `Download, ${sized(one.size)}`),
  );
}

function sized(bytes) {
  return bytes < KILO ? `${bytes} bytes` : `${Math.round(bytes / KILO)} KB`;
}
