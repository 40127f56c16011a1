package dev.brass.server.agentpay;

import dev.brass.server.fuzz.FuzzTarget;
import dev.brass.spi.Money;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Currency;
import java.util.List;
import java.util.Map;

/// `Authorization: Payment …` as text, and as base64url of any JSON.
public final class CredentialFuzz implements FuzzTarget {

  private static final byte[] SECRET =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  private final Credentials credentials =
      new Credentials("localhost", List.of(SECRET), new Rails(List.of()));
  private final Challenges challenges = new Challenges("localhost", List.of(SECRET));
  private final Bill bill =
      new Bill(
          Payment.Purpose.ORDER,
          new Money(1, Currency.getInstance("USD")),
          new byte[] {1},
          true,
          "an order",
          true);

  @Override
  public void read(byte[] input) {
    credentials.read(bill, new String(input, StandardCharsets.UTF_8));
    credentials.read(bill, Base64.getUrlEncoder().encodeToString(input));
    String text = new String(input, StandardCharsets.UTF_8);
    challenges.issue("local", Map.of("a", text), Instant.EPOCH, null, text).header();
  }
}
