<?php
// A customer of the classic API who writes PHP: php suite.php, with BRASS_URL and BRASS_CLIENT_TOKEN set. Prints TAP.
require __DIR__ . '/check.php';
require __DIR__ . '/zinc.php';
require __DIR__ . '/receiver.php';

$receiver = new Receiver();

/** The last answer is what the webhook had; the webhook is that of an event which happened once. */
function sameAsHook(Answer $answer, array $hooks): void
{
    same(1, count($hooks));
    same('application/json', $hooks[0]['type']);
    same($answer->json, json_decode($hooks[0]['body'], true));
}

test('an order out of a form and a table is placed, told of, shipped and delivered', function () use ($receiver) {
    $run = bin2hex(random_bytes(4));
    // What comes out of $_POST and of database drivers is text, and what the user left out is empty.
    $order = order([
        'idempotency_key' => newKey(),
        'products' => [[
            'product_id' => '0923568964',
            'quantity' => '1',
            'variants' => [['dimension' => 'color', 'value' => 'Red']],
            'seller_selection_criteria' => ['condition_in' => ['New'], 'handling_days_max' => '6', 'prime' => '1'],
        ]],
        'max_price' => '2300',
        'is_gift' => '0',
        'gift_message' => '',
        'webhooks' => [
            'request_succeeded' => $receiver->url("/$run/success?secret=s3cr3t", 'user:pass@'),
            'request_failed' => $receiver->url("/$run/failed"),
            'tracking_obtained' => $receiver->url("/$run/tracking"),
            'status_updated' => '',
        ],
        'client_notes' => ['uniqid' => $run, 'order_id' => 17],
    ]);
    $order['payment_method']['expiration_month'] = '01';
    $order['payment_method']['expiration_year'] = '2031';
    $order['payment_method']['use_gift'] = '0';
    $order['retailer_credentials']['totp_2fa_key'] = '';
    $order['retailer_credentials']['verification_code'] = '';
    $id = createOrder($order);
    same(1, preg_match('/^[0-9a-f]{32}$/D', $id), $id);

    $bought = done("/v1/orders/$id");
    same('order_response', $bought->at('_type'), $bought->body);
    same(1999, $bought->at('price_components', 'total'));
    same('amazon', $bought->at('merchant_order_ids', 0, 'merchant'));
    same('timbeaver@gmail.com', $bought->at('merchant_order_ids', 0, 'account'));
    same([], $bought->at('tracking'));
    // The request is given back as it was sent, its secrets apart.
    same('1', $bought->at('request', 'products', 0, 'quantity'));
    same('2300', $bought->at('request', 'max_price'));
    same(17, $bought->at('request', 'client_notes', 'order_id'));
    same('***', $bought->at('request', 'retailer_credentials', 'password'));
    same('************4444', $bought->at('request', 'payment_method', 'number'));
    $hooks = $receiver->received("/$run/success?secret=s3cr3t");
    sameAsHook($bought, $hooks);
    same(['user', 'pass'], [$hooks[0]['user'], $hooks[0]['password']]);

    advance('P3D');
    $delivered = until(
        fn () => zinc('GET', "/v1/orders/$id"),
        fn (Answer $a) => $a->at('tracking', 0, 'delivery_status') === 'Delivered',
        'the parcel',
    );
    same('0923568964', $delivered->at('tracking', 0, 'product_id'));
    $number = $delivered->at('merchant_order_ids', 0, 'merchant_order_id');
    same($number, $delivered->at('tracking', 0, 'merchant_order_id'));
    $tracking = json_decode($receiver->received("/$run/tracking")[0]['body'], true);
    same($delivered->at('tracking', 0, 'tracking_number'), $tracking['tracking'][0]['tracking_number']);
});

