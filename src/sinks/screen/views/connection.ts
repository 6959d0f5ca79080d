import type { ObservedConnection, ObservedSubscription } from '../../../observation/observation.ts';
import { counted } from '../../../text/counted.ts';
import { escapeControl } from '../../../text/escape.ts';

/** A line on the state of a connection. */
export function connectionLine({ where, isHosted, state }: ObservedConnection): string {
  switch (state.kind) {
    case 'connected': {
      const own = isHosted ? ', which runs in this process' : '';
      const kept = state.sessionPresent ? '; the broker kept the session' : '';
      const place = state.node === undefined ? where : `${where}'s node ${state.node}`;
      return `${state.again ? 'connected again' : 'connected'} to ${place}${own}${kept}`;
    }
    case 'hosting':
      return `no broker on ${where}: this process now runs one`;
    case 'lost':
      return `connection lost: ${reasonLine(state)}`;
    case 'waiting':
      return `no connection to ${where}: ${reasonLine(state)}`;
    case 'congested':
      return `${where} is congested: nothing is sent for ${(state.waitMs / 1000).toFixed(0)} s`;
    case 'found':
      return `found gateway ${state.gatewayId} at ${state.where}`;
    case 'advertised':
      return `gateway ${state.gatewayId} at ${state.where} advertises itself, every ${state.everyS} s`;
    case 'asleep':
      return `asleep for ${state.forMs / 1000} s: the gateway keeps messages meanwhile`;
    case 'woke':
      return state.messages === 0
        ? 'awake: nothing had waited'
        : `awake: ${counted(state.messages, 'message')} had waited`;
    case 'refused-filter':
      return `the broker refused the subscription ${escapeControl(state.filter)}`;
  }
}

const SHOWN_FILTERS = 5;

/** Scripts wait for this line before they publish a message that must not be missed. */
export function subscriptionLine({ filters }: ObservedSubscription): string {
  const shown = filters.slice(0, SHOWN_FILTERS).map(escapeControl).join(' ');
  const more = filters.length - SHOWN_FILTERS;
  return `listening to ${more > 0 ? `${shown} and ${counted(more, 'more filter')}` : shown}`;
}

function reasonLine({ why, retryInMs }: { readonly why: string; readonly retryInMs: number }): string {
  return `${escapeControl(withoutHint(why))}; ${nextAttempt(retryInMs)}`;
}

/** The hint is for the end, when there are no more attempts. */
function withoutHint(why: string): string {
  return why.split('; ', 1)[0] ?? why;
}

function nextAttempt(retryInMs: number): string {
  return retryInMs < 50 ? 'trying the next node' : `next attempt in ${(retryInMs / 1000).toFixed(1)} s`;
}
