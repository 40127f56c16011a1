package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.e2e.Client.Answer;
import dev.brass.server.e2e.RawConnection.Reply;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A page of a foreign site, open in a browser on the same machine, gets nothing out of an emulator
/// and changes nothing there, as bytes on the wire have it.
class ForeignPagesTest {

  @RegisterExtension
  static final WholeServer server = WholeServer.perClass(Map.of("sandbox.per-address", "1000"));

  @RegisterExtension static final TestDatabase other = TestDatabase.perClass();
  @TempDir static Path data;

  private static Reply send(RunningServer to, String method, String path, String... headers) {
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    try (RawConnection connection = new RawConnection(to)) {
      return connection.send(request + "Content-Length: 2\r\n\r\n{}").reply();
    }
  }

  private static Reply opens(String... headers) {
    return send(server.running(), "POST", "/sandbox/keys", headers);
  }

  private static String here() {
    return "Host: 127.0.0.1:" + URI.create(server.running().url()).getPort();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "EVIL.example.:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example:8080",
        "127.0.0.1.nip.io"
      })
  void aNameThatWasPointedAtThisMachineIsRefused(String host) {
    for (String method : new String[] {"GET", "POST", "DELETE", "OPTIONS"}) {
      Reply reply = send(server.running(), method, "/sandbox/keys", "Host: " + host);
      assertThat(reply.status()).as(reply.body()).isEqualTo(403);
      assertThat(reply.body()).contains("http.public-url").doesNotContain("zn_test_");
    }
  }

  @Test
  void eachApiSaysSoInItsOwnForm() {
    for (String path : new String[] {"/orders", "/v1/orders", "/v1/batches", "/admin/tenants"}) {
      Reply reply = send(server.running(), "GET", path, "Host: evil.example");
      assertThat(reply.status()).isEqualTo(403);
      assertThat(Client.JSON.readTree(reply.body()).toString()).contains("'evil.example'");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:3000",
        "127.0.0.1:80",
        "127.1.2.3",
        "[::1]:8080",
        "shop.localhost:8080",
        "host.docker.internal:8080",
        "10.0.2.2:8080",
        "brass:8080"
      })
  void theNamesOfThisMachineAreServed(String host) {
    assertThat(opens("Host: " + host).status()).isEqualTo(200);
  }

  @Test
  void soIsAClientThatSaysNoName() {
    try (RawConnection connection = new RawConnection(server.running())) {
      Reply reply = connection.send("GET / HTTP/1.0\r\n\r\n").reply();
      assertThat(reply.status()).isEqualTo(200);
    }
  }

  @Test
  void healthIsToldByAnyName() {
    Reply reply = send(server.running(), "GET", "/health/live", "Host: brass.example");
    assertThat(reply.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "cross-site, https://evil.example",
    "cross-site, null",
    "Cross-Site, ",
    ", https://evil.example",
    ", null",
    ", http://127.0.0.1.evil.example"
  })
  void aPageOfAnotherOriginChangesNothing(String site, String origin) {
    String fetched = site == null ? "X-None: 1" : "Sec-Fetch-Site: " + site;
    String from = origin == null ? "X-No-Origin: 1" : "Origin: " + origin;
    Reply reply = opens(here(), fetched, from, "Content-Type: text/plain");
    assertThat(reply.status()).as(reply.body()).isEqualTo(403);
    assertThat(reply.body()).contains("http.cors-origins").doesNotContain("zn_test_");
    Reply read = send(server.running(), "GET", "/", here(), fetched, from);
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.header("access-control-allow-origin")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "cross-site, http://localhost:3000",
    "same-site, http://localhost:3000",
    "same-origin, http://127.0.0.1",
    "none, ",
    ", http://localhost:5173",
    ", "
  })
  void pagesOfThisMachineAndProgramsDo(String site, String origin) {
    String fetched = site == null ? "X-None: 1" : "Sec-Fetch-Site: " + site;
    String from = origin == null ? "X-No-Origin: 1" : "Origin: " + origin;
    assertThat(opens(here(), fetched, from).status()).isEqualTo(200);
  }

  @Test
  void anOriginThatIsPermittedAndANameThatIsThePublicOneAreServed() {
    Map<String, String> settings = new HashMap<>();
    settings.put("database.url", other.url());
    settings.put("http.public-url", "https://shop.example");
    settings.put("http.cors-origins", "https://app.example");
    try (RunningServer running = RunningServer.start(data, settings)) {
      String[] from = {
        "Host: shop.example", "Origin: https://app.example", "Sec-Fetch-Site: cross-site"
      };
      assertThat(send(running, "POST", "/sandbox/keys", from).status()).isEqualTo(200);
      from[1] = "Origin: https://evil.example";
      assertThat(send(running, "POST", "/sandbox/keys", from).status()).isEqualTo(403);
      from[0] = "Host: another.example";
      from[1] = "Origin: https://app.example";
      assertThat(send(running, "POST", "/sandbox/keys", from).status()).isEqualTo(200);
    }
  }

  @Test
  void aServerForProductionLeavesNamesToItsProxy() {
    Map<String, String> settings = new HashMap<>();
    settings.put("database.url", other.url());
    settings.put("profile", "production");
    try (RunningServer running = RunningServer.start(data, settings)) {
      Reply reply = send(running, "GET", "/", "Host: shop.example");
      assertThat(reply.status()).isEqualTo(200);
      Answer answer = running.live().with("Sec-Fetch-Site", "cross-site").get("/orders");
      assertThat(answer.has(200).headers()).doesNotContainKey("access-control-allow-origin");
    }
  }
}
