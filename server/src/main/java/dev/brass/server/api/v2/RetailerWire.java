package dev.brass.server.api.v2;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Retailers on the wire, with the names of the SDK's types (Zinc API docs, Retailers).
final class RetailerWire {

  private RetailerWire() {}

  record PublicRetailer(
      String retailer,
      String displayName,
      @Nullable String baseUrl,
      boolean noAccountNeeded,
      boolean useYourAccount,
      List<String> supportedCountries,
      boolean freeShipping,
      @Nullable Long freeShippingThresholdCents,
      String support) {}

  record PublicRetailerList(List<PublicRetailer> retailers, int total, CoverageInfo coverage) {}

  record CoverageInfo(String policy, String summary, List<CoveragePlatform> platforms) {}

  record CoveragePlatform(String platform, boolean orderable) {}

  record RetailerCheck(
      String url,
      @Nullable String domain,
      boolean orderable,
      String support,
      @Nullable RetailerCheckRetailer retailer,
      @Nullable String platform,
      @Nullable RetailerCheckCheckout checkout,
      @Nullable List<String> shipsTo,
      @Nullable RetailerCheckEvidence evidence,
      String supportDetail,
      @Nullable String unsupportedReason,
      String howToOrder) {}

  record RetailerCheckRetailer(
      String retailer, String brand, String displayName, @Nullable String country) {}

  record RetailerCheckCheckout(boolean guestCheckout, boolean useYourAccount) {}

  record RetailerCheckEvidence(boolean ordersPlaced, @Nullable Instant lastOrderAt) {}
}
