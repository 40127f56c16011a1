package dev.brass.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// The JDK's HTTP client, posting as many bodies as our webhooks and doing nothing else.
final class BareClient {

  private static final int AT_ONCE = 64;
  private static final int MOST_TRIES = 3;

  private BareClient() {}

  /// Posts bodies; gives posts per second.
  static double round(int count) throws Exception {
    try (HookSink sink = HookSink.open(HookSink.Manner.HEALTHY);
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(sink.url("/hooks")))
              .header("Content-Type", "application/json")
              .timeout(Duration.ofSeconds(10))
              .POST(HttpRequest.BodyPublishers.ofString(BrassWebhooks.BODY))
              .build();
      AtomicInteger left = new AtomicInteger(count);
      long begun = System.nanoTime();
      List<Future<?>> posting = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        posting.add(
            threads.submit(
                () -> {
                  while (left.getAndDecrement() > 0) {
                    post(client, request);
                  }
                  return null;
                }));
      }
      for (Future<?> each : posting) {
        each.get();
      }
      return count / ((System.nanoTime() - begun) / 1e9);
    }
  }

  /// Posts until there is a reply: this client loses one in a million or so, when the reply is so
  /// quick that its connection is still on the way back to the pool.
  private static void post(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        var reply = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (reply.statusCode() != 200) {
          throw new IllegalStateException("answered " + reply.statusCode());
        }
        return;
      } catch (IOException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }
}
