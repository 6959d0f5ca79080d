// Draws what terminals show as an SVG, in the colours of the reader's page: light or dark.

const COLUMN_PX = 8.4;
const ROW_PX = 18;
const MARGIN_PX = 16;
const TITLE_ROWS = 2;

const STYLE = `
text { font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #1f2328; white-space: pre }
.paper { fill: #f6f8fa; stroke: #d0d7de } .title { fill: #59636e; font-size: 12px }
.bold { font-weight: bold } .dim { fill: #59636e } .red { fill: #c2161f } .cyan { fill: #0b6170 } .yellow { fill: #805500 }
.alert { fill: #c2161f; font-weight: bold }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .paper { fill: #0d1117; stroke: #3d444d } .title, .dim { fill: #9198a1 }
  .red { fill: #ff7b72 } .cyan { fill: #76d9e6 } .yellow { fill: #e3b341 } .alert { fill: #ff7b72 }
}`;

/** "Select graphic rendition" of a terminal. */
const SGR = new RegExp(`(${String.fromCharCode(27)}\\[[\\d;]*m)`);

/** The classes of parameters of SGR (ECMA-48 §8.3.117), and the parameter that ends each. */
const CLASSES = new Map([
  [1, { name: 'bold', end: 22 }],
  [2, { name: 'dim', end: 22 }],
  [31, { name: 'red', end: 39 }],
  [33, { name: 'yellow', end: 39 }],
  [36, { name: 'cyan', end: 39 }],
  [41, { name: 'alert', end: 49 }],
  [91, { name: 'red', end: 39 }],
  [96, { name: 'cyan', end: 39 }],
]);

/**
 * @param {readonly { readonly title: string, readonly rows: readonly string[] }[]} terminals from top to bottom; a row
 *   is text with escape sequences for colours
 * @param {number} columns the width of each
 */
export function terminalsSvg(terminals, columns) {
  const width = Math.ceil(columns * COLUMN_PX + 2 * MARGIN_PX);
  const parts = [];
  let top = 0;
  for (const { title, rows } of terminals) {
    const height = (rows.length + TITLE_ROWS) * ROW_PX;
    parts.push(
      `<rect class="paper" x="0.5" y="${top + 0.5}" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    );
    parts.push(`<text class="title" x="${MARGIN_PX}" y="${top + ROW_PX}">${escapeXml(title)}</text>`);
    const classes = new Map();
    rows.forEach((row, i) => {
      parts.push(...rowTexts(row, top + (i + TITLE_ROWS) * ROW_PX, classes));
    });
    top += height + ROW_PX / 2;
  }
  const label = escapeXml(terminals.map(({ title }) => title).join('; '));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}" viewBox="0 0 ${width} ${top}" role="img" aria-label="${label}">
<style>${STYLE}
</style>
${parts.join('\n')}
</svg>
`;
}

/**
 * A text element for each run of one colour, at its column.
 *
 * @param {string} row
 * @param {number} y
 * @param {Map<string, number>} classes in force before the row, and after it: name, and the parameter that ends it
 */
function rowTexts(row, y, classes) {
  const texts = [];
  let column = 0;
  for (const part of row.split(SGR)) {
    const parameters = SGR.exec(part)?.[0].slice(2, -1);
    if (parameters !== undefined) {
      for (const parameter of parameters.split(';')) change(classes, Number(parameter));
      continue;
    }
    if (part.trim() !== '') {
      const x = (MARGIN_PX + column * COLUMN_PX).toFixed(1);
      const attribute = classes.size > 0 ? ` class="${[...classes.keys()].join(' ')}"` : '';
      // A length makes the columns of all fonts alike.
      const length = ` textLength="${(part.length * COLUMN_PX).toFixed(1)}"`;
      texts.push(
        `<text x="${x}" y="${y}"${attribute}${length} xml:space="preserve">${escapeXml(part)}</text>`,
      );
    }
    column += part.length;
  }
  return texts;
}

function change(/** @type {Map<string, number>} */ classes, /** @type {number} */ parameter) {
  if (parameter === 0) classes.clear();
  const added = CLASSES.get(parameter);
  // Bold and dim may stand together; of colours the last one counts.
  const ended = added !== undefined && added.end !== 22 ? added.end : parameter;
  for (const [name, end] of classes) if (end === ended) classes.delete(name);
  if (added !== undefined) classes.set(added.name, added.end);
}

function escapeXml(/** @type {string} */ text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
