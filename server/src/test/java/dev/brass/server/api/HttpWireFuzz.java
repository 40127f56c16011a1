package dev.brass.server.api;

import dev.brass.server.fuzz.FuzzTarget;
import dev.brass.server.quota.WorkQuota;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Any bytes on a connection: no answer is a 5xx, and the connection ends.
public final class HttpWireFuzz implements FuzzTarget {

  private static final int LARGEST = 64 * 1024;
  private static final int PATIENCE_MILLIS = 20_000;

  private final HttpFront front;

  public HttpWireFuzz() {
    RequestMetrics metrics = new RequestMetrics(new SimpleMeterRegistry());
    front =
        HttpFront.start(
            "127.0.0.1",
            0,
            new HttpFront.Limits(
                LARGEST,
                100,
                100,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                new Forwarding(Forwarding.Header.X_FORWARDED_FOR, 1)),
            new Router(List.of(new Reading()), metrics),
            WorkQuota.unlimited(),
            metrics);
  }

  @Override
  public void read(byte[] input) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      String answer;
      try {
        socket.getOutputStream().write(input);
        socket.shutdownOutput();
        answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      } catch (java.net.SocketException closed) {
        return;
      }
      if (answer.contains("HTTP/1.1 5")) {
        throw new AssertionError(answer);
      }
    }
  }

  @Override
  public void close() {
    front.close();
  }

  /// Reads the whole body of every request.
  private static final class Reading implements Api {

    @Override
    public void routes(Routes routes) {
      routes
          .post("/{any}")
          .retry(Retry.NEVER)
          .open(request -> Reply.text(200, "text/plain", request.text()));
      routes
          .get("/{any}")
          .open(
              request ->
                  Reply.text(200, "text/plain", "q" + request.queryNames() + request.address()));
    }

    @Override
    public boolean owns(String path) {
      return true;
    }

    @Override
    public Reply failed(ApiRequest request, RuntimeException problem) {
      return Reply.empty(problem instanceof RequestProblem p ? p.kind().status() : 500);
    }

    @Override
    public Reply notFound(ApiRequest request) {
      return Reply.empty(404);
    }

    @Override
    public Reply methodNotAllowed(ApiRequest request, Set<String> allowed) {
      return Reply.empty(405);
    }
  }
}
