import { counted } from '../text/counted.ts';
import { escapeControl } from '../text/escape.ts';
import { ExportButton } from './export-button.tsx';
import { isPaused, link } from './link.ts';
import { buildings, status, structure, welcome } from './model.ts';
import { chosenBuilding, nextTheme, type Panel, panel, theme } from './settings.ts';
import { currentBuilding } from './shown-building.ts';
import { clockTime, connectionWords, grouped } from './words.ts';

/** The state of the run in words, and the switches of the page. */
export function Header() {
  return (
    <header>
      <h1>building-sim</h1>
      <BuildingChoice />
      <p class="state" role="status">
        <LinkWords />
      </p>
      <Figures />
      <span class="switches">
        <PanelChoice />
        <button
          type="button"
          aria-pressed={isPaused.value}
          onClick={() => (isPaused.value = !isPaused.value)}
        >
          {isPaused.value ? 'Resume' : 'Pause'} <kbd>space</kbd>
        </button>
        <ExportButton />
        <button type="button" onClick={nextTheme}>
          Theme: {theme.value}
        </button>
      </span>
    </header>
  );
}

const PANELS: readonly (readonly [Panel, string])[] = [
  ['building', 'Building'],
  ['traffic', 'Class and traffic'],
  ['packets', 'Packets'],
];

function PanelChoice() {
  const isTraced = welcome.value?.tracedAt !== undefined;
  return (
    <fieldset class="panels">
      <legend class="unseen">panel</legend>
      {PANELS.filter(([name]) => isTraced || name !== 'packets').map(([name, words]) => (
        <button
          key={name}
          type="button"
          aria-pressed={panel.value === name}
          onClick={() => {
            panel.value = name;
          }}
        >
          {words}
        </button>
      ))}
    </fieldset>
  );
}

function LinkWords() {
  const { connection } = status.value ?? {};
  if (link.value !== 'open') return <b>{LINK_WORDS[link.value]}</b>;
  if (isPaused.value) return <b>paused: the page shows old values, alarms go on</b>;
  if (connection === undefined) return '…';
  const words = connectionWords(connection);
  return connection.state === 'connected' ? words : <b>{words}</b>;
}

const LINK_WORDS = {
  opening: 'opening …',
  lost: 'no connection to the dashboard: has its program ended? Trying again …',
  refused:
    'the key in this address is not that of the running dashboard: open the address that its terminal shows',
  'no-token':
    'this address has no key: open the address that the terminal shows, with all that follows the #',
  open: '',
} as const;

function Figures() {
  if (status.value === undefined || welcome.value === undefined) return null;
  const { readings, ratePerSecond, unreadable, sensorsLeftOut } = status.value;
  const rate = ratePerSecond >= 100 ? ratePerSecond.toFixed(0) : ratePerSecond.toFixed(1);
  return (
    <p class="figures">
      {grouped(readings)} readings since {clockTime(welcome.value.startedAtMs).slice(0, 5)}, {rate}/s
      {unreadable > 0 && <>, {counted(unreadable, 'unreadable message')}</>}
      {sensorsLeftOut > 0 && <>, {counted(sensorsLeftOut, 'sensor')} too many to show</>}
    </p>
  );
}

function BuildingChoice() {
  void structure.value;
  const current = currentBuilding();
  if (current === undefined) return null;
  if (buildings.size === 1) return <p class="building">{escapeControl(current.key)}</p>;
  return (
    <label class="building">
      <span class="unseen">building</span>
      <select
        value={current.key}
        onChange={({ currentTarget }) => (chosenBuilding.value = currentTarget.value)}
      >
        {[...buildings.keys()].sort().map((key) => (
          <option key={key} value={key}>
            {escapeControl(key)}
          </option>
        ))}
      </select>
    </label>
  );
}
