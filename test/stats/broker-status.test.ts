import { describe, expect, it } from 'vitest';
import { BrokerStatus } from '../../src/stats/broker-status.ts';
import { formatSample, toRecord } from '../../src/stats/view.ts';

function take(status: BrokerStatus, figures: Readonly<Record<string, string | number>>): void {
  for (const [topic, value] of Object.entries(figures)) status.take(`$SYS/${topic}`, Buffer.from(`${value}`));
}

describe("a broker's status", () => {
  it('has totals at once and rates from the second sample on', () => {
    const status = new BrokerStatus();
    take(status, { 'broker/bytes/sent': 1000, 'broker/clients/connected': 3 });
    expect(status.sample(0)).toMatchObject({ totals: { bytes_sent: 1000, clients_connected: 3 }, rates: {} });
    take(status, { 'broker/bytes/sent': 3000 });
    expect(status.sample(4000)).toMatchObject({
      totals: { clients_connected: 3 },
      rates: { bytes_sent: 500 },
    });
    expect(status.sample(5000).rates).toEqual({ bytes_sent: 0 });
  });

  it('has no rate where a counter went back', () => {
    const status = new BrokerStatus();
    take(status, { 'broker/bytes/sent': 1000 });
    status.sample(0);
    take(status, { 'broker/bytes/sent': 10 });
    expect(status.sample(1000).rates).toEqual({});
    take(status, { 'broker/bytes/sent': 20 });
    expect(status.sample(2000).rates).toEqual({ bytes_sent: 10 });
  });

  it.each([
    [3, {}],
    [10, { bytes_sent: 100 }],
  ])("goes by the broker's uptime (%i s) where the figures before were retained ones", (seconds, rates) => {
    const status = new BrokerStatus();
    take(status, { 'broker/bytes/sent': 1000, 'broker/uptime': '100 seconds' });
    status.sample(0, false);
    take(status, { 'broker/bytes/sent': 2000, 'broker/uptime': `${100 + seconds} seconds` });
    expect(status.sample(50).rates).toEqual(rates);
  });

  it('adds up the nodes of a cluster', () => {
    const status = new BrokerStatus();
    take(status, {
      'brokers/a@1/metrics/bytes/sent': 5,
      'brokers/b@2/metrics/bytes/sent': 7,
      'brokers/a@1/version': '5.8.0',
      'brokers/b@2/version': '5.8.0',
      'brokers/a@1/uptime': 60_000,
    });
    expect(status.sample(0)).toMatchObject({ version: '5.8.0', uptime: 60, totals: { bytes_sent: 12 } });
  });

  it('counts one figure under two names once', () => {
    const status = new BrokerStatus();
    take(status, { 'broker/clients/connected': 4, 'broker/clients/active': 4 });
    expect(status.sample(0).totals).toEqual({ clients_connected: 4 });
  });

  it("has VerneMQ's clients from its sockets", () => {
    const status = new BrokerStatus();
    take(status, { 'v@1/socket/open': 10, 'v@1/socket/close': 4 });
    expect(status.sample(0).totals).toMatchObject({ clients_connected: 6 });
  });

  it("has the clients of an EMQX 4, which has one count, but not of mosquitto's total", () => {
    const emqx = new BrokerStatus();
    take(emqx, { 'brokers/a@1/stats/connections/count': 7 });
    expect(emqx.sample(0).totals).toEqual({ clients_total: 7, clients_connected: 7 });
    const mosquitto = new BrokerStatus();
    take(mosquitto, { 'broker/clients/total': 7 });
    expect(mosquitto.sample(0).totals).toEqual({ clients_total: 7 });
  });

  it('forgets nothing and grows no further under endless nodes', () => {
    const status = new BrokerStatus();
    for (let node = 0; node < 1000; node++) take(status, { [`brokers/${node}/metrics/bytes/sent`]: 1 });
    expect(status.sample(0).totals.bytes_sent).toBe(100);
  });

  it('says what it took', () => {
    const status = new BrokerStatus();
    expect(status.take('$SYS/broker/bytes/sent', Buffer.from('12'))).toBe(true);
    expect(status.take('$SYS/broker/bytes/sent', Buffer.from('many'))).toBe(false);
    expect(status.take('$SYS/broker/weather', Buffer.from('12'))).toBe(false);
  });
});

describe('the view', () => {
  const status = new BrokerStatus();
  take(status, {
    'broker/version': 'mosquitto version 2.0.11\u001b[2J',
    'broker/uptime': '90061 seconds',
    'broker/clients/connected': 3,
    'broker/clients/total': 4,
    'broker/subscriptions/count': 5,
    'broker/bytes/sent': 1000,
    'broker/load/bytes/sent/1min': '12.34',
    'broker/load/bytes/sent/5min': '5.00',
  });
  status.sample(0);
  take(status, { 'broker/bytes/sent': 3500 });
  const sample = status.sample(1000);

  it('is a table', () => {
    const dress = { escape: (text: string) => text.replace('\u001b', '?'), dim: (text: string) => text };
    expect(formatSample(sample, dress)).toEqual([
      'mosquitto version 2.0.11?[2J, up 1 d 1 h',
      'clients connected             3    clients total                 4',
      'subscriptions                 5',
      '',
      '                                                  a minute, on average over',
      '                          total   a second      1 min      5 min     15 min',
      'bytes sent                 3500     2500.0       12.3        5.0        0.0',
    ]);
  });

  it('is an object', () => {
    expect(toRecord(sample)).toMatchObject({
      type: 'stats',
      time: '1970-01-01T00:00:01.000Z',
      uptime: 90_061,
      clients_connected: 3,
      bytes_sent: 3500,
      rates: { bytes_sent: 2500 },
      loads: { bytes_sent: [12.34, 5, 0] },
    });
  });
});
