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

/** Who may connect, publish and be sent what. As in mosquitto, any filter may be subscribed to. */
export function createPermissions(options: AccessOptions): Permissions {
  const { checkPassword, rightsOf, allowAnonymous = checkPassword === undefined } = options;

  const admitted = ({ clientId, username }: Login): Admission => {
    const rights = rightsOf?.({ clientId, username });
    if (rights === undefined) return { admitted: true, rights: {} };
    return {
      admitted: true,
      rights: {
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
