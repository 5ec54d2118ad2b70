/** Who is who: names for mentions, and the picture of a person. */

import { el } from "./dom.js";

const TONES = 6;

/**
 * @typedef {{id: string, name: string, title: string}} Somebody
 * @typedef {{id: string, name: string, kind: "channel"|"direct", private: boolean}} Place
 * @typedef {{id: string, name: string, private: boolean}} Channel
 */

const known = {
  people: new Map(),
  bot: { id: "", name: "The bot" },
  commands: [],
  places: new Map(),
  channels: [],
  names: {},
};

/**
 * Learn who is in the workspace.
 * @param {{people: Somebody[], bot: {id: string, name: string}, commands: string[]}} hello
 */
export function meet({ people, bot, commands }) {
  known.people = new Map(people.map((person) => [person.id, person]));
  known.bot = bot;
  known.commands = commands;
}

/** The commands that the bot has, such as "/help". @returns {string[]} */
export function commands() {
  return known.commands;
}

/**
 * Learn what conversations a person is in, what channels they can choose in a menu, and the names
 * of all that they can know of.
 * @param {{places: Place[], channels: Channel[], names: Record<string, string>}} state
 */
export function visit({ places, channels, names }) {
  known.places = new Map(places.map((place) => [place.id, place]));
  known.channels = channels;
  known.names = names;
}

/** Somebody by id. @param {string} id @returns {Somebody} */
export function somebody(id) {
  return known.people.get(id) ?? { id, name: id === known.bot.id ? known.bot.name : id, title: "" };
}

/** Everybody, by name. @returns {Somebody[]} */
export function everybody() {
  return [...known.people.values()].sort((one, other) => one.name.localeCompare(other.name));
}

/** The bot. @returns {{id: string, name: string}} */
export function theBot() {
  return known.bot;
}

/** The channels that this person can choose in a menu. @returns {Channel[]} */
export function channels() {
  return known.channels;
}

/** The direct message with the bot. @returns {Place[]} */
export function directs() {
  return [...known.places.values()].filter(({ kind }) => kind === "direct");
}

/** A conversation's name as people read it. @param {string} id */
export function placeName(id) {
  const place = known.places.get(id);
  return place?.kind === "direct" ? known.bot.name : (known.names[id] ?? null);
}

/** The initials of a name, two at most. */
function initials(name) {
  const words = name.split(/[\s-]+/).filter((word) => /^\p{L}/u.test(word));
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word?.[0] ?? "").join("");
}

/** One of a few colours, always the same for one id. */
function tone(id) {
  return [...id].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 7) % TONES;
}

/** The picture beside somebody's words; it says nothing that the name does not. */
export function picture({ id, name, bot = id === known.bot.id }) {
  if (bot)
    return el("img", { class: "picture", src: "/page/icon.svg", alt: "", width: 40, height: 40 });
  return el("span", { class: `picture tone-${tone(id)}`, "aria-hidden": "true" }, initials(name));
}
