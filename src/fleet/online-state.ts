/** The payloads of an online state. Home Assistant and others expect these words. */
export const ONLINE = Buffer.from('online');
export const OFFLINE = Buffer.from('offline');
