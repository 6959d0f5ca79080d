import { batch, effect, signal } from '@preact/signals';
import type {
  CommandResult,
  InjectMessage,
  OperatorAction,
  PageMessage,
  ServerMessage,
} from '../dashboard/messages.ts';
import {
  applyKinds,
  applyPackets,
  applyRoom,
  applyUpdate,
  brokerFigures,
  packetDetails,
  traffic,
  welcome,
} from './model.ts';
import { saveFile } from './save-file.ts';
import { look, panel } from './settings.ts';

/** The state of the page's own connection to the dashboard. */
export type LinkState = 'opening' | 'open' | 'lost' | 'refused' | 'no-token';

export const link = signal<LinkState>('opening');
/** The person paused the page. */
export const isPaused = signal(false);
/** The topic of the open room. */
export const openRoom = signal<string | null>(null);
/** The text in the topics of the panel of traffic. */
export const trafficSearch = signal('');
/** The connection in the panel of packets; 0 for all of them. */
export const tracedConnection = signal(0);
/** The answer to the last command that was not executed. */
export const refusedCommand = signal<string | undefined>(undefined);

const WRONG_TOKEN = 4401;
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 5000;
const TOKEN_KEY = 'token';

let socket: WebSocket | undefined;
let retryMs = FIRST_RETRY_MS;
let waiting: ServerMessage[] = [];
let isFrameAsked = false;
let commands = 0;

/** Connects, now and after every loss. The token comes from the address, once; a reload finds it in the session. */
export function startLink(): void {
  const given = /^#t=(.+)$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    sessionStorage.setItem(TOKEN_KEY, given);
    // A projector should not show the key to the whole room.
    history.replaceState(null, '', location.pathname);
  }
  if (sessionStorage.getItem(TOKEN_KEY) === null) {
    link.value = 'no-token';
    return;
  }
  document.addEventListener('visibilitychange', tellView);
  effect(() => {
    void isPaused.value;
    void openRoom.value;
    void panel.value;
    void trafficSearch.value;
    void tracedConnection.value;
    tellView();
  });
  connect();
}

/** Sends an operator's command. A refusal is shown. */
export function sendCommand(topic: string, action: OperatorAction): void {
  refusedCommand.value = undefined;
  send({ type: 'command', command: ++commands, topic, do: action });
}

/** Injects a fault into the simulation. A refusal is shown. */
export function injectFault(fault: Omit<InjectMessage, 'type' | 'command'>): void {
  refusedCommand.value = undefined;
  send({ type: 'inject', command: ++commands, ...fault });
}

/** Ends a fault of the simulation. A refusal is shown. */
export function mendFault(place: number): void {
  refusedCommand.value = undefined;
  send({ type: 'mend', command: ++commands, place });
}

/** Asks for the bytes of a packet. */
export function askForPacket(id: number): void {
  send({ type: 'packet', id });
}

/** Asks for the packets of the panel as a file. */
export function askForCapture(): void {
  refusedCommand.value = undefined;
  send({ type: 'capture', command: ++commands });
}

function connect(): void {
  const opened = new WebSocket(`ws://${location.host}/live`);
  opened.binaryType = 'arraybuffer';
  socket = opened;
  opened.addEventListener('open', () => {
    send({ type: 'token', token: sessionStorage.getItem(TOKEN_KEY) ?? '' });
  });
  opened.addEventListener('message', ({ data }) => {
    if (data instanceof ArrayBuffer) {
      saveFile(data, 'packets', 'pcapng');
      return;
    }
    // Nothing is drawn here: a burst of messages costs one frame.
    waiting.push(JSON.parse(String(data)) as ServerMessage);
    askFrame();
  });
  opened.addEventListener('close', ({ code }) => {
    if (code === WRONG_TOKEN) {
      link.value = 'refused';
      return;
    }
    link.value = 'lost';
    setTimeout(connect, retryMs);
    retryMs = Math.min(2 * retryMs, MAX_RETRY_MS);
  });
}

function askFrame(): void {
  if (isFrameAsked) return;
  isFrameAsked = true;
  requestAnimationFrame(() => {
    isFrameAsked = false;
    const messages = waiting;
    waiting = [];
    for (const message of messages) take(message);
  });
}

function take(message: ServerMessage): void {
  switch (message.type) {
    case 'welcome':
      batch(() => {
        if (applyKinds(message.kinds ?? [])) look.value = 'alarms';
        welcome.value = message;
      });
      // A dashboard that was started again may have no traced port.
      if (message.tracedAt === undefined && panel.value === 'packets') panel.value = 'building';
      link.value = 'open';
      retryMs = FIRST_RETRY_MS;
      tellView();
      return;
    case 'update':
      applyUpdate(message);
      return;
    case 'room':
      if (message.room === openRoom.value) applyRoom(message);
      return;
    case 'traffic':
      traffic.value = message;
      if (message.broker !== undefined) brokerFigures.value = message.broker;
      return;
    case 'packets':
      applyPackets(message);
      return;
    case 'packet':
      packetDetails.value = message;
      return;
    case 'result':
      if (!message.isDone) showRefusal(message);
      return;
  }
}

function showRefusal({ reason }: CommandResult): void {
  refusedCommand.value = reason ?? 'not done';
}

/** A hidden tab is sent nothing: it would only replay old news when somebody looks again. */
function tellView(): void {
  const isShown = document.visibilityState === 'visible' && !isPaused.value;
  if (link.peek() !== 'open') return;
  const search = panel.peek() === 'traffic' ? trafficSearch.peek() : null;
  const packets = panel.peek() === 'packets' ? tracedConnection.peek() : null;
  send({ type: 'view', isShown, room: openRoom.peek(), traffic: search, packets });
}

function send(message: PageMessage): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}
