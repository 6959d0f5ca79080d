// Prints how plain the English of comments, documents and help texts is, room by room. With --check it fails where a
// room has too many hidden subjects ("What is kept", "a client that"), and names the sentences to rewrite.
import {
  isPlain,
  MAX_OPENINGS_PERCENT,
  MAX_RELATIVES_PER_100_WORDS,
  measure,
  worstFiles,
  worstSentences,
} from './prose/measure.js';
import { commentRooms, documentRooms } from './prose/rooms.js';

/** In a room of fewer words one sentence decides the figure, so the total alone is judged. */
const MIN_JUDGED_WORDS = 400;
const SHOWN_FILES = 3;
const SHOWN_SENTENCES = 5;

/** @typedef {import('./prose/rooms.js').Room} Room */

const parts = [withTotal('all comments', commentRooms()), withTotal('all documents', documentRooms())];
const failures = parts.flat().filter(isFailure);

if (process.argv.includes('--check')) {
  for (const room of failures) complain(room);
  process.exitCode = failures.length > 0 ? 1 : 0;
} else {
  for (const rooms of parts) print(rooms);
}

/** @returns {Room[]} */
function withTotal(/** @type {string} */ room, /** @type {Room[]} */ rooms) {
  return [...rooms, { room, passages: rooms.flatMap(({ passages }) => passages) }];
}

function isFailure(/** @type {Room} */ { room, passages }) {
  const figures = measure(passages);
  return (figures.words >= MIN_JUDGED_WORDS || room.startsWith('all ')) && !isPlain(figures);
}

function print(/** @type {Room[]} */ rooms) {
  say(row('', 'passages', 'words', 'relative/100', 'pronouns/100', 'openings'));
  for (const { room, passages } of rooms) {
    const figures = measure(passages);
    const { relativesPer100, pronounsPer100, openingsPercent } = figures;
    say(
      row(
        room,
        String(figures.passages),
        String(figures.words),
        relativesPer100.toFixed(1),
        pronounsPer100.toFixed(1),
        `${openingsPercent.toFixed(0)} %`,
      ),
    );
  }
  say('');
}

function complain(/** @type {Room} */ { room, passages }) {
  say(`${room}: ${figuresOf(measure(passages))}`);
  for (const { file, ...figures } of worstFiles(passages).slice(0, SHOWN_FILES)) {
    say(`  ${file}: ${figuresOf(figures)}`);
  }
  for (const { file, line, sentence } of worstSentences(passages).slice(0, SHOWN_SENTENCES)) {
    say(`  ${file}:${line}: ${sentence}`);
  }
}

function figuresOf(/** @type {ReturnType<typeof measure>} */ { relativesPer100, openingsPercent }) {
  const relatives = `${relativesPer100.toFixed(1)} relative pronouns in 100 words (at most ${MAX_RELATIVES_PER_100_WORDS})`;
  return `${relatives}, ${openingsPercent.toFixed(1)} % open with What, How … (at most ${MAX_OPENINGS_PERCENT} %)`;
}

function row(/** @type {string} */ room, /** @type {string[]} */ ...cells) {
  return `${room.padEnd(22)}${cells.map((cell) => cell.padStart(14)).join('')}`;
}

function say(/** @type {string} */ line) {
  process.stdout.write(`${line}\n`);
}
