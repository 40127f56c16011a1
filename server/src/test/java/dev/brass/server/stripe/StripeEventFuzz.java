package dev.brass.server.stripe;

import dev.brass.server.fuzz.FuzzTarget;
import dev.brass.spi.Secret;
import dev.brass.testkit.TestClock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Stripe's webhook: any header, and any body whose header fits.
public final class StripeEventFuzz implements FuzzTarget {

  private static final String SECRET = "whsec_test";

  private final TestClock clock = TestClock.atStart();

  @Override
  public void read(byte[] input) throws GeneralSecurityException {
    String text = new String(input, StandardCharsets.UTF_8);
    StripeEvent.read("{}", text, Secret.of(SECRET), clock);
    long now = clock.instant().getEpochSecond();
    StripeEvent.read(text, "t=" + now + ",v1=" + mac(now + "." + text), Secret.of(SECRET), clock);
  }

  private static String mac(String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }
}
