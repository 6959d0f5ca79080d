import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { CommandResult, PageMessage, ServerMessage, Update } from '../../src/dashboard/messages.ts';

/** A page without a browser: the WebSocket of a dashboard, and the state that it was sent. */
export class TestPage {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];

  constructor(url: string) {
    const { host, origin } = new URL(url);
    this.socket = new WebSocket(`ws://${host}/live`, { origin });
    this.socket.on('message', (data) => this.messages.push(JSON.parse(String(data))));
    onTestFinished(() => this.socket.terminate());
  }

  say(message: PageMessage): void {
    this.socket.send(JSON.stringify(message));
  }

  updates(): Update[] {
    return this.messages.filter((message) => message.type === 'update');
  }

  /** The answer to the last command. */
  result(): CommandResult | undefined {
    return this.messages.findLast((message) => message.type === 'result');
  }

  /** The newest alarm of a topic's sensor; undefined for an unknown sensor or one that never had an alarm. */
  alarm(topic: string): Update['alarms'][number][1] | undefined {
    const ids = this.updates().flatMap(({ sensors }) => sensors);
    const id = ids.findLast(([, name]) => name === topic)?.[0];
    return this.updates()
      .flatMap(({ alarms }) => alarms)
      .findLast(([sensor]) => sensor === id)?.[1];
  }
}

/** Opens the page of a dashboard by its address, with the token behind the `#`. */
export async function openPage(url: string): Promise<TestPage> {
  const page = new TestPage(url);
  await once(page.socket, 'open');
  page.say({ type: 'token', token: new URL(url).hash.slice('#t='.length) });
  return page;
}
