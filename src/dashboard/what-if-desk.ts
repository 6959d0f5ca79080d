import type { InjectableFault, InjectMessage, PresentFault } from './messages.ts';

/** The simulation of this process, as pages change it. */
export interface WhatIfDesk {
  readonly faults: readonly InjectableFault[];
  /** Returns the reason for not injecting the fault. */
  inject(message: InjectMessage): string | undefined;
  /** Ends a fault, by its place in the plan. Returns the reason for not ending it. */
  mend(place: number): string | undefined;
  /** The faults of a room now, by the room's topic. */
  faultsIn(room: string): readonly PresentFault[];
}
