package dev.brass.connector.sandbox;

import java.net.URI;

/// A company that carries parcels. The addresses of the tracking pages are those of spec v2 §4.5
/// where it names one.
enum Carrier {
  UPS("UPS", "https://www.ups.com/track?tracknum=%s") {
    @Override
    String number(Seed seed) {
      return "1Z" + seed.letters("ups", 6) + seed.digits("ups", 10);
    }
  },
  FEDEX("FedEx", "https://www.fedex.com/fedextrack/?trknbr=%s") {
    @Override
    String number(Seed seed) {
      return "92612901" + seed.digits("fedex", 14);
    }
  },
  USPS("USPS", "https://tools.usps.com/go/TrackConfirmAction?tLabels=%s") {
    @Override
    String number(Seed seed) {
      return "94001" + seed.digits("usps", 17);
    }
  },
  AMAZON_LOGISTICS("Amazon", "https://www.amazon.com/progress-tracker/package?trackingId=%s") {
    @Override
    String number(Seed seed) {
      return "TBA" + seed.digits("amazon", 12);
    }
  },
  DHL("DHL", "https://www.dhl.com/global-en/home/tracking.html?tracking-id=%s") {
    @Override
    String number(Seed seed) {
      return "JD01" + seed.digits("dhl", 16);
    }
  },
  ROYAL_MAIL("Royal Mail", "https://www.royalmail.com/track-your-item#/tracking-results/%s") {
    @Override
    String number(Seed seed) {
      return seed.letters("mail", 2) + seed.digits("mail", 9) + "GB";
    }
  },
  CANADA_POST(
      "Canada Post", "https://www.canadapost-postescanada.ca/track-reperage/en#/details/%s") {
    @Override
    String number(Seed seed) {
      return "70" + seed.digits("canada", 14);
    }
  },
  ESTAFETA("Estafeta", "https://rastreo.estafeta.com/?wayBill=%s") {
    @Override
    String number(Seed seed) {
      return seed.digits("estafeta", 22);
    }
  },
  ALIEXPRESS_STANDARD(
      "AliExpress Standard Shipping", "https://global.cainiao.com/detail.htm?mailNoList=%s") {
    @Override
    String number(Seed seed) {
      return "LP" + seed.digits("cainiao", 14) + "CN";
    }
  };

  private final String label;
  private final String trackingPage;

  Carrier(String label, String trackingPage) {
    this.label = label;
    this.trackingPage = trackingPage;
  }

  /// The name as stores print it.
  String label() {
    return label;
  }

  URI trackingPage(String number) {
    return URI.create(trackingPage.formatted(number));
  }

  /// A number in this carrier's format, always the same for the same seed.
  abstract String number(Seed seed);
}
