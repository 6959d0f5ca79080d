/** Something a broker must do; `happens` tells what it does, at a port of loopback. Names are unique to the row. */
export interface Row {
  readonly name: string;
  readonly happens: (port: number) => Promise<unknown>;
  readonly expected: unknown;
}
