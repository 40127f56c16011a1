package dev.brass.server.agentpay;

import dev.brass.server.fuzz.FuzzTarget;
import dev.brass.spi.Money;
import dev.brass.spi.Secret;
import dev.brass.testkit.TestClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Currency;
import java.util.Map;

/// The headers of x402 as text, and as base64 of any JSON; what is understood is checked, too.
public final class X402Fuzz implements FuzzTarget {

  private static final Money PRICE = new Money(1, Currency.getInstance("USD"));

  private final TestClock clock = TestClock.atStart();
  private final X402Rail rail =
      new X402Rail(
          new X402Settings(
              "0x" + "ab".repeat(20),
              URI.create("http://127.0.0.1:9/"),
              Secret.of(Map.of()),
              URI.create("http://127.0.0.1:9/"),
              8453,
              "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
              "USD Coin",
              "2",
              1,
              false),
          clock);
  private final Bill bill =
      new Bill(Payment.Purpose.ORDER, PRICE, new byte[] {1}, true, "an order", false);

  @Override
  public void read(byte[] input) {
    read(new String(input, StandardCharsets.UTF_8));
    read(Base64.getEncoder().encodeToString(input));
  }

  private void read(String header) {
    for (boolean old : new boolean[] {true, false}) {
      if (X402.read(rail, bill, new Presented.X402Payment(header, old, "http://localhost/"))
          instanceof Credentials.Reading.Understood understood) {
        rail.check(
            new Charge(
                understood.challenge(),
                PRICE,
                understood.terms(),
                understood.proof(),
                clock.instant()));
        X402.response(rail, "t", header, old);
      }
    }
  }
}
