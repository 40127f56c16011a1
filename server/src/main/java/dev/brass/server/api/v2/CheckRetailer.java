package dev.brass.server.api.v2;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Endpoint;
import dev.brass.server.api.Reply;
import dev.brass.server.api.v2.RetailerWire.RetailerCheck;
import dev.brass.server.api.v2.RetailerWire.RetailerCheckCheckout;
import dev.brass.server.api.v2.RetailerWire.RetailerCheckEvidence;
import dev.brass.server.api.v2.RetailerWire.RetailerCheckRetailer;
import dev.brass.server.connect.ConfiguredStore;
import dev.brass.server.egress.WebAddress;
import dev.brass.server.intake.CountryCode;
import dev.brass.server.intake.Rejection;
import dev.brass.server.intake.StorePages;
import dev.brass.server.retailer.Platforms;
import dev.brass.server.retailer.StoreRecord;
import dev.brass.server.retailer.StoreRecord.Support;
import dev.brass.server.retailer.StoreRecords;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `GET /retailers/check`: whether a live order for a page, to a country, would be accepted (Zinc
/// API docs, Retailers). It makes the same checks as `POST /orders`.
record CheckRetailer(StorePages pages, StoreRecords records, Platforms platforms, V2Json json)
    implements Endpoint {

  private static final int LONGEST = 500;

  @Override
  public Reply handle(ApiRequest request) {
    Query query = new Query(request);
    String given = query.required("url", LONGEST);
    String country = country(query);
    query.check();
    String url = given == null ? "" : given.strip();
    String page = url.contains("://") ? url : "https://" + url;
    WebAddress address = WebAddress.orNull(page);
    return json.reply(
        200,
        switch (pages.check(page, country)) {
          case StorePages.Answer.Orderable(var store) -> orderable(url, domain(address), store);
          case StorePages.Answer.Rejected(var why) ->
              refused(url, domain(address), platform(request, address, why), why);
        });
  }

  private static @Nullable String country(Query query) {
    String text = query.text("country");
    if (text == null) {
      return null;
    }
    Optional<String> code = CountryCode.of(text);
    if (code.isEmpty()) {
      query.fault("country", CountryCode.fault(text));
    }
    return code.orElse(null);
  }

  static String code(Support support) {
    return support.name().toLowerCase(Locale.ROOT);
  }

  private RetailerCheck orderable(String url, @Nullable String domain, ConfiguredStore store) {
    StoreRecord record = records.of(store);
    Support support = record.support(records.today());
    LocalDate last = record.lastPlacedOn();
    return new RetailerCheck(
        url,
        domain,
        true,
        code(support),
        new RetailerCheckRetailer(store.code(), store.code(), store.displayName(), null),
        store.connector().platform(),
        new RetailerCheckCheckout(true, true),
        null,
        new RetailerCheckEvidence(
            last != null, last == null ? null : last.atStartOfDay().toInstant(ZoneOffset.UTC)),
        detail(support),
        null,
        "Send the address of a product's page as products[].url to POST /orders.");
  }

  private static String detail(Support support) {
    return switch (support) {
      case VERIFIED -> "This store took orders on each of the last seven days. Go ahead.";
      case ACTIVE -> "This store took an order within the last 90 days. Go ahead.";
      case OBSERVED -> "This store took orders, the last more than 90 days ago. Go ahead.";
      case UNTESTED ->
          "This store is set up, and no order was placed there yet. Go ahead; it will be tried.";
    };
  }

  /// The platform of a store that is not configured here.
  private @Nullable String platform(ApiRequest request, @Nullable WebAddress page, Rejection why) {
    return page != null && why instanceof Rejection.UnsupportedStore
        ? platforms.of(page, request.isFromHere()).orElse(null)
        : null;
  }

  private static RetailerCheck refused(
      String url, @Nullable String domain, @Nullable String platform, Rejection why) {
    return new RetailerCheck(
        url,
        domain,
        false,
        "unsupported",
        null,
        platform,
        null,
        null,
        null,
        platform == null
            ? why.message() + "."
            : why.message() + ". Its platform is supported, but the store is not configured here.",
        why.code(),
        "Do not send it to POST /orders, which would refuse it with " + why.code() + ".");
  }

  private static @Nullable String domain(@Nullable WebAddress page) {
    return page == null ? null : page.bareHost();
  }
}
