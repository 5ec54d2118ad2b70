/** Messages of a conversation or of a thread, each redrawn only when it changed. */

import { hashOf } from "./address.js";
import { blocks } from "./blocks.js";
import { clock, dayAndTime, longDay } from "./dates.js";
import { el, keyed } from "./dom.js";
import { files } from "./files.js";
import { mrkdwn } from "./mrkdwn.js";
import { announce, tellTrouble } from "./notices.js";
import { picture } from "./people.js";

const NONE = { key: "none", words: "No messages yet." };
const NEAR = 60;

/**
 * @typedef {{ts: string, user: string, name: string, bot: boolean, text: string, blocks: object[],
 *   files: object[], at: string, edited: boolean, replies: number, last_reply_at: string|null,
 *   only_for_me: boolean}} Message
 */

/** A list of messages that scrolls. */
export class Messages {
  #list = el("ol", { class: "messages" });
  #scroller;
  #live;
  #show;
  #below = el("button", {
    type: "button",
    class: "button primary below",
    hidden: true,
    onclick: () => this.#follow(),
  });
  #place = "";
  #ended = false;
  #arrival = null;
  #newest = "";

  /**
   * @param {HTMLElement} scroller  where the list goes
   * @param {import("./live.js").Live} live
   */
  constructor(scroller, live) {
    this.#scroller = scroller;
    this.#live = live;
    this.#show = keyed(
      this.#list,
      ({ key }) => key,
      (item) => this.#draw(item),
    );
    scroller.replaceChildren(this.#list);
    scroller.after(this.#below);
    scroller.addEventListener("scroll", () => this.#scrolled());
    new ResizeObserver(() => this.#resized()).observe(scroller);
  }

  /**
   * Show messages; those already shown stay as they are.
   * @param {string} place  when it differs from the last, the list begins anew
   * @param {Message[]} messages  oldest first
   * @param {(ts: string) => string} threadOf  the address of a message's thread
   */
  update(place, messages, threadOf) {
    const items = [...byDay(messages, threadOf)];
    this.#update(place, messages, items.length ? items : [NONE]);
  }

  /**
   * Show a thread; one begins to read at its replies.
   * @param {string} place
   * @param {{root: Message, replies: Message[]}} thread
   */
  updateThread(place, { root, replies }) {
    const between = { key: "between", day: counted(replies.length) };
    this.#update(
      place,
      [root, ...replies],
      [...byDay([root]), between, ...byDay(replies)],
      between,
    );
  }

  #update(place, messages, items, start = null) {
    const moved = place !== this.#place;
    const follow = moved || this.#atEnd();
    if (moved) this.#show([]);
    this.#show(items);
    const fresh = messages.filter(({ ts }) => ts > this.#newest);
    if (!moved && fresh.length) announce(fresh.map(aloud).join("\n"));
    if (moved)
      this.#arrive(() =>
        start ? this.#toTop(this.#list.children[items.indexOf(start)]) : this.#reveal(),
      );
    else if (fresh.length && (follow || fresh.at(-1).only_for_me)) this.#reveal();
    if (moved || fresh.length) this.#offer(moved ? [] : fresh);
    this.#place = place;
    this.#newest = messages.at(-1)?.ts ?? "";
  }

  /** Scroll to where reading begins, now or as soon as the list can be seen. */
  #arrive(scroll) {
    this.#arrival = scroll;
    this.#resized();
  }

  #resized() {
    if (!this.#scroller.clientHeight) return;
    if (this.#arrival) this.#arrival();
    else if (this.#ended) this.#toEnd();
    this.#arrival = null;
  }

  #scrolled() {
    this.#ended = this.#atEnd();
    if (this.#ended) this.#below.hidden = true;
  }

  /** Offer to go to what came in below what is seen. */
  #offer(fresh) {
    this.#below.textContent = fresh.length === 1 ? "↓ A new message" : "↓ New messages";
    this.#below.hidden = fresh.length === 0 || this.#atEnd();
  }

  #follow() {
    this.#below.hidden = true;
    this.#reveal();
    this.#scroller.focus({ preventScroll: true });
  }

  #atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  /** Scroll to the end, but not past the beginning of a long last message. */
  #reveal() {
    this.#toEnd();
    const last = this.#list.lastElementChild;
    if (last && this.#above(last) > 0) this.#toTop(last);
  }

  #toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }

  #toTop(node) {
    this.#scroller.scrollTop -= this.#above(node);
  }

  /** How far a node begins above what is seen, in pixels. */
  #above(node) {
    return this.#scroller.getBoundingClientRect().top - node.getBoundingClientRect().top;
  }

  #draw({ words, day, message, thread }) {
    if (words) return el("li", { class: "empty" }, words);
    if (day) return el("li", { class: "day" }, el("span", {}, day));
    return el(
      "li",
      { class: message.only_for_me ? "whisper" : null },
      this.#article(message, thread),
    );
  }

  #article(message, thread) {
    const at = new Date(message.at);
    const time = el("time", { datetime: message.at, title: dayAndTime(at) }, clock(at));
    return el(
      "article",
      { "aria-label": `${message.name}, ${dayAndTime(at)}` },
      picture({ id: message.user, name: message.name, bot: message.bot }),
      el(
        "div",
        { class: "message" },
        (message.only_for_me && el("p", { class: "small" }, "Only you can see this")) || null,
        el(
          "p",
          { class: "byline" },
          el("strong", {}, message.name),
          message.bot ? el("span", { class: "tag" }, "App") : null,
          time,
          message.edited ? el("span", { class: "small" }, "edited") : null,
        ),
        this.#body(message),
        files(message.files),
        thread ? replies(message, thread) : null,
      ),
    );
  }

  #body(message) {
    if (!message.blocks.length) return el("div", { class: "words" }, mrkdwn(message.text));
    return el(
      "div",
      { class: "blocks" },
      blocks(message.blocks, {
        fields: new Map(),
        held: () => undefined,
        press: async (block_id, action_id, value) =>
          tellTrouble(
            await this.#live.send({ do: "press", ts: message.ts, block_id, action_id, value }),
          ),
      }),
    );
  }
}

/** A message in words alone. */
function aloud({ name, text }) {
  return `${name}: ${el("p", {}, mrkdwn(text)).textContent}`;
}

/** Messages with a line before the first of each day. */
function* byDay(messages, threadOf = () => "") {
  let before = "";
  for (const message of messages) {
    const day = longDay(new Date(message.at));
    if (day !== before) yield { key: `${message.ts} day`, day };
    before = day;
    yield { key: message.ts, message, thread: message.replies ? threadOf(message.ts) : "" };
  }
}

function counted(replies) {
  return replies === 1 ? "1 reply" : `${replies} replies`;
}

function replies({ ts, replies: number, last_reply_at: last }, thread) {
  const when = last
    ? el("span", { class: "small" }, `Last reply ${dayAndTime(new Date(last))}`)
    : null;
  return el(
    "a",
    { class: "replies", href: thread, "data-key": `thread/${ts}` },
    el("strong", {}, counted(number)),
    when,
  );
}

/** The address of a conversation's threads. @param {string} person @param {string} place */
export function threadsOf(person, place) {
  return (ts) => hashOf(person, place, ts);
}
