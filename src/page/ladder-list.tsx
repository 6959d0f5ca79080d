import { signal } from '@preact/signals';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PacketRow } from '../dashboard/messages.ts';
import { escapeControl } from '../text/escape.ts';
import { lanesPath, type Rung } from './ladder-rows.ts';
import { askForPacket } from './link.ts';
import { ladder, ladderChanges } from './model.ts';
import { preciseTime } from './words.ts';

/** The id of the packet with its fields on show. */
export const chosenPacket = signal<number | undefined>(undefined);

/** The height of a row, in pixels; the same in the style sheet. */
const ROW = 26;
const LANE = 9;
/** The first pixels of a scroll upwards end the following. */
const NEAR_END = 4;
/** Rows above and below the visible ones. */
const SPARE = 8;

function choose({ id, bytes }: PacketRow): void {
  if (bytes === undefined) return;
  chosenPacket.value = id;
  askForPacket(id);
}

/** The rows between client and broker. The list follows new rows while its end is in sight. */
export function LadderList() {
  void ladderChanges.value;
  const { rungs, gone } = ladder;
  const list = useRef<HTMLDivElement>(null);
  const wasGone = useRef(gone);
  const [isFollowing, setFollowing] = useState(true);
  const [view, setView] = useState({ top: 0, height: 0 });
  const look = (): void => {
    const { scrollTop = 0, clientHeight = 0, scrollHeight = 0 } = list.current ?? {};
    setView({ top: scrollTop, height: clientHeight });
    setFollowing(scrollTop + clientHeight > scrollHeight - NEAR_END);
  };
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    if (isFollowing) element.scrollTop = element.scrollHeight;
    // Rows that leave at the front must not move the others under the pointer.
    else if (gone > wasGone.current) element.scrollTop -= (gone - wasGone.current) * ROW;
    wasGone.current = gone;
  });
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      setView({ top: element.scrollTop, height: element.clientHeight });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const last = isFollowing ? rungs.length : Math.ceil((view.top + view.height) / ROW) + SPARE;
  const first = Math.max(0, Math.min(rungs.length, last) - Math.ceil(view.height / ROW) - 2 * SPARE);
  const shown = rungs.slice(first, last);
  const opener = rungs.find(({ packet }) => packet?.id === chosenPacket.value)?.packet?.exchange;
  const isChosenShown = shown.some(({ packet }) => packet?.id === chosenPacket.value);
  return (
    <>
      <div class="sides" aria-hidden="true">
        <span>client</span>
        <span>broker</span>
      </div>
      <div
        ref={list}
        class="rungs"
        role="listbox"
        tabIndex={0}
        aria-label="packets, the newest last"
        {...(isChosenShown && { 'aria-activedescendant': `packet-${chosenPacket.value}` })}
        onScroll={look}
        onKeyDown={(event) => {
          const next = nextByKey(rungs, event.key);
          if (next === undefined) return;
          event.preventDefault();
          setFollowing(false);
          choose(next);
          const at = rungs.findIndex(({ packet }) => packet === next);
          list.current?.scrollTo({ top: at * ROW - view.height / 2 });
        }}
      >
        <div style={{ height: `${rungs.length * ROW}px` }}>
          {shown.map((rung, i) => (
            <RungView
              key={gone + first + i}
              rung={rung}
              at={first + i}
              opener={opener}
              onChoose={(packet) => {
                setFollowing(false);
                choose(packet);
              }}
            />
          ))}
        </div>
      </div>
      {!isFollowing && (
        <button type="button" class="follow" onClick={() => setFollowing(true)}>
          Follow the newest
        </button>
      )}
    </>
  );
}

/** The packet before or behind the chosen one, for a key. */
function nextByKey(rungs: readonly Rung[], key: string): PacketRow | undefined {
  const packets = rungs.flatMap(({ packet }) => (packet?.bytes === undefined ? [] : [packet]));
  const at = packets.findIndex(({ id }) => id === chosenPacket.value);
  switch (key) {
    case 'ArrowUp':
      return packets[at < 0 ? packets.length - 1 : Math.max(0, at - 1)];
    case 'ArrowDown':
      return packets[at < 0 ? packets.length - 1 : Math.min(packets.length - 1, at + 1)];
    case 'Home':
      return packets[0];
    case 'End':
      return packets.at(-1);
    default:
      return undefined;
  }
}

interface RungProps {
  readonly rung: Rung;
  /** The row's place in the list. */
  readonly at: number;
  /** The exchange of the chosen packet. */
  readonly opener: number | undefined;
  readonly onChoose: (packet: PacketRow) => void;
}

function RungView({ rung: { packet, leftOut, lanes }, at, opener, onChoose }: RungProps) {
  const place = { transform: `translateY(${at * ROW}px)` };
  if (packet === undefined)
    return (
      <div class="rung gap" style={place}>
        {leftOut} more were too many to draw
      </div>
    );
  const { id, connection, atMs, from, name, words, bytes, isFaulty, exchange } = packet;
  const isChosen = id === chosenPacket.value;
  const isJoined = exchange !== undefined && exchange > 0 && exchange === opener;
  const classes = [
    `rung from-${from ?? 'both'}`,
    isFaulty ? 'faulty' : '',
    isChosen ? 'chosen' : '',
    isJoined ? 'joined' : '',
  ];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the list choose packets
    <div
      id={`packet-${id}`}
      class={classes.filter((name) => name !== '').join(' ')}
      style={place}
      role="option"
      aria-selected={isChosen}
      tabIndex={-1}
      onClick={() => onChoose(packet)}
    >
      <span class="time">{preciseTime(atMs)}</span>
      <span class="number">#{connection}</span>
      <svg width={lanes.length * LANE} height={ROW} aria-hidden="true">
        <path d={lanesPath(lanes, LANE, ROW)} />
      </svg>
      <span class="wire">
        <span class="label">
          <b>{escapeControl(name)}</b>
          {from !== null && <span class="unseen"> from the {from} </span>} {escapeControl(words)}
        </span>
      </span>
      <span class="size">{bytes === undefined ? '' : `${bytes} B`}</span>
    </div>
  );
}
