import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commentsOf, helpTextsOf, paragraphsOf } from './passages.js';

/** @typedef {import('./measure.js').Passage} Passage */
/** @typedef {{ readonly room: string, readonly passages: readonly Passage[] }} Room */

/**
 * The comments of every room: a folder of `src` or `test`, or the files beside the folders.
 * @returns {Room[]}
 */
export function commentRooms() {
  const files = ['src', 'bin', 'scripts', 'test'].flatMap((folder) => filesBelow(folder, /\.[jt]s$/));
  return byRoom(
    files.flatMap((file) => commentsOf(file, readFileSync(file, 'utf8'))),
    roomOf,
  );
}

/**
 * The documents, and the help texts of all commands as if they were one more.
 * @returns {Room[]}
 */
export function documentRooms() {
  const documents = [
    'README.md',
    'topics.md',
    ...filesBelow('docs', /\.md$/),
    ...filesBelow('labs', /\.md$/),
  ];
  const helping = filesBelow('src', /\.ts$/);
  return [
    ...byRoom(
      documents.flatMap((file) => paragraphsOf(file, readFileSync(file, 'utf8'))),
      (file) => file,
    ),
    {
      room: 'help texts',
      passages: helping.flatMap((file) => helpTextsOf(file, readFileSync(file, 'utf8'))),
    },
  ];
}

/** @returns {string[]} */
function filesBelow(/** @type {string} */ folder, /** @type {RegExp} */ name) {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => name.test(file));
  return files.map((file) => join(folder, file)).sort();
}

/** `src/alarm` of `src/alarm/engine/track.ts`, `src` of `src/main.ts`. */
function roomOf(/** @type {string} */ file) {
  return file.split('/').slice(0, -1).slice(0, 2).join('/');
}

/**
 * @param {readonly Passage[]} passages
 * @param {(file: string) => string} nameOf
 * @returns {Room[]}
 */
function byRoom(passages, nameOf) {
  /** @type {Map<string, Passage[]>} */
  const rooms = new Map();
  for (const passage of passages) {
    const room = nameOf(passage.file);
    rooms.set(room, [...(rooms.get(room) ?? []), passage]);
  }
  return [...rooms].map(([room, found]) => ({ room, passages: found }));
}
