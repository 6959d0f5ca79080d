// Takes the place of mqtt in the bundle. Its index also loads its own ways to connect (WebSocket, TLS, SOCKS, mini
// programs), and our client dials for itself: a start saves 120 kB of JavaScript.
module.exports = {
  MqttClient: require('../../node_modules/mqtt/build/lib/client').default,
  Store: require('../../node_modules/mqtt/build/lib/store').default,
};