test('null is the same as leaving out, in every optional attribute', function () {
    $order = order(array_fill_keys([
        'gift_message', 'is_gift', 'max_price', 'webhooks', 'client_notes', 'promo_codes', 'ignore_invalid_promo_code',
        'po_number', 'bundled', 'shipping', 'require_gift', 'strict_expired_product_id', 'amazon_day', 'fail_if_taxed',
        'max_delivery_days', 'take_buybox_offers', 'force_offers_postal_code', 'addax', 'addax_queue_timeout',
        'zma_discount', 'zma_prime_optout', 'zma_priority_bid', 'idempotency_key',
    ], null));
    $order['products'] = [[
        'product_id' => 'B07JGBW826',
        'quantity' => 1,
        'variants' => null,
        'seller_selection_criteria' => null,
        'url' => null,
    ]];
    $order['shipping_address'] += ['instructions' => null, 'company' => null];
    $order['shipping_address']['address_line2'] = null;
    $order['billing_address']['address_line2'] = null;
    $order['payment_method'] += ['is_virtual_card' => null, 'reuse' => null, 'use_account_payment_defaults' => null];
    $order['retailer_credentials'] += ['totp_2fa_key' => null, 'verification_code' => null];
    $answer = zinc('GET', '/v1/orders/' . placed($order));
    same('B07JGBW826', $answer->at('request', 'products', 0, 'product_id'));
    same(null, $answer->at('request', 'client_notes'));
});

test('an empty array is an empty object or an empty list, as is meant', function () {
    $order = order(['webhooks' => [], 'client_notes' => [], 'promo_codes' => [], 'shipping' => []]);
    unset($order['shipping_method']);
    $order['products'][0] = [
        'product_id' => '0923568964', 'quantity' => 1, 'variants' => [], 'seller_selection_criteria' => [],
    ];
    placed($order);
});

test('an array with gaps is a list, and one product needs none', function () {
    $products = [
        ['product_id' => 'B07JGBW826', 'quantity' => 1],
        ['product_id' => 'B0SOLDOUT1', 'quantity' => 0],
        ['product_id' => 'B0CBUYER01', 'quantity' => 2],
    ];
    $wanted = array_filter($products, fn ($product) => $product['quantity'] > 0);
    same('{"0":', substr(json_encode($wanted), 0, 5));
    $answer = zinc('GET', '/v1/orders/' . placed(order(['products' => $wanted, 'max_price' => null])));
    $bought = array_column($answer->at('price_components', 'products'), 'quantity', 'product_id');
    ksort($bought);
    same(['B07JGBW826' => 1, 'B0CBUYER01' => 2], $bought);

    $one = ['product_id' => '0923568964', 'quantity' => '1', 'variants' => ['dimension' => 'color', 'value' => 'Red']];
    $answer = zinc('GET', '/v1/orders/' . placed(order(['products' => $one])));
    same(1999, $answer->at('price_components', 'total'));
});

test('criteria may be in a list, as the first documents had them', function () {
    $order = order();
    $order['products'][0]['seller_selection_criteria'] = [['condition_in' => ['New'], 'max_item_price' => '100']];
    $answer = done('/v1/orders/' . createOrder($order));
    same('product_unavailable', $answer->at('code'), 'the criterion holds, and nothing is that cheap');
});

test('the token is known wherever code puts it', function () {
    $id = createOrder(order(['idempotency_key' => newKey()]));
    $known = [
        'user and empty password' => [CURLOPT_USERPWD => token() . ':'],
        'user alone' => [CURLOPT_USERPWD => token()],
        'user and blank' => [CURLOPT_USERPWD => token() . ': '],
        'password of client_token, and a content type on a GET' => [
            CURLOPT_USERPWD => 'client_token:' . token(),
            CURLOPT_HTTPHEADER => ['Content-Type: application/xml'],
        ],
        'curl asks first which scheme there is' => [CURLOPT_USERPWD => token() . ':', CURLOPT_HTTPAUTH => CURLAUTH_ANY],
        'user of the address' => [
            CURLOPT_USERPWD => null,
            CURLOPT_URL => str_replace('://', '://' . token() . ':@', base()) . "/v1/orders/$id",
        ],
    ];
    $headers = [
        'with colon' => 'Basic ' . base64_encode(token() . ':'),
        'without colon' => 'Basic ' . base64_encode(token()),
        'colon behind the scheme' => 'Basic: ' . base64_encode(token()),
        'in small letters, two blanks' => 'basic  ' . base64_encode(token() . ':'),
        'with the line break of a file' => 'Basic ' . base64_encode(token() . "\n"),
        'as bearer' => 'Bearer ' . token(),
    ];
    foreach ($headers as $how => $header) {
        $known[$how] = [
            CURLOPT_USERPWD => null,
            CURLOPT_HTTPHEADER => ["Authorization: $header", 'Content-Type: application/json'],
        ];
    }
    foreach ($known as $how => $options) {
        same(200, zinc('GET', "/v1/orders/$id", null, $options)->status, $how);
    }
    $unknown = [
        'nobody' => [CURLOPT_USERPWD => null],
        'wrong' => [CURLOPT_USERPWD => 'wrong:'],
        'the place and no token' => [CURLOPT_USERPWD => 'client_token:'],
        'the token alone as header' => [CURLOPT_USERPWD => null, CURLOPT_HTTPHEADER => ['Authorization: ' . token()]],
        'not in Base64' => [CURLOPT_USERPWD => null, CURLOPT_HTTPHEADER => ['Authorization: Basic ' . token() . ':']],
    ];
    foreach ($unknown as $how => $options) {
        $answer = zinc('GET', "/v1/orders/$id", null, $options);
        same([401, 'invalid_client_token'], [$answer->status, $answer->at('code')], $how);
        contains('curl -u <client_token>:', $answer->at('message'));
    }
});

