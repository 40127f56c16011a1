// Creates the shop's tables, fills them with Vendure's sample catalogue and builds its search index.
const path = require('path');
const { bootstrap, JobQueueService, RequestContextService, SearchService } = require('@vendure/core');
const { populate } = require('@vendure/core/cli');
const { config } = require('./config');

const samples = path.join(__dirname, 'node_modules/@vendure/create/assets');

async function main() {
  const app = await populate(
    () => bootstrap(config),
    require(path.join(samples, 'initial-data.json')),
    path.join(samples, 'products.csv'),
  );
  await app.get(JobQueueService).start();
  const admin = await app.get(RequestContextService).create({ apiType: 'admin' });
  const job = await app.get(SearchService).reindex(admin);
  await new Promise((resolve, reject) =>
    job.updates({ pollInterval: 100, timeoutMs: 120000 }).subscribe({ complete: resolve, error: reject }),
  );
  await app.close();
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
