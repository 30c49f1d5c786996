// Changes a few tokens of a document.
import { tokensOf } from "./tokens.js";

// Texts that are inserted into documents.
const spare = [
  "{", "}", "(", ")", "[", "]", ":", "!", "$", "@", "=", "...", "|", "&", "on", "query", "mutation", "fragment", "true", "null", "id", "Node", "DriveItem",
  "__typename", "first", "$v", "$id", "5", "-0", "1.5", "1e1", "99999999999", '"x"', '""', '"""x"""', '"""x""""', '"\\u00e9"', '"\\ud83d\\ude00"', '"\\ud83d"', '"\\u{1F600}"',
  "@include(if: true)", "@skip(if: $v)", "@defer", "#\u0007 note\n", "\r\n", "\ufeff", "...F", "... on Group", "{id}", "'", "\\", ".5", "1a", "é", "DAY", "day",
];

export function mutate(text, random) {
  const parts = tokensOf(text);
  for (let times = 1 + random.below(2); times > 0; times--) {
    const i = random.below(parts.length);
    const other = parts[random.below(parts.length)];
    switch (random.below(5)) {
      case 0:
        parts.splice(i, 1);
        break;
      case 1:
        parts.splice(i, 0, { before: " ", text: random.pick(spare) + " " });
        break;
      case 2:
        parts[i] = { before: parts[i]?.before ?? "", text: ` ${random.pick(spare)} ` };
        break;
      case 3:
        parts.splice(i, 0, { before: " ", text: `${other?.text ?? ""} ` });
        break;
      default:
        if (other && parts[i]) {
          [parts[i].text, other.text] = [other.text, parts[i].text];
        }
    }
    if (parts.length === 0) {
      break;
    }
  }
  return parts.map((part) => part.before + part.text).join("");
}
