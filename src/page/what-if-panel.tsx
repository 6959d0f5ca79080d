import { useState } from 'preact/hooks';
import type { InjectableFault, PresentFault } from '../dashboard/messages.ts';
import { injectFault, mendFault } from './link.ts';
import { details, type LiveRoom, welcome } from './model.ts';
import { inKindOrder, shortDuration } from './words.ts';

const MINUTE_MS = 60_000;
/** In simulated minutes. */
const DURATIONS = [
  [5, '5 min'],
  [15, '15 min'],
  [60, '1 h'],
  [360, '6 h'],
  [1440, '1 day'],
] as const;
const SEVERITIES = [
  [1, 'at its worst'],
  [0.6, 'strong'],
  [0.3, 'weak'],
] as const;

/** Injects a fault into the simulated room, and shows the truth beside the alarms. */
export function WhatIfPanel({ room }: { readonly room: LiveRoom }) {
  const faults = welcome.value?.faults;
  if (faults === undefined) return null;
  const present = details.value?.room === room.topic ? (details.value.faults ?? []) : [];
  return (
    <article class="what-if">
      <h3>What if?</h3>
      <Injection faults={faults} room={room} />
      <p>{present.length === 0 ? 'In truth nothing is wrong here.' : 'In truth:'}</p>
      <ul>
        {present.map((fault) => (
          <Truth key={`${fault.name} ${fault.place ?? ''} ${fault.sensors}`} fault={fault} />
        ))}
      </ul>
    </article>
  );
}

function Injection({
  faults,
  room,
}: {
  readonly faults: readonly InjectableFault[];
  readonly room: LiveRoom;
}) {
  const [name, setName] = useState('fire');
  const [severity, setSeverity] = useState(1);
  const [minutes, setMinutes] = useState(15);
  const sensors = [...room.sensors].sort(inKindOrder);
  const fault = faults.find((each) => each.name === name);
  const kinds = sensors.filter(({ kind }) => fault?.sensors.includes(kind));
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const sensor = kinds.find(({ topic }) => topic === chosen) ?? kinds[0];
  const isOfSensor = fault?.scope === 'sensor';
  const topic = isOfSensor ? sensor?.topic : room.topic;
  return (
    <p class="injection">
      <select aria-label="fault" value={name} onChange={({ currentTarget }) => setName(currentTarget.value)}>
        {faults.map((each) => (
          <option key={each.name} value={each.name} title={each.describe}>
            {each.name}
          </option>
        ))}
      </select>
      {isOfSensor && (
        <select
          aria-label="sensor of the fault"
          value={sensor?.topic ?? ''}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        >
          {kinds.map((each) => (
            <option key={each.topic} value={each.topic}>
              {each.kind}
            </option>
          ))}
        </select>
      )}
      <NumberChoice
        label="severity of the fault"
        value={severity}
        choices={SEVERITIES}
        onChoose={setSeverity}
      />
      <NumberChoice label="duration of the fault" value={minutes} choices={DURATIONS} onChoose={setMinutes} />
      <button
        type="button"
        disabled={topic === undefined}
        onClick={() =>
          topic !== undefined &&
          injectFault({ topic, fault: name, severity, durationMs: minutes * MINUTE_MS })
        }
      >
        Inject
      </button>
      <small> {fault?.describe}</small>
    </p>
  );
}

function NumberChoice({
  label,
  value,
  choices,
  onChoose,
}: {
  readonly label: string;
  readonly value: number;
  readonly choices: readonly (readonly [value: number, words: string])[];
  readonly onChoose: (value: number) => void;
}) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => onChoose(Number(currentTarget.value))}
    >
      {choices.map(([each, words]) => (
        <option key={each} value={each}>
          {words}
        </option>
      ))}
    </select>
  );
}

function Truth({ fault: { name, scope, sensors, leftMs, place } }: { readonly fault: PresentFault }) {
  return (
    <li>
      <b>{name}</b> {scope === 'zone' ? 'in the wing' : scope === 'sensor' ? '' : `in the ${scope}`} (
      {sensors.join(', ')}) for {shortDuration(leftMs)}{' '}
      {place !== undefined && (
        <button type="button" onClick={() => mendFault(place)}>
          Mend
        </button>
      )}
    </li>
  );
}
