// Takes the place of worker-timers in the bundle: mqtt.js uses them in browsers only, and loads them everywhere.
module.exports = { setInterval, clearInterval };
