/** What the program is, in a few words. */
export const SUMMARY = 'a simulated smart building, alarms and tools for MQTT labs';

/** The same in a sentence. */
export const DESCRIPTION =
  'A smart building on your command line: sensors publish readings over MQTT, alarms watch them; with a broker, a packet tracer and an MQTT-SN gateway.';
