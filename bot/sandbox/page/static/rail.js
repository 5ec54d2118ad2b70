/** The left side: who I am, who else I could be, and where I can go. */

import { HOME, hashOf } from "./address.js";
import { el, redraw, whenChanged } from "./dom.js";
import { everybody, picture, somebody, theBot } from "./people.js";

const MOST_FOUND = 8;

/** @typedef {{person: string, role: string, about: string}} Featured */

/** The left side of the page. */
export class Rail {
  #me = document.getElementById("me");
  #places = document.getElementById("places");
  #featured = el("ul", { class: "featured" });
  #field = el("input", {
    type: "search",
    id: "find-person",
    placeholder: "Any colleague: name or job",
    autocomplete: "off",
    oninput: () => this.#find(),
  });
  #count = el("p", { class: "small", role: "status" });
  #found = el("ul", { class: "found" });
  /** @type {Featured[]} */
  #roles = [];
  #drawMe = whenChanged((person) => {
    redraw(this.#me, ...this.#card(person));
    document.getElementById("as-whom").textContent = `You are ${person.name}`;
  });
  #drawPlaces = whenChanged(({ me, places, open }) =>
    redraw(this.#places, ...drawn(me, places, open)),
  );
  #drawFeatured = whenChanged((me) =>
    redraw(this.#featured, ...this.#roles.map((role) => offer(role, me))),
  );

  constructor() {
    document
      .getElementById("others")
      .append(
        el("h2", { id: "others-heading" }, "Be someone else"),
        this.#featured,
        el("label", { for: "find-person", class: "unseen" }, "Find any colleague by name or job"),
        this.#field,
        this.#count,
        this.#found,
      );
  }

  /** @param {{featured: Featured[]}} hello */
  meet({ featured }) {
    this.#roles = featured;
    this.#find();
  }

  /** @param {{me: string, places: object[], open: object}} state */
  update({ me, places, open }) {
    this.#drawMe({ ...somebody(me), roles: this.#roles });
    this.#drawPlaces({ me, places, open });
    this.#drawFeatured({ me, roles: this.#roles });
  }

  #card(person) {
    const role = this.#roles.find((one) => one.person === person.id)?.role ?? "Colleague";
    return [
      picture(person),
      el(
        "div",
        {},
        el("p", { class: "small" }, "You are"),
        el("h2", { id: "me-heading" }, person.name),
        el("p", {}, person.title),
        el("p", { class: "role" }, role),
      ),
    ];
  }

  #find() {
    const wanted = this.#field.value.trim().toLowerCase();
    const all = wanted ? everybody().filter((person) => matches(person, wanted)) : [];
    this.#count.textContent = wanted ? counted(all.length) : "";
    redraw(
      this.#found,
      ...all.slice(0, MOST_FOUND).map((person) => el("li", {}, this.#candidate(person))),
    );
  }

  #candidate(person) {
    const chosen = () => {
      this.#field.value = "";
      this.#find();
    };
    return el(
      "a",
      { href: hashOf(person.id), class: "person", onclick: chosen },
      picture(person),
      el("span", {}, person.name, el("small", {}, person.title)),
    );
  }
}

function matches({ name, title }, wanted) {
  const words = `${name} ${title}`.toLowerCase();
  return wanted.split(/\s+/).every((part) => words.includes(part));
}

function counted(number) {
  if (number === 0) return "Nobody of that name or job.";
  if (number === 1) return "One person.";
  return number > MOST_FOUND
    ? `${number} people, the first ${MOST_FOUND} shown.`
    : `${number} people.`;
}

function offer({ person, role, about }, { me }) {
  const { name } = somebody(person);
  return el(
    "li",
    {},
    el(
      "a",
      {
        href: hashOf(person),
        class: "person",
        "data-key": person,
        "aria-current": person === me ? "true" : null,
      },
      picture({ id: person, name }),
      el("span", {}, el("span", {}, el("strong", {}, role), ` ${name}`), el("small", {}, about)),
    ),
  );
}

function drawn(me, places, open) {
  const here = (id) => (open.kind === HOME ? id === HOME : id === open.id);
  const item = (id, shown, unread = 0) =>
    el(
      "li",
      {},
      el(
        "a",
        {
          href: hashOf(me, id),
          class: unread ? "place unread" : "place",
          "data-key": id,
          "aria-current": here(id) ? "page" : null,
        },
        shown,
        unread
          ? el("span", { class: "count" }, unread, el("span", { class: "unseen" }, " new"))
          : null,
      ),
    );
  const direct = places.filter(({ kind }) => kind === "direct");
  const channels = places.filter(({ kind }) => kind === "channel");
  return [
    el("h2", {}, theBot().name),
    el(
      "ul",
      {},
      direct.map(({ id, unread }) => item(id, [sign("direct"), "Direct message"], unread)),
      item(HOME, [sign("home"), "Home"]),
    ),
    el("h2", {}, "Channels"),
    channels.length
      ? el(
          "ul",
          {},
          channels.map((one) => item(one.id, channelName(one), one.unread)),
        )
      : el("p", { class: "small none" }, "In none."),
  ];
}

/** A channel's sign and name. @param {{name: string, private: boolean}} channel */
export function channelName({ name, private: locked }) {
  return [
    sign(locked ? "locked" : "channel"),
    el("span", {}, name),
    locked ? el("span", { class: "unseen" }, " (private)") : null,
  ];
}

function sign(kind) {
  return el("span", { class: `sign ${kind}`, "aria-hidden": "true" });
}