test('however a request is carried, a key makes one order', function () {
    $order = order(['idempotency_key' => newKey(), 'client_notes' => ['long' => str_repeat('x', 3000)]]);
    $json = json_encode($order);
    $first = zinc('POST', '/v1/orders', $json);
    $id = requestId($first);
    same(false, isset($first->headers['idempotent-replayed']));
    $rest = $json;
    $ways = [
        'HTTP/1.0' => [CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_1_0],
        'HTTP/1.1' => [CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_1_1],
        'HTTP/2 if the server has it' => [CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_2_0],
        'announced' => [CURLOPT_HTTPHEADER => ['Expect: 100-continue']],
        'not announced' => [CURLOPT_HTTPHEADER => ['Expect:', 'Content-Type: application/json; charset=utf-8']],
        'as XML' => [CURLOPT_HTTPHEADER => ['Content-Type: application/xml']],
        'without a type' => [CURLOPT_HTTPHEADER => ['Content-Type:']],
        'by name' => [CURLOPT_CUSTOMREQUEST => 'POST'],
        'compressed answers' => [CURLOPT_ENCODING => ''],
        'compressed' => [CURLOPT_POSTFIELDS => gzencode($json), CURLOPT_HTTPHEADER => ['Content-Encoding: gzip']],
        'in chunks' => [
            CURLOPT_UPLOAD => true,
            CURLOPT_CUSTOMREQUEST => 'POST',
            CURLOPT_HTTPHEADER => ['Transfer-Encoding: chunked'],
            CURLOPT_READFUNCTION => function ($ch, $file, $most) use (&$rest) {
                $part = substr($rest, 0, min(500, $most));
                $rest = substr($rest, strlen($part));
                return $part;
            },
        ],
        'with a mark of the byte order' => [CURLOPT_POSTFIELDS => "\u{FEFF}$json\n"],
        'to a path that ends with a slash' => [CURLOPT_URL => base() . '/v1/orders/'],
        'following redirects' => [CURLOPT_FOLLOWLOCATION => true, CURLOPT_MAXREDIRS => 10],
    ];
    foreach ($ways as $how => $options) {
        $again = zinc('POST', '/v1/orders', $json, $options);
        same([200, $id], [$again->status, $again->at('request_id')], "$how: $again->body");
        same('true', $again->headers['idempotent-replayed'] ?? null, $how);
    }
    // The key decides, whatever else the body says.
    same($id, createOrder(['idempotency_key' => $order['idempotency_key']] + order(['retailer' => 'gone'])));
    same($id, requestId(zinc('POST', '/v1/orders', json_encode(array_diff_key($order, ['idempotency_key' => 0])), [
        CURLOPT_HTTPHEADER => ['Idempotency-Key: ' . $order['idempotency_key']],
    ])));
});

test('what is no JSON is refused by its name and orders nothing', function () {
    $before = zinc('GET', '/v1/orders?limit=5000')->json;
    $order = order();
    $bodies = [
        'it is a form' => http_build_query($order),
        'encoded twice' => json_encode(json_encode($order)),
        'not valid JSON at line 1, column' => str_replace('}}', ',}}', json_encode($order)),
        'The body is empty' => '',
        'not an object' => json_encode([$order]),
    ];
    foreach ($bodies as $why => $body) {
        $answer = zinc('POST', '/v1/orders', $body);
        same(400, $answer->status, $why);
        contains($why, $answer->at('message'));
    }
    // An array as CURLOPT_POSTFIELDS is a form in many parts.
    $flat = array_filter($order, 'is_scalar');
    $answer = zinc('POST', '/v1/orders', null, [CURLOPT_POSTFIELDS => $flat]);
    same([400, 'invalid_json'], [$answer->status, $answer->at('code')]);
    contains('it is a form', $answer->at('message'));
    same(count($before), count(zinc('GET', '/v1/orders?limit=5000')->json));
});

