package dev.brass.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.brass.server.SelfSigned;
import dev.brass.server.egress.GuardedDns;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// That a connection to a checked address is still one to a name.
class SenderTlsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  private Reply post(HookReceiver receiver, SSLContext tls, String host) throws Exception {
    try (GuardedDns names =
            new GuardedDns(
                _ -> new InetAddress[] {InetAddress.getLoopbackAddress()}, _ -> true, TIMEOUT);
        Sender sender = new Sender(names, tls, TIMEOUT, 10)) {
      return sender.post(
          URI.create("https://" + host + ":" + receiver.port() + "/a"), Map.of(), BODY);
    }
  }

  @Test
  void asksForTheNameAndChecksItsCertificate() throws Exception {
    SSLContext tls = SelfSigned.context(folder, "dns:hooks.example.test");
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    try (HookReceiver receiver = new HookReceiver(server)) {
      receiver.answering(
          exchange -> {
            ExtendedSSLSession session =
                (ExtendedSSLSession)
                    ((com.sun.net.httpserver.HttpsExchange) exchange).getSSLSession();
            List<String> asked =
                session.getRequestedServerNames().stream()
                    .map(SNIServerName::getEncoded)
                    .map(name -> new String(name, StandardCharsets.US_ASCII))
                    .toList();
            HookReceiver.answer(exchange, 200, "asked for " + asked);
          });

      assertThat(post(receiver, tls, "hooks.example.test"))
          .isEqualTo(new Reply.Answered(200, "asked for [hooks.example.test]", null));

      assertThat(post(receiver, tls, "other.example.test"))
          .isInstanceOfSatisfying(
              Reply.Missing.class,
              missing -> assertThat(missing.why()).startsWith("no secure connection: "));

      assertThat(post(receiver, SSLContext.getDefault(), "hooks.example.test"))
          .as("by the JDK's certificates")
          .isInstanceOfSatisfying(
              Reply.Missing.class,
              missing -> assertThat(missing.why()).startsWith("no secure connection: "));
      assertThat(receiver.requests()).hasSize(1);
    }
  }
}
