// Takes the place of string-width in the bundle, whose tables of Unicode cost a third of a start of Node. yargs
// measures nothing with it but help texts, and ours are in characters of one column.
const ESCAPES = /\x1b\[[\d;]*m/g;

export default function stringWidth(text) {
  return text.replace(ESCAPES, '').length;
}
