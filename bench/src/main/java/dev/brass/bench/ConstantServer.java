package dev.brass.bench;

import io.helidon.webserver.WebServer;
import java.util.Arrays;

/// The HTTP server that ours is built on, answering each request with the same JSON of so many
/// bytes: a program for a process of its own.
final class ConstantServer {

  private ConstantServer() {}

  /// Serves until it is ended; prints `ready` and its address.
  ///
  /// @param arguments the number of bytes
  public static void main(String[] arguments) {
    byte[] body = new byte[Integer.parseInt(arguments[0])];
    Arrays.fill(body, (byte) ' ');
    body[0] = '{';
    body[body.length - 1] = '}';
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .connectionOptions(options -> options.tcpNoDelay(true))
            .routing(
                routing ->
                    routing.any(
                        (_, response) ->
                            response.header("Content-Type", "application/json").send(body)))
            .build()
            .start();
    System.out.println("ready http://127.0.0.1:" + server.port());
  }
}
