package dev.brass.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HealthFrontTest {

  /// Says which kind of thread serves it.
  private static final class Telling implements Api {

    @Override
    public void routes(Routes routes) {
      routes
          .get("/health/live")
          .open(_ -> Reply.json(200, "{\"virtual\":" + Thread.currentThread().isVirtual() + "}"));
    }

    @Override
    public boolean owns(String path) {
      return true;
    }

    @Override
    public Reply failed(ApiRequest request, RuntimeException problem) {
      return Reply.empty(500);
    }

    @Override
    public Reply notFound(ApiRequest request) {
      return Reply.json(404, "{}");
    }

    @Override
    public Reply methodNotAllowed(ApiRequest request, Set<String> allowed) {
      return Reply.empty(405);
    }
  }

  @Test
  void answersOnPlatformThreadsAndServesNothingElse() throws Exception {
    try (HealthFront front = HealthFront.start("127.0.0.1", 0, new Router(List.of(new Telling())));
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(ask(client, front, "GET", "/health/live").body()).isEqualTo("{\"virtual\":false}");
      assertThat(ask(client, front, "HEAD", "/health/live").statusCode()).isEqualTo(200);
      assertThat(ask(client, front, "GET", "/orders").statusCode()).isEqualTo(404);
      assertThat(ask(client, front, "POST", "/health/live").statusCode()).isEqualTo(405);
    }
  }

  @Test
  void answersWhileEveryThreadThatCarriesRequestsIsBusy() throws Exception {
    AtomicBoolean busy = new AtomicBoolean(true);
    List<Thread> requests = new ArrayList<>();
    try (HealthFront front = HealthFront.start("127.0.0.1", 0, new Router(List.of(new Telling())));
        HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
        requests.add(
            Thread.startVirtualThread(
                () -> {
                  while (busy.get()) {
                    Thread.onSpinWait();
                  }
                }));
      }
      assertThat(ask(client, front, "GET", "/health/live").statusCode()).isEqualTo(200);
    } finally {
      busy.set(false);
      for (Thread request : requests) {
        request.join();
      }
    }
  }

  private static HttpResponse<String> ask(
      HttpClient client, HealthFront front, String method, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
