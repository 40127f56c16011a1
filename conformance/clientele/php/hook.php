<?php
// What receives webhooks, behind PHP's own web server: writes down what came, one line of JSON each.
$line = json_encode([
    'path' => $_SERVER['REQUEST_URI'],
    'user' => $_SERVER['PHP_AUTH_USER'] ?? null,
    'password' => $_SERVER['PHP_AUTH_PW'] ?? null,
    'type' => $_SERVER['CONTENT_TYPE'] ?? null,
    'body' => file_get_contents('php://input'),
]);
file_put_contents(getenv('HOOK_FILE'), "$line\n", FILE_APPEND | LOCK_EX);
echo 'OK';
