package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.brass.server.e2e.Client.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/// Ten thousand requests that nobody thought of, against all channels: none may end in a failure of
/// the server's, none may be answered otherwise than described, and no secret that came in may come
/// out again, in an answer or in a log.
class RandomRequestsTest {

  private static final int REQUESTS = 10_000;
  private static final int CALLERS = 4;

  /// Another one can be given by the property `brass.seed`.
  private static final long SEED = Long.getLong("brass.seed", 20_261_122);

  @RegisterExtension
  static final WholeServer server = WholeServer.perClass(Map.of("sandbox.per-address", "100"));

  private static final Map<Integer, LongAdder> ANSWERS = new ConcurrentHashMap<>();

  /// A credential as paying clients show it, for a challenge that nobody made.
  private static final String UNPAID =
      """
      {"challenge": {"id": "x", "realm": "127.0.0.1", "method": "local", "intent": "charge",
       "request": "e30"}, "payload": {"token": "local-ok"}}
      """;

  /// What is logged, as one would find it in a file.
  private static final class Log extends AppenderBase<ILoggingEvent> {
    final Queue<String> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
      String trace =
          event.getThrowableProxy() == null
              ? ""
              : ThrowableProxyUtil.asString(event.getThrowableProxy());
      lines.add(event.getLevel() + " " + event.getFormattedMessage() + " " + trace);
    }
  }

  @Test
  void noneFailsAndNoneTellsSecrets() throws Exception {
    Log log = new Log();
    Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("ROOT");
    log.start();
    root.addAppender(log);
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<?>> calling = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        long seed = SEED + caller;
        calling.add(callers.submit(() -> call(seed, wrong)));
      }
      for (Future<?> each : calling) {
        each.get();
      }
    } finally {
      root.detachAppender(log);
    }
    assertThat(wrong).as("of the seed " + SEED).isEmpty();
    assertThat(ANSWERS).as("none of the doors was shut").containsKeys(200, 201, 400, 401, 404, 422);
    assertThat(ANSWERS.values().stream().mapToLong(LongAdder::sum).sum()).isEqualTo(REQUESTS);
    long succeeded =
        ANSWERS.entrySet().stream()
            .filter(each -> each.getKey() < 300)
            .mapToLong(each -> each.getValue().sum())
            .sum();
    assertThat(succeeded).as("what succeeded of " + ANSWERS).isGreaterThan(REQUESTS / 20);
    assertThat(log.lines)
        .noneSatisfy(line -> assertThat(line).contains(RandomValues.SECRET))
        .noneSatisfy(line -> assertThat(line).contains(RandomValues.CARD))
        .noneSatisfy(line -> assertThat(line).startsWith("ERROR"));
  }

  private static void call(long seed, Queue<String> wrong) {
    RandomRequests requests = requests(seed);
    for (int i = 0; i < REQUESTS / CALLERS; i++) {
      RandomRequests.Made made = requests.next();
      String what =
          "%s %s %s %s"
              .formatted(
                  made.method,
                  made.path,
                  made.headers,
                  new String(made.body, StandardCharsets.UTF_8));
      String shown = what.substring(0, Math.min(what.length(), 1_500));
      try {
        Answer answer = send(made);
        requests.learn(answer.body());
        ANSWERS.computeIfAbsent(answer.status(), _ -> new LongAdder()).increment();
        if (answer.status() >= 500
            || answer.body().contains(RandomValues.SECRET)
            || answer.body().contains(RandomValues.CARD)) {
          wrong.add(shown + "\n  -> " + answer);
        }
      } catch (RuntimeException | AssertionError e) {
        wrong.add(shown + "\n  -> " + e);
      }
    }
  }

  private static Answer send(RandomRequests.Made made) {
    Client client = server.running().stranger();
    HttpRequest.Builder request =
        client
            .request(made.path)
            .method(
                made.method,
                made.body.length == 0
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(made.body));
    made.headers.forEach(request::header);
    return client.send(request);
  }

  private static RandomRequests requests(long seed) {
    RunningServer running = server.running();
    byte[] classic = (running.key("client_token") + ":").getBytes(StandardCharsets.UTF_8);
    return new RandomRequests(
        new Random(seed),
        List.of(
            Described.document("api.v1"),
            Described.document("api.v2"),
            Described.document("api.batch")),
        Map.of(
            "/v1",
            List.of("Basic " + Base64.getEncoder().encodeToString(classic)),
            "/v1/batch",
            List.of("Bearer " + running.key("api_key"), "Bearer " + running.key("test_api_key")),
            "/agent",
            List.of("", "Payment e30", "Payment " + base64Url(UNPAID), "Payment =,realm"),
            "/admin",
            List.of("Bearer " + running.key("admin_key")),
            "/",
            List.of("Bearer " + running.key("api_key"), "Bearer " + running.key("test_api_key")),
            "nowhere",
            List.of("Bearer zn_live_nonsense", "Basic :", "Digest x", "")));
  }

  private static String base64Url(String text) {
    return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