test('JSON_NUMERIC_CHECK takes zeros off, and nothing is ordered by what is left', function () {
    $answer = zinc('POST', '/v1/orders', json_encode(order(), JSON_NUMERIC_CHECK));
    same([400, 'invalid_request'], [$answer->status, $answer->at('code')]);
    $fields = array_column($answer->at('data', 'errors'), 'message', 'field');
    contains('text in double quotes, was 923568964', $fields['products[0].product_id']);
    contains('text in double quotes, was 2139', $fields['shipping_address.zip_code']);
    same('must be text in double quotes', $fields['payment_method.number']);
});

test('amounts in dollars and misspelt names are refused', function () {
    $wrong = [
        'max_price' => ['max_price' => number_format(23, 2)],
        'max_prise' => ['max_price' => null, 'max_prise' => 2300],
        'client_note' => ['client_note' => ['uniqid' => 1]],
        'shipping_address.country' => ['shipping_address' => ['country' => 'USA'] + address()],
        'products' => ['products' => []],
    ];
    foreach ($wrong as $field => $more) {
        $answer = zinc('POST', '/v1/orders', json_encode(order($more)));
        same([400, [$field]], [$answer->status, array_column($answer->at('data', 'errors'), 'field')], $answer->body);
    }
});

test('an order that cannot be bought says why, and its receiver too', function () use ($receiver) {
    $run = bin2hex(random_bytes(4));
    $codes = [
        'max_price_exceeded' => ['max_price' => 1],
        'product_unavailable' => [
            'products' => [['product_id' => 'ERR-product_unavailable', 'quantity' => 1]],
            'max_price' => null,
        ],
        'credit_card_declined' => ['payment_method' => ['number' => '4000000000000002'] + order()['payment_method']],
    ];
    foreach ($codes as $code => $more) {
        $failed = done('/v1/orders/' . createOrder(order($more + [
            'webhooks' => [
                'order_failed' => $receiver->url("/$run/$code"),
                'order_placed' => $receiver->url("/$run/placed"),
            ],
        ])));
        same(['error', $code], [$failed->at('_type'), $failed->at('code')], $failed->body);
        sameAsHook($failed, $receiver->received("/$run/$code"));
    }
    $answer = zinc('GET', '/v1/orders/' . str_repeat('0', 32));
    same([404, 'invalid_request_id'], [$answer->status, $answer->at('code')]);
});

test('an order that waits is aborted, and run again', function () {
    $id = createOrder(order(['bundled' => 'true']));
    same('request_processing', zinc('GET', "/v1/orders/$id")->at('code'));
    $key = json_encode(['idempotency_key' => newKey()]);
    $aborted = zinc('POST', "/v1/orders/$id/abort", $key);
    same([200, 'aborted_request'], [$aborted->status, $aborted->at('code')], $aborted->body);
    $again = zinc('POST', "/v1/orders/$id/abort", $key);
    same([$aborted->body, 'true'], [$again->body, $again->headers['idempotent-replayed']]);
    same('aborted_request', zinc('POST', "/v1/orders/$id/abort")->at('code'));
    same('aborted_request', zinc('GET', "/v1/orders/$id")->at('code'));

    $card = json_encode(['payment_method' => order()['payment_method']]);
    $retry = requestId(zinc('POST', "/v1/orders/$id/retry", $card));
    same($retry, requestId(zinc('POST', "/v1/orders/$id/retry", $card)));
    advance('PT7H');
    same('order_response', done("/v1/orders/$retry")->at('_type'));
    $late = zinc('POST', "/v1/orders/$retry/abort");
    same([400, 'invalid_request'], [$late->status, $late->at('code')]);
    contains('cancel', $late->at('message'));
});

