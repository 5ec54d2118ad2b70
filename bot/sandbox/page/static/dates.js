/** Instants as people read them, in the workspace's zone. */

let zone = "Europe/London";

/** Read every time in this IANA zone from now on. @param {string} name */
export function useZone(name) {
  zone = name;
}

const PARTS = {
  weekday: "short",
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
};

/** The parts of an instant by name, short words for day and month. */
function parts(at, options = {}) {
  const format = new Intl.DateTimeFormat("en-GB", { ...PARTS, ...options, timeZone: zone });
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** "10:03" @param {Date} at */
export function clock(at) {
  const { hour, minute } = parts(at);
  return `${hour}:${minute}`;
}

/** "Tue 24 Nov 2026" @param {Date} at */
export function shortDay(at) {
  const { weekday, day, month, year } = parts(at);
  return `${weekday} ${day} ${month.slice(0, 3)} ${year}`;
}

/** "Tuesday 24 November 2026" @param {Date} at */
export function longDay(at) {
  const { weekday, day, month, year } = parts(at, { weekday: "long", month: "long" });
  return `${weekday} ${day} ${month} ${year}`;
}

/** "Tue 24 Nov, 10:03" @param {Date} at */
export function dayAndTime(at) {
  const { weekday, day, month } = parts(at);
  return `${weekday} ${day} ${month.slice(0, 3)}, ${clock(at)}`;
}

/**
 * Fill the tokens of Slack's dates, as "{date_long} at {time}".
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 * @param {string} format
 * @param {Date} at
 * @returns {string} tokens that are not known stay as they are
 */
export function filled(format, at) {
  const { day, month, year } = parts(at, { month: "long" });
  const [, numericMonth, numericDay] = local(at).match(/-(\d\d)-(\d\d)/);
  const tokens = {
    date_num: `${year}-${numericMonth}-${numericDay}`,
    date_slash: `${numericDay}/${numericMonth}/${year}`,
    date: `${day} ${month} ${year}`,
    date_short: `${day} ${month.slice(0, 3)} ${year}`,
    date_long: longDay(at),
    day_divider: longDay(at),
    time: clock(at),
    time_secs: `${clock(at)}:${parts(at).second}`,
  };
  const fill = (token, name) => tokens[name.replace(/_pretty$/, "")] ?? token;
  return format.replace(/\{(\w+)\}/g, fill);
}

/** "2026-11-24T10:03", as inputs of type datetime-local take it. @param {Date} at */
export function local(at) {
  const { year, month, day, hour, minute } = parts(at, { month: "2-digit", day: "2-digit" });
  return `${year}-${month}-${day}T${hour}:${minute}`;
}

/**
 * The instant at which clocks in the zone show this; where they show it twice, one of both.
 * @param {string} shown as "2026-11-24T10:03"
 * @returns {Date}
 */
export function instantOf(shown) {
  const wanted = Date.parse(`${shown}Z`);
  const off = (at) => Date.parse(`${local(new Date(at))}Z`) - at;
  const near = wanted - off(wanted);
  return new Date(wanted - off(near));
}
