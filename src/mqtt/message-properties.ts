import type { IPublishPacket } from 'mqtt-packet';
import type { MessageProperties } from '../session.ts';

/** The properties of a PUBLISH as mqtt.js reads them. It puts user properties of one name side by side. */
export function messageProperties({ properties }: IPublishPacket): MessageProperties | undefined {
  if (properties === undefined) return undefined;
  const { payloadFormatIndicator, subscriptionIdentifier, userProperties, ...others } = properties;
  return {
    ...others,
    payloadFormatIndicator: payloadFormatIndicator === undefined ? undefined : Number(payloadFormatIndicator),
    subscriptionIdentifier: [subscriptionIdentifier].flat()[0],
    userProperties: Object.entries(userProperties ?? {}).flatMap(([name, values]) =>
      [values].flat().map((value) => [name, value] as const),
    ),
  };
}
