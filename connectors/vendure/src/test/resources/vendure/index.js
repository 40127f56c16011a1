// Serves the shop until its standard input ends, as it does when the test that started it is gone.
const { bootstrap } = require('@vendure/core');
const { config } = require('./config');

process.stdin.on('end', () => process.exit(0)).resume();

bootstrap(config).catch(error => {
  console.error(error);
  process.exit(1);
});
