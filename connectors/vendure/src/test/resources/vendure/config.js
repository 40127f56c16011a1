// The shop of the live tests: Vendure as its documentation sets it up, on loopback, with the dummy
// payment handler, which approves, declines or fails as the payment's metadata says.
const path = require('path');
const {
  DefaultJobQueuePlugin,
  DefaultSearchPlugin,
  dummyPaymentHandler,
} = require('@vendure/core');
const { AssetServerPlugin } = require('@vendure/asset-server-plugin');

const env = process.env;
const port = Number(env.SHOP_PORT || 0);

exports.config = {
  apiOptions: { port, hostname: '127.0.0.1', adminApiPath: 'admin-api', shopApiPath: 'shop-api' },
  authOptions: {
    tokenMethod: env.SHOP_TOKEN_METHOD === 'cookie' ? 'cookie' : ['bearer', 'cookie'],
    superadminCredentials: { identifier: env.SHOP_ADMIN, password: env.SHOP_ADMIN_PASSWORD },
    cookieOptions: { secret: 'only-for-tests' },
  },
  dbConnectionOptions: {
    type: 'postgres',
    host: env.PGHOST,
    port: Number(env.PGPORT),
    username: env.PGUSER,
    password: env.PGPASSWORD,
    database: env.PGDATABASE,
    schema: 'public',
    synchronize: env.SHOP_CREATES_SCHEMA === 'true',
    logging: false,
  },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  // A shop that knows us has this field, and its database refuses the same reference twice.
  customFields:
    env.SHOP_HAS_REFERENCE === 'true'
      ? { Order: [{ name: 'clientReference', type: 'string', nullable: true, unique: true, public: true }] }
      : {},
  importExportOptions: {
    importAssetsDir: path.join(__dirname, 'node_modules/@vendure/create/assets/images'),
  },
  plugins: [
    AssetServerPlugin.init({
      route: 'assets',
      assetUploadDir: path.join(__dirname, 'static/assets'),
      assetUrlPrefix: `http://127.0.0.1:${port}/assets/`,
    }),
    DefaultJobQueuePlugin.init({ pollInterval: 100 }),
    DefaultSearchPlugin.init({ bufferUpdates: false }),
  ],
};
