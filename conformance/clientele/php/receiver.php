<?php
// A receiver of webhooks: PHP's own web server with hook.php behind it.

final class Receiver
{
    private $process;
    private string $file;
    public readonly int $port;

    public function __construct()
    {
        $this->file = tempnam(sys_get_temp_dir(), 'hook');
        $free = stream_socket_server('tcp://127.0.0.1:0');
        $this->port = (int) substr(strrchr(stream_socket_get_name($free, false), ':'), 1);
        fclose($free);
        $this->process = proc_open(
            [PHP_BINARY, '-S', "127.0.0.1:$this->port", __DIR__ . '/hook.php'],
            [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], ['file', "$this->file.log", 'w']],
            $pipes,
            null,
            ['HOOK_FILE' => $this->file] + getenv(),
        );
        register_shutdown_function($this->end(...));
        until(
            fn () => (string) file_get_contents("$this->file.log"),
            fn (string $log) => str_contains($log, 'started') || !proc_get_status($this->process)['running'],
            'the receiver',
        );
    }

    public function url(string $path, string $user = ''): string
    {
        return "http://$user" . "127.0.0.1:$this->port$path";
    }

    /** What came to a path, at least so many times. */
    public function received(string $path, int $times = 1): array
    {
        $ask = fn () => array_values(array_filter(
            array_map(fn ($line) => json_decode($line, true), file($this->file)),
            fn ($hook) => $hook['path'] === $path,
        ));
        return until($ask, fn ($hooks) => count($hooks) >= $times, "webhooks at $path");
    }

    private function end(): void
    {
        proc_terminate($this->process);
        unlink($this->file);
        unlink("$this->file.log");
    }
}
