// Serves the shop until its standard input ends, as it does when the test that started it is gone.
const { bootstrap } = require('@vendure/core');
const { config } = require('./config');

process.stdin.on('end', () => process.exit(0)).resume();

async function main() {
  const app = await bootstrap(config);
  // Longer than the 30 seconds for which a Java client keeps an idle connection: a request on one
  // that is just being closed here would be lost.
  app.getHttpServer().keepAliveTimeout = 65000;
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
