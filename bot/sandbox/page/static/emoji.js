/** The few emoji whose names are drawn as pictures; others stay as their names. */

const EMOJI = {
  wave: "👋",
  tada: "🎉",
  pray: "🙏",
  heart: "❤️",
  green_heart: "💚",
  blue_heart: "💙",
  smile: "😄",
  slightly_smiling_face: "🙂",
  blush: "😊",
  thinking_face: "🤔",
  "+1": "👍",
  thumbsup: "👍",
  "-1": "👎",
  thumbsdown: "👎",
  clap: "👏",
  ok_hand: "👌",
  eyes: "👀",
  bulb: "💡",
  bell: "🔔",
  calendar: "📅",
  date: "📅",
  clock3: "🕒",
  hourglass: "⌛",
  lock: "🔒",
  key: "🔑",
  mag: "🔍",
  memo: "📝",
  pencil: "📝",
  clipboard: "📋",
  bar_chart: "📊",
  chart_with_upwards_trend: "📈",
  chart_with_downwards_trend: "📉",
  arrow_up: "⬆️",
  arrow_down: "⬇️",
  arrow_right: "➡️",
  white_check_mark: "✅",
  heavy_check_mark: "✔️",
  x: "❌",
  warning: "⚠️",
  red_circle: "🔴",
  large_green_circle: "🟢",
  large_yellow_circle: "🟡",
  white_circle: "⚪",
  star: "⭐",
  speech_balloon: "💬",
  busts_in_silhouette: "👥",
  house: "🏠",
  gear: "⚙️",
  seedling: "🌱",
  coffee: "☕",
  sunny: "☀️",
  rainbow: "🌈",
  information_source: "ℹ️",
  question: "❓",
};

/**
 * The picture of an emoji's name, or the name between colons.
 * @param {string} name
 * @returns {string}
 */
export function emoji(name) {
  return EMOJI[name] ?? `:${name}:`;
}

/** A text with the names of emoji in it drawn. @param {string} text */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (_, name) => emoji(name));
}
