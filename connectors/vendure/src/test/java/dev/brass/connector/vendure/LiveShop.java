package dev.brass.connector.vendure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.connector.vendure.VendureProgram.Options;
import dev.brass.spi.Answer;
import dev.brass.spi.ErrorCode;
import dev.brass.spi.OrderError;
import dev.brass.spi.Payment;
import dev.brass.spi.PlaceResult;
import dev.brass.spi.TrackResult;
import dev.brass.testkit.TestOrder;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/// A real shop that one class of tests has to itself, with buyers at it. Orders are counted by the
/// shop's staff ([VendureAdmin]), by the reference at the payment, and never by the connector.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LiveShop {

  static final TestOrder MOUSE = TestOrder.of("cordless-mouse").paidBy(new Payment.StoreDefault());

  private final VendureInstallation installation;
  final Options options;
  final List<AutoCloseable> opened = new ArrayList<>();
  VendureProgram shop;
  VendureAdmin staff;

  LiveShop(VendureInstallation installation, Options options) {
    this.installation = installation;
    this.options = options;
  }

  @BeforeAll
  void start() {
    shop = VendureProgram.start(installation, options);
    staff = shop.admin();
  }

  @AfterAll
  void stop() {
    shop.close();
  }

  @AfterEach
  void closeBuyersAndProxies() throws Exception {
    for (AutoCloseable resource : opened) {
      resource.close();
    }
    opened.clear();
  }

  TestBuyer buyer(String... moreSettings) {
    return buyerAt(shop.url(), moreSettings);
  }

  /// @param moreSettings names and values by turns
  TestBuyer buyerAt(URI url, String... moreSettings) {
    Map<String, String> settings = new HashMap<>();
    if (options.hasReference()) {
      settings.put("reference-field", VendureProgram.REFERENCE_FIELD);
    }
    for (int i = 0; i < moreSettings.length; i += 2) {
      settings.put(moreSettings[i], moreSettings[i + 1]);
    }
    TestBuyer buyer = new TestBuyer(url, settings);
    opened.add(buyer);
    return buyer;
  }

  TestBuyer buyerWithAdmin() {
    return buyer(
        "admin-username", VendureProgram.ADMIN, "admin-password", VendureProgram.ADMIN_PASSWORD);
  }

  static <T> T given(Answer<T> answer) {
    return switch (answer) {
      case Answer.Given<T>(T value) -> value;
      case Answer.Refused<T>(OrderError error) -> throw new AssertionError(error);
    };
  }

  static ErrorCode refused(Answer<?> answer) {
    return switch (answer) {
      case Answer.Given<?>(Object value) -> throw new AssertionError(value);
      case Answer.Refused<?>(OrderError error) -> error.code();
    };
  }

  static ErrorCode refused(PlaceResult result) {
    assertThat(result).isInstanceOf(PlaceResult.Refused.class);
    return ((PlaceResult.Refused) result).error().code();
  }

  static TrackResult.Shipments shipments(TrackResult result) {
    assertThat(result).isInstanceOf(TrackResult.Shipments.class);
    return (TrackResult.Shipments) result;
  }
}
