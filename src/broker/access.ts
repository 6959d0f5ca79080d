import { CLIENT_LIST_TOPIC } from './client-list.ts';
import type { CheckPassword } from './password-file.ts';
import type { Admission, Login, Permissions } from './permissions.ts';
import type { RightsOf } from './topic-rights.ts';

export interface AccessOptions {
  /** Without it everybody may connect, with any name and password. */
  readonly checkPassword?: CheckPassword;
  /** Whether clients without a user name may connect; only without `checkPassword`, unless said otherwise. */
  readonly allowAnonymous?: boolean;
  /** Without it everybody may read and write everything but the broker's own topics. */
  readonly rightsOf?: RightsOf;
}

const DENIED = { admitted: false, reason: 'wrong user name or password' } as const;

/** Who may connect, publish and be sent what. As in mosquitto, any filter but that of the client list may be subscribed to. */
export function createPermissions(options: AccessOptions): Permissions {
  const { checkPassword, rightsOf, allowAnonymous = checkPassword === undefined } = options;

  const admitted = ({ clientId, username, peer }: Login): Admission => {
    const rights = rightsOf?.({ clientId, username });
    // Without users the people of this machine may see all clients; with users a right must say so.
    const maySeeClients =
      rights?.('read', CLIENT_LIST_TOPIC) ?? (checkPassword === undefined && isLoopback(peer));
    const maySubscribe = (filter: string) => maySeeClients || filter !== CLIENT_LIST_TOPIC;
    if (rights === undefined) return { admitted: true, rights: { maySubscribe } };
    return {
      admitted: true,
      rights: {
        maySubscribe,
        mayPublish: (topic) => rights('write', topic),
        mayReceive: (topic) => rights('read', topic),
      },
    };
  };

  return {
    admit(login) {
      const { username, password } = login;
      if (username === undefined) return allowAnonymous ? admitted(login) : DENIED;
      if (checkPassword === undefined) return admitted(login);
      return checkPassword(username, password ?? Buffer.alloc(0)).then((may) =>
        may ? admitted(login) : DENIED,
      );
    },
  };
}

/** An IPv4 client of a socket for both families has the address `::ffff:127.0.0.1`. */
function isLoopback(peer: string): boolean {
  return /^(127\.|\[::1\]|\[::ffff:127\.)/.test(peer);
}
