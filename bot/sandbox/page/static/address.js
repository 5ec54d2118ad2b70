/** Who and where, as the address keeps it: #person, #person/place, #person/place/thread. */

export const HOME = "home";

/**
 * @typedef {{person: string, place: string, thread: string}} Address  empty where not named
 */

/**
 * Return the address that a hash names.
 * @param {string} hash
 * @returns {Address}
 */
export function read(hash) {
  const [person = "", place = "", thread = ""] = hash.slice(1).split("/");
  return { person, place, thread };
}

/**
 * Return the hash of an address.
 * @param {string} person
 * @param {string} [place]
 * @param {string} [thread]
 * @returns {string}
 */
export function hashOf(person, place = "", thread = "") {
  return `#${[person, place, thread].filter(Boolean).join("/")}`;
}

/**
 * Yield the frames that lead from one address to another; from null, all of them.
 * @param {Address|null} from
 * @param {Address} to
 */
export function* way(from, to) {
  const same = from !== null && from.person === to.person;
  if (!same && to.person) yield { do: "be", person: to.person };
  if (to.place && !(same && from.place === to.place)) {
    yield to.place === HOME ? { do: "open_home" } : { do: "open", place: to.place };
  } else if (same && from.thread && !to.thread) {
    yield { do: "close_thread" };
  }
  if (to.thread) yield { do: "open_thread", ts: to.thread };
}
