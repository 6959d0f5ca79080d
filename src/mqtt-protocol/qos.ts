/** Quality of service of a message: at most once, at least once, exactly once (MQTT 5.0 §4.3). */
export type Qos = 0 | 1 | 2;
