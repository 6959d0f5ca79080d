import { connect } from 'node:net';
import { createBrokerHost } from '../../src/broker/broker-host.ts';

/**
 * A process as a command is one to the host: it tries to reach the port, takes it over when nobody is
 * there, and again whenever its connection goes. It says `client`, `lost` or `hosting` on stdout.
 */
const port = Number(process.argv[2]);
const host = createBrokerHost({ port });

function reach(): void {
  const socket = connect(port, '127.0.0.1');
  let reached = false;
  socket.on('connect', () => {
    reached = true;
    if (!host.hosting) process.stdout.write('client\n');
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    if (host.hosting) return;
    if (reached) process.stdout.write('lost\n');
    void host.tryHost().then((answer) => {
      if (answer === 'hosting') process.stdout.write('hosting\n');
      else setTimeout(reach, reached ? 0 : 20);
    });
  });
}

process.on('SIGTERM', () => void host.close().then(() => process.exit()));
process.stdin.once('data', reach);
process.stdout.write('ready\n');
