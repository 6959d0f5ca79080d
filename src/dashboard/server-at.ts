import { get } from 'node:http';
import { escapeControl } from '../text/escape.ts';
import { SERVER_NAME } from './page-server.ts';

const ANSWER_MS = 2000;
const MAX_NAME = 40;

/** The web server at an address, in words: another dashboard, or its own name; undefined for no web server. */
export function serverAt(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get({ host, port, path: '/', timeout: ANSWER_MS }, (response) => {
      const { server } = response.headers;
      response.destroy();
      if (server === SERVER_NAME) resolve('another dashboard');
      else
        resolve(
          server === undefined
            ? 'a web server'
            : `the web server ${escapeControl(String(server)).slice(0, MAX_NAME)}`,
        );
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}
