// Takes the place of socks in the bundle: mqtt.js loads it at once, and no option of ours leads to a SOCKS proxy.
module.exports = {};
