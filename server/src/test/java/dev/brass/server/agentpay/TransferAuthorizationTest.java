package dev.brass.server.agentpay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Secret;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What viem signed is recognised, and nothing else is.
class TransferAuthorizationTest {

  /// Made by viem 2.54.0, with the private key of 32 bytes 0x11.
  private static final String SIGNATURE =
      "0x77bf0139f1e36a04c20946705804950e43d4cb6c2514558d32b6d9af042ad7e2"
          + "22a0172bfed08839ba97682be94346e7a617fa8ed4c37af78d1e62d95b9a26471b";

  private static final X402Settings USDC =
      new X402Settings(
          "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
          URI.create("http://127.0.0.1"),
          Secret.of(Map.of()),
          URI.create("http://127.0.0.1"),
          8453,
          "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
          "USD Coin",
          "2",
          1,
          false);

  private static ObjectNode authorization() {
    return JsonMapper.shared()
        .createObjectNode()
        .put("from", "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A")
        .put("to", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C")
        .put("value", "25990000")
        .put("validAfter", "1740672089")
        .put("validBefore", "1740672154")
        .put("nonce", "0x" + "ab".repeat(32));
  }

  private static boolean isSigned(ObjectNode authorization, String signature) {
    return TransferAuthorization.read(authorization).orElseThrow().isSigned(USDC, signature);
  }

  @Test
  void whatWasSignedIsRecognised() {
    assertThat(isSigned(authorization(), SIGNATURE)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "from, 0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    "to, 0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A",
    "value, 25990001",
    "validAfter, 0",
    "validBefore, 1740672155",
    "nonce, 0xcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
  })
  void whatWasChangedIsNot(String name, String value) {
    assertThat(isSigned(authorization().put(name, value), SIGNATURE)).isFalse();
  }

  @Test
  void noOtherSignatureIs() {
    String changed = SIGNATURE.replaceFirst("0x77", "0x78");
    assertThat(isSigned(authorization(), changed)).isFalse();
    assertThat(isSigned(authorization(), SIGNATURE.substring(0, 130) + "1c")).isFalse();
    assertThat(isSigned(authorization(), SIGNATURE.substring(0, 130) + "ff")).isFalse();
    assertThat(isSigned(authorization(), "0x" + "0".repeat(130))).isFalse();
    assertThat(isSigned(authorization(), "0x" + "f".repeat(130))).isFalse();
    assertThat(isSigned(authorization(), "0x")).isFalse();
  }

  @Test
  void whatIsNoAuthorizationIsNotRead() {
    for (String name : authorization().propertyNames()) {
      assertThat(TransferAuthorization.read(authorization().put(name, "x"))).isEmpty();
      ObjectNode without = authorization();
      without.remove(name);
      assertThat(TransferAuthorization.read(without)).isEmpty();
    }
    for (String name : new String[] {"value", "validAfter", "validBefore"}) {
      assertThat(TransferAuthorization.read(authorization().put(name, "9".repeat(78)))).isEmpty();
    }
  }
}
