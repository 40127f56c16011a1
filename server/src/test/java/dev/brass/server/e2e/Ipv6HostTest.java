package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.brass.server.db.TestDatabase;
import dev.brass.server.e2e.Client.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server on an IPv6 address is called, everywhere, by an address that programs can use.
class Ipv6HostTest {

  @RegisterExtension static final TestDatabase database = TestDatabase.perClass();
  @TempDir static Path data;

  @BeforeEach
  void needsIpv6() {
    boolean served;
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
      served = true;
    } catch (IOException e) {
      served = false;
    }
    assumeThat(served).as("this machine has IPv6").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "[::1]", "0:0:0:0:0:0:0:1"})
  void itsAddressIsWrittenInBrackets(String host) {
    Map<String, String> settings = Map.of("database.url", database.url(), "host", host);
    try (RunningServer server = RunningServer.start(data, settings)) {
      URI address = URI.create(server.url());
      assertThat(server.url()).matches("http://\\[[0:]*:1]:[1-9][0-9]*");
      assertThat(address.getPort()).isPositive();
      assertThat(server.key("base_url")).matches("http://\\[[0:]*:1]:[1-9][0-9]*");
      server.live().get("/orders").has(200);

      Answer opened = server.stranger().post("/sandbox/keys", "").has(200);
      assertThat(opened.text("/quickstart_url")).isEqualTo(server.url() + "/sandbox/quickstart");
      assertThat(opened.text("/claim_url")).startsWith(server.url() + "/sandbox/claim");
      server.stranger().get(URI.create(opened.text("/quickstart_url")).getPath()).has(200);

      Terminal taken =
          Terminal.brass("wallet", "show", "--db", database.url(), "--data", data.toString());
      assertThat(taken.code()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "[::1]"})
  void soIsOneThatIsTaken(String host) throws IOException {
    try (ServerSocket holder = new ServerSocket()) {
      holder.bind(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0));
      String port = Integer.toString(holder.getLocalPort());
      Terminal refused =
          Terminal.brass(
              "up",
              "--host",
              host,
              "--port",
              port,
              "--profile",
              "development",
              "--data",
              data.resolve("other").toString());
      assertThat(refused.code()).isNotZero();
      assertThat(refused.err()).contains("cannot listen on [::1]:" + port);
      assertThat(data.resolve("other")).doesNotExist();
    }
  }
}
