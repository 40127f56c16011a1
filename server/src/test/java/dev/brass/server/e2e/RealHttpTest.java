package dev.brass.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.e2e.RawConnection.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTP as proxies, health checks and programs really send it.
class RealHttpTest {

  @RegisterExtension
  static final WholeServer server = WholeServer.perClass(Map.of("http.max-body", "64KiB"));

  private static Reply answer(String request) {
    return answer(request.getBytes(StandardCharsets.UTF_8));
  }

  private static Reply answer(byte[] request) {
    try (RawConnection connection = new RawConnection(server.running())) {
      return connection.send(request).reply();
    }
  }

  private static String classic() {
    return "Authorization: " + server.running().classic().headers().get("Authorization") + "\r\n";
  }

  private static String current() {
    return "Authorization: " + server.running().live().headers().get("Authorization") + "\r\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // nginx's proxy_pass without proxy_http_version
        "GET /health/live HTTP/1.0\r\nHost: brass:8080\r\nConnection: close\r\n\r\n",
        // HAProxy's httpchk and old health checks
        "GET /health/live HTTP/1.0\r\n\r\n",
        "HEAD /health/live HTTP/1.0\r\nUser-Agent: old\r\n\r\n",
        "GET http://127.0.0.1:8080/health/live HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n",
        "GET HTTP://brass.example/health/live HTTP/1.0\r\n\r\n",
        "GET http://brass.example/health/live?a=b HTTP/1.1\r\nHost: brass.example\r\n\r\n"
      })
  void oldVersionsAndAbsoluteTargetsAreServed(String request) {
    try (RawConnection connection = new RawConnection(server.running())) {
      Reply reply = connection.send(request).reply(request.startsWith("HEAD"));
      assertThat(reply.status()).isEqualTo(200);
    }
  }

  @Test
  void aConnectionOfAnOldClientEndsWithTheAnswer() {
    try (RawConnection connection = new RawConnection(server.running())) {
      String answer = connection.send("GET /health/live HTTP/1.0\r\n\r\n").rest();
      assertThat(answer).startsWith("HTTP/1.1 200").containsIgnoringCase("connection: close");
    }
  }

  @Test
  void anOldClientGetsTheLengthOfAnAnswerThatOthersGetInChunks() {
    try (RawConnection connection = new RawConnection(server.running())) {
      String answer =
          connection.send("GET /orders/export HTTP/1.0\r\n" + current() + "\r\n").rest();
      assertThat(answer)
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("content-length:")
          .doesNotContainIgnoringCase("transfer-encoding");
    }
  }

  @Test
  void anOldClientsHeadMayComeInPieces() {
    try (RawConnection connection = new RawConnection(server.running())) {
      connection.send("GET /health/live HT").send("TP/1.0\r\nAccept: ").send("*/*\r\n\r");
      assertThat(connection.send("\n").reply().status()).isEqualTo(200);
    }
  }

  @Test
  void anUnknownVersionIsRefusedWithoutAClaimThatSomethingMayHaveBeenDone() {
    Reply reply = answer("GET /health/live HTTP/3.7\r\nHost: a\r\n\r\n");
    assertThat(reply.status()).isGreaterThanOrEqualTo(400);
    assertThat(reply.body()).doesNotContain("not known");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a|b", "{a}", "50%&page=1", "ü", "a^b`c", "a\\b", "\"a\"", "<a>"})
  void whatProgramsLeaveUnescapedIsTaken(String words) {
    Reply reply =
        answer(
            "GET /v1/search?retailer=amazon&query="
                + words
                + " HTTP/1.1\r\nHost: a\r\n"
                + classic()
                + "\r\n");
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.body()).contains("\"status\":\"completed\"");
  }

  private static byte[] post(String encoding, byte[] body) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        ("POST /sandbox/clock HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + current()
                + "Content-Encoding: "
                + encoding
                + "\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    return request.toByteArray();
  }

  private static byte[] packed(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(body);
    }
    return bytes.toByteArray();
  }

  @Test
  void aPackedBodyIsTaken() throws IOException {
    byte[] body = "{\"advance\":\"PT1S\"}".getBytes(StandardCharsets.UTF_8);
    assertThat(answer(post("gzip", packed(body))).status()).isEqualTo(200);
    assertThat(answer(post("X-GZip", packed(body))).status()).isEqualTo(200);
    assertThat(answer(post("identity", body)).status()).isEqualTo(200);
  }

  @Test
  void whatABodyUnpacksToHasTheLimitOfABody() throws IOException {
    assertThat(answer(post("gzip", packed(new byte[10_000_000]))).status()).isEqualTo(413);
  }

  @Test
  void aBodyThatIsNotPackedAsItSaysIsRefused() throws IOException {
    byte[] body = "{\"advance\":\"PT1S\"}".getBytes(StandardCharsets.UTF_8);
    Reply reply = answer(post("gzip", body));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.body()).contains("not gzip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "deflate", "gzip, gzip"})
  void otherEncodingsAreRefusedByName(String encoding) throws IOException {
    Reply reply = answer(post(encoding, new byte[] {1, 2, 3}));
    assertThat(reply.status()).isEqualTo(415);
    assertThat(reply.body()).contains("gzip").contains(encoding);
  }
}
