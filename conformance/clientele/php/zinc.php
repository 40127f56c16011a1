<?php
// A client of the classic API as public PHP code has it: the curl extension, arrays and json_encode.

/** What came back: the status, the headers by their names in lower case, the body as text and decoded. */
final class Answer
{
    public readonly mixed $json;

    public function __construct(
        public readonly int $status,
        public readonly array $headers,
        public readonly string $body,
    ) {
        $this->json = json_decode($body, true);
    }

    /** A value of the body by the names that lead to it; null where there is none. */
    public function at(string|int ...$path): mixed
    {
        $value = $this->json;
        foreach ($path as $name) {
            $value = is_array($value) ? $value[$name] ?? null : null;
        }
        return $value;
    }
}

function base(): string
{
    return getenv('BRASS_URL');
}

function token(): string
{
    return getenv('BRASS_CLIENT_TOKEN');
}

/**
 * Sends a request with the token as the user of HTTP Basic. A body is sent as curl does with a text: with the content
 * type of a form, although it is JSON.
 *
 * @param array $options of curl, which go before those that are usual
 */
function zinc(string $method, string $path, ?string $body = null, array $options = []): Answer
{
    $headers = [];
    $ch = curl_init();
    curl_setopt($ch, CURLOPT_URL, base() . $path);
    curl_setopt($ch, CURLOPT_USERPWD, token() . ':');
    curl_setopt($ch, CURLOPT_RETURNTRANSFER, 1);
    curl_setopt($ch, CURLOPT_SSL_VERIFYPEER, false);
    curl_setopt($ch, CURLOPT_TIMEOUT, 60);
    if ($method === 'POST') {
        curl_setopt($ch, CURLOPT_POST, 1);
        curl_setopt($ch, CURLOPT_POSTFIELDS, $body ?? '');
    }
    curl_setopt($ch, CURLOPT_HEADERFUNCTION, function ($ch, $line) use (&$headers) {
        $parts = explode(':', $line, 2);
        if (count($parts) === 2) {
            $headers[strtolower(trim($parts[0]))] = trim($parts[1]);
        } elseif (str_starts_with($line, 'HTTP/')) {
            // Only the last answer counts: before it there may be 100 Continue, or 401 while curl looks for a scheme.
            $headers = [];
        }
        return strlen($line);
    });
    curl_setopt_array($ch, $options);
    $result = curl_exec($ch);
    if ($result === false) {
        throw new RuntimeException("$method $path: " . curl_error($ch));
    }
    return new Answer(curl_getinfo($ch, CURLINFO_HTTP_CODE), $headers, $result);
}

/** The order of the documents, with what is given in place of its own. */
function order(array $more = []): array
{
    return array_replace([
        'retailer' => 'amazon',
        'products' => [
            [
                'product_id' => '0923568964',
                'quantity' => 1,
                'variants' => [['dimension' => 'color', 'value' => 'Red']],
            ],
        ],
        'max_price' => 2300,
        'shipping_address' => address(),
        'is_gift' => true,
        'gift_message' => 'Here is your package, Tim! Enjoy!',
        'shipping_method' => 'cheapest',
        'payment_method' => [
            'name_on_card' => 'Ben Bitdiddle',
            'number' => '5555555555554444',
            'security_code' => '123',
            'expiration_month' => 1,
            'expiration_year' => 2031,
            'use_gift' => false,
        ],
        'billing_address' => address(),
        'retailer_credentials' => ['email' => 'timbeaver@gmail.com', 'password' => 'myRetailerPassword'],
    ], $more);
}

function address(): array
{
    return [
        'first_name' => 'Tim',
        'last_name' => 'Beaver',
        'address_line1' => '77 Massachusetts Avenue',
        'address_line2' => '',
        'zip_code' => '02139',
        'city' => 'Cambridge',
        'state' => 'MA',
        'country' => 'US',
        'phone_number' => '5551230101',
    ];
}

/** Starts an order and answers its request_id. */
function createOrder(array $order): string
{
    return requestId(zinc('POST', '/v1/orders', json_encode($order)));
}

function requestId(Answer $answer): string
{
    same(200, $answer->status, $answer->body);
    return $answer->json['request_id'];
}

/** Looks again and again until a request is done, as the documents say. */
function done(string $path): Answer
{
    return until(fn () => zinc('GET', $path), fn (Answer $a) => $a->at('code') !== 'request_processing', $path);
}

/** Places an order and waits until it is bought. */
function placed(array $order): string
{
    $id = createOrder($order);
    $answer = done("/v1/orders/$id");
    same('order_response', $answer->at('_type'), $answer->body);
    return $id;
}

/** Moves the time of the tenant's sandbox. */
function advance(string $duration): void
{
    same(200, zinc('POST', '/sandbox/clock', json_encode(['advance' => $duration]))->status);
}

/** A key that nobody has had. */
function newKey(): string
{
    return uniqid('php-', true);
}
