import { describe, expect, it } from 'vitest';
import { CreditWindow } from '../../src/publisher/credit-window.ts';

function full(size: number): CreditWindow {
  const window = new CreditWindow(size);
  for (let i = 0; i < size; i++) window.take();
  return window;
}

describe('a credit window', () => {
  it('has credit for its size', () => {
    const window = new CreditWindow(2);
    window.take();
    expect(window.hasCredit).toBe(true);
    window.take();
    expect(window.hasCredit).toBe(false);
    window.giveBack();
    expect(window.hasCredit).toBe(true);
  });

  it('wakes its waiters once in a turn of the event loop', async () => {
    const window = full(3);
    let isAwake = false;
    void window.whenCredit().then(() => {
      isAwake = true;
    });
    window.giveBack();
    window.giveBack();
    await Promise.resolve();
    expect(isAwake).toBe(false);
    await new Promise(setImmediate);
    expect(isAwake).toBe(true);
  });

  it('keeps a waiter whose credit another has taken', async () => {
    const window = full(1);
    let isAwake = false;
    const awake = window.whenCredit().then(() => {
      isAwake = true;
    });
    window.giveBack();
    window.take();
    await new Promise(setImmediate);
    expect(isAwake).toBe(false);
    window.giveBack();
    await awake;
  });

  it('is empty when every message is acknowledged or lost', async () => {
    const window = full(2);
    let isEmpty = false;
    const empty = window.whenEmpty().then(() => {
      isEmpty = true;
    });
    window.giveBack();
    await new Promise(setImmediate);
    expect(isEmpty).toBe(false);
    window.giveBack();
    await empty;
  });
});
