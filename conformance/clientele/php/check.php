<?php
// Checks, and tests that tell of themselves in TAP.

function same(mixed $expected, mixed $actual, string $what = ''): void
{
    if ($expected !== $actual) {
        [$wanted, $was] = [json_encode($expected), json_encode($actual)];
        throw new RuntimeException("expected $wanted but was $was $what");
    }
}

function contains(string $part, ?string $text): void
{
    if (!str_contains((string) $text, $part)) {
        throw new RuntimeException("'$part' is not in: $text");
    }
}

/** Asks until the answer is as wanted. */
function until(callable $ask, callable $fits, string $what): mixed
{
    $end = microtime(true) + 60;
    do {
        $answer = $ask();
        if ($fits($answer)) {
            return $answer;
        }
        usleep(20_000);
    } while (microtime(true) < $end);
    throw new RuntimeException("$what did not get there: " . json_encode($answer));
}

function test(string $name, callable $test): void
{
    static $number = 0;
    $number++;
    try {
        $test();
        echo "ok $number - $name\n";
    } catch (Throwable $e) {
        echo "not ok $number - $name\n";
        foreach (explode("\n", $e->getMessage() . "\n" . $e->getTraceAsString()) as $line) {
            echo "  $line\n";
        }
    }
}

// A warning or a notice is a fault of the client, such as reading a field that the answer has not.
set_error_handler(function (int $level, string $message, string $file, int $line): never {
    throw new ErrorException($message, 0, $level, $file, $line);
});