test('an order is cancelled before it is shipped', function () use ($receiver) {
    $run = bin2hex(random_bytes(4));
    $id = placed(order(['retailer' => ' amazon ']));
    $wish = [
        'merchant_order_id' => zinc('GET', "/v1/orders/$id")->at('merchant_order_ids', 0, 'merchant_order_id'),
        'webhooks' => ['request_succeeded' => $receiver->url("/$run/cancelled"), 'request_failed' => null],
    ];
    $cancellation = requestId(zinc('POST', "/v1/orders/$id/cancel", json_encode($wish), [
        CURLOPT_HTTPHEADER => ['Content-type: application/json'],
    ]));
    $cancelled = done("/v1/cancellations/$cancellation");
    same('cancellation_response', $cancelled->at('_type'), $cancelled->body);
    same([$wish['merchant_order_id'], 1999], [$cancelled->at('merchant_order_id'), $cancelled->at('refund')]);
    sameAsHook($cancelled, $receiver->received("/$run/cancelled"));
    same('client', zinc('GET', "/v1/orders/$id")->at('cancellation', 'cancelled_by'));
});

test('what was delivered goes back', function () {
    $id = placed(order());
    advance('P3D');
    $wish = [
        'products' => ['product_id' => '0923568964', 'quantity' => '1'],
        'reason_code' => 'inaccurate website description',
        'method_code' => 'UPS Dropoff',
        'explanation' => "It is blue.\nI wanted red.",
        'return_address' => null,
        'webhooks' => [],
    ];
    $return = done('/v1/returns/' . requestId(zinc('POST', "/v1/orders/$id/return", json_encode($wish))));
    same('return_response', $return->at('_type'), $return->body);
    same(1, count($return->at('label_urls')));
    same(true, strtotime($return->at('return_by')) !== false);
});

test('product data is found by queries as PHP builds them', function () {
    $query = http_build_query(['query' => 'desk lamp & shade|50%', 'page' => 1, 'retailer' => 'amazon']);
    $search = zinc('GET', "/v1/search?$query");
    same([200, 'completed'], [$search->status, $search->at('status')]);
    // Without http_build_query, as it stands in the code.
    $raw = zinc('GET', '/v1/search?query=women%shorts|red&page=1&retailer=amazon');
    same([200, 'completed'], [$raw->status, $raw->at('status')]);
    $id = $search->at('results', 0, 'product_id');
    $query = http_build_query(['retailer' => 'amazon', 'max_age' => 3600.5, 'async' => false, 'newer_than' => null]);
    $details = zinc('GET', "/v1/products/$id?$query", null, [CURLOPT_HTTPHEADER => ['Content-Type: application/json']]);
    same(['completed', $search->at('results', 0, 'title')], [$details->at('status'), $details->at('title')]);
    $offers = zinc('GET', "/v1/products/$id/offers?retailer=amazon", null, [
        // Generators of code set a body for every request.
        CURLOPT_CUSTOMREQUEST => 'GET',
        CURLOPT_POSTFIELDS => '{}',
    ]);
    same('completed', $offers->at('status'));
    same(true, is_int($offers->at('offers', 0, 'shipping_options', 0, 'price')));
    same('invalid_request', zinc('GET', "/v1/products/$id?retailer=amazn")->at('code'));
});

test('many requests at once on few connections are answered each with its own', function () {
    $multi = curl_multi_init();
    curl_multi_setopt($multi, CURLMOPT_MAX_HOST_CONNECTIONS, 2);
    $handles = [];
    for ($i = 0; $i < 12; $i++) {
        $ch = curl_init(base() . '/v1/orders');
        curl_setopt_array($ch, [
            CURLOPT_USERPWD => token() . ':',
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_POSTFIELDS => json_encode(order(['client_notes' => ['number' => $i]])),
        ]);
        curl_multi_add_handle($multi, $ch);
        $handles[] = $ch;
    }
    do {
        curl_multi_exec($multi, $running);
        curl_multi_select($multi);
    } while ($running > 0);
    foreach ($handles as $i => $ch) {
        $id = json_decode(curl_multi_getcontent($ch), true)['request_id'];
        same($i, done("/v1/orders/$id")->at('request', 'client_notes', 'number'));
    }
    $query = http_build_query(['limit' => 12, 'skip' => 0, 'retailer' => 'amazon']);
    same(12, count(zinc('GET', "/v1/orders?$query")->json));
});
