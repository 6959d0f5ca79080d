import type { ProgramRun } from './evidence.ts';
import type { Clues } from './verdict.ts';
import { joinWords, verbatim, type Words, words } from './words.ts';

/** The way a program ended, with its last lines on stderr, and advice if the error is known. */
export function programEnd(run: ProgramRun): Clues {
  const { errors, exit } = run;
  if (exit?.fault !== undefined) {
    const seen = words(
      `'${run.command}' can't be started: ${exit.fault}`,
      `no se puede iniciar '${run.command}': ${exit.fault}`,
    );
    return { seen };
  }
  const hint = ADVICE.find(({ error }) => errors.some((line) => error.test(line)))?.advice;
  const lines = errors.map((line) => verbatim(line));
  return { seen: joinWords([exitWords(run), ...lines], '\n'), ...(hint && { hint }) };
}

function exitWords({ exit }: ProgramRun): Words {
  if (exit === undefined) return words('the program runs', 'el programa sigue en marcha');
  const seconds = (exit.atMs / 1000).toFixed(1);
  if (exit.signal !== undefined) {
    return words(
      `the program was ended by ${exit.signal} after ${seconds} s`,
      `el programa terminó por ${exit.signal} a los ${seconds} s`,
    );
  }
  return words(
    `the program ended with exit code ${exit.code} after ${seconds} s`,
    `el programa terminó con el código ${exit.code} a los ${seconds} s`,
  );
}

/** Advice for a program that connects elsewhere. */
export const OWN_ADDRESS = words(
  'connect to the host and port in the environment variables MQTT_HOST and MQTT_PORT, or name the port written in the program: --listen 1883',
  'conéctate al host y puerto de las variables de entorno MQTT_HOST y MQTT_PORT, o di el puerto escrito en el programa: --listen 1883',
);

/** Errors of common libraries, and their remedies. */
const ADVICE: readonly { readonly error: RegExp; readonly advice: Words }[] = [
  {
    error: /callback_api_version|callback API version/i,
    advice: words(
      'Paho 2 changed its constructor: mqtt.Client(mqtt.CallbackAPIVersion.VERSION2), and on_connect takes one argument more; or install version 1 (pip install "paho-mqtt<2")',
      'Paho 2 cambió su constructor: mqtt.Client(mqtt.CallbackAPIVersion.VERSION2), y on_connect recibe un argumento más; o instala la versión 1 (pip install "paho-mqtt<2")',
    ),
  },
  {
    error: /on_(dis)?connect\(\) (takes|missing)|on_subscribe\(\) (takes|missing)/,
    advice: words(
      "the callback's arguments differ between Paho 1 and 2: with VERSION2 it is on_connect(client, userdata, flags, reason_code, properties)",
      'los argumentos del callback cambian entre Paho 1 y 2: con VERSION2 es on_connect(client, userdata, flags, reason_code, properties)',
    ),
  },
  {
    error: /No module named ['"]?paho/,
    advice: words(
      'Paho is not installed for this Python: python3 -m pip install paho-mqtt',
      'Paho no está instalado en este Python: python3 -m pip install paho-mqtt',
    ),
  },
  {
    error: /Cannot find (module|package) ['"]mqtt['"]/,
    advice: words('mqtt.js is missing: npm install mqtt', 'falta mqtt.js: npm install mqtt'),
  },
  {
    error: /Connection refused|ECONNREFUSED|Errno 111/,
    advice: OWN_ADDRESS,
  },
  {
    error: /KeyError: ['"]?value/,
    advice: words(
      'a message may lack the key: ask for it with data.get("value")',
      'un mensaje puede no tener la clave: pídela con data.get("value")',
    ),
  },
  {
    error: /TypeError: .*(NoneType|null|undefined)/,
    advice: words(
      'the value of a message may be null: look at its type before you compare it',
      'el valor de un mensaje puede ser null: mira su tipo antes de compararlo',
    ),
  },
  {
    error: /JSONDecodeError|UnicodeDecodeError|SyntaxError: .*JSON/,
    advice: words(
      'not every message is JSON: catch the error, and go on',
      'no todo mensaje es JSON: captura el error y sigue',
    ),
  },
];
