package dev.brass.bench.crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The clients' own servers, to which webhooks go: some answer, some fail now and then, one fails
/// until it is mended. It remembers each message that it was told. Thread-safe.
public final class Receiver implements AutoCloseable {

  private static final Duration TOO_LONG = Duration.ofMillis(1_500);

  private final Secrets secrets;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<UUID, Heard> messages = new ConcurrentHashMap<>();
  private final Set<String> signingSecrets = ConcurrentHashMap.newKeySet();
  private final Set<String> flaws = ConcurrentHashMap.newKeySet();
  private volatile boolean mended;

  /// How a receiver behaves.
  public enum Manner {
    PROMPT,
    /// Every third call or so fails: an error, no answer at all, or one that comes too late.
    FLAKY,
    /// Fails until [Receiver#mend].
    DOWN,
    /// One of the others.
    ANY
  }

  /// A message as it was heard, however often.
  ///
  /// @param body of the first call
  /// @param calls how often it came
  /// @param answered whether any call was answered with 200
  public record Heard(String event, String body, int calls, boolean answered) {}

  private Receiver(Secrets secrets, HttpServer server) {
    this.secrets = secrets;
    this.server = server;
  }

  /// Opens one on a free port.
  public static Receiver open(Secrets secrets) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    Receiver receiver = new Receiver(secrets, server);
    server.createContext("/", receiver::hear);
    server.setExecutor(receiver.threads);
    server.start();
    return receiver;
  }

  /// The URL of a receiver for one order's messages, with a secret in it.
  public String url(Manner manner, SplittableRandom random) {
    Manner chosen = manner == Manner.ANY ? Manner.values()[random.nextInt(3)] : manner;
    String token = secrets.token(random.nextInt(1_000));
    String user = random.nextInt(3) == 0 ? "hook:" + token + "@" : "";
    return "http://%s127.0.0.1:%d/%s?token=%s"
        .formatted(user, port(), chosen.name().toLowerCase(Locale.ROOT), token);
  }

  /// The URL for the messages of the current API, which are signed.
  public String endpoint() {
    return "http://127.0.0.1:%d/endpoint".formatted(port());
  }

  private int port() {
    return server.getAddress().getPort();
  }

  /// A secret with which messages to [#endpoint] may be signed.
  public void signedWith(String secret) {
    signingSecrets.add(secret);
  }

  /// From now on every call is answered.
  public void mend() {
    mended = true;
  }

  public Optional<Heard> heard(UUID message) {
    return Optional.ofNullable(messages.get(message));
  }

  Set<UUID> messages() {
    return Set.copyOf(messages.keySet());
  }

  /// What was wrong with any call.
  public List<String> flaws() {
    return flaws.stream().sorted().toList();
  }

  private void hear(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      UUID id = UUID.fromString(exchange.getRequestHeaders().getFirst("X-Webhook-Id"));
      String event = exchange.getRequestHeaders().getFirst("X-Webhook-Event");
      if (path.equals("/endpoint")) {
        checkSignature(id, exchange.getRequestHeaders().getFirst("X-Webhook-Signature"), body);
      }
      int status = status(path);
      remember(id, event, new String(body, StandardCharsets.UTF_8), status == 200);
      if (status != 0) {
        exchange.sendResponseHeaders(status, -1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The status to answer with; 0 for none.
  private int status(String path) throws InterruptedException {
    if (mended || path.equals("/prompt")) {
      return 200;
    }
    if (path.equals("/down")) {
      return 503;
    }
    int drawn = ThreadLocalRandom.current().nextInt(100);
    if (drawn < 4) {
      Thread.sleep(TOO_LONG);
    }
    return drawn < 68 ? 200 : drawn < 84 ? 500 : 0;
  }

  private void remember(UUID id, String event, String body, boolean answered) {
    messages.merge(
        id,
        new Heard(event, body, 1, answered),
        (before, now) -> {
          if (!before.body().equals(now.body()) || !before.event().equals(now.event())) {
            flaws.add("message %s came with two bodies or events".formatted(id));
          }
          return new Heard(
              before.event(),
              before.body(),
              before.calls() + 1,
              before.answered() || now.answered());
        });
  }

  private void checkSignature(UUID id, String signature, byte[] body) {
    if (signingSecrets.stream().noneMatch(secret -> hmac(secret, body).equals(signature))) {
      flaws.add("message %s is not signed with the endpoint's secret".formatted(id));
    }
  }

  private static String hmac(String secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
