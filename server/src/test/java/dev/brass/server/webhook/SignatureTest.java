package dev.brass.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignatureTest {

  /// RFC 4231, test case 2.
  @Test
  void isLowerCaseHexOfHmacSha256() {
    assertThat(
            new Signature("Jefe")
                .of("what do ya want for nothing?".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  }

  /// The test vector of the libraries of Standard Webhooks.
  @Test
  void isWhatStandardWebhooksSays() {
    assertThat(
            new Signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .standard(
                    "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    Instant.ofEpochSecond(1_614_265_330),
                    "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void takesTheSameKeyWithOrWithoutZincsPrefix() {
    byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
    Instant at = Instant.EPOCH;
    assertThat(new Signature("zn_whsec_AbCdEfGhIjKlMnOpQrStUvWx").standard("m", at, body))
        .isEqualTo(new Signature("whsec_AbCdEfGhIjKlMnOpQrStUvWx").standard("m", at, body));
  }
}
