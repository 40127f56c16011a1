package dev.brass.server;

import dev.brass.server.egress.WebAddress;
import dev.brass.server.egress.WebAddressReading.Refused;
import java.net.URI;

/// The setting `http.public-url`.
final class PublicUrl {

  private PublicUrl() {}

  /// The address at which clients and customers reach this server, without a slash at the end.
  ///
  /// @throws IllegalArgumentException when it is not an address, or has more than scheme, host and
  ///     port
  static URI parse(String text) {
    String place =
        switch (WebAddress.read(text)) {
          case WebAddress address when address.query() == null && !address.hasFragment() -> {
            String whole = address.toString();
            int end = whole.length();
            while (whole.charAt(end - 1) == '/') {
              end--;
            }
            yield whole.substring(0, end);
          }
          case WebAddress _ -> "";
          case Refused _ -> "";
        };
    if (place.isEmpty()) {
      throw new IllegalArgumentException(
          "http.public-url is an address such as https://shop.example.com");
    }
    return URI.create(place);
  }
}
