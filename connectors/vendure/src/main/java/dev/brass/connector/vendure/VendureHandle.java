package dev.brass.connector.vendure;

import dev.brass.spi.Secret;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// What is committed before an order is placed, so that it can be found whatever happens then: the
/// order's code, which Vendure gives to the cart already; the session that owns the cart; and the
/// variant that was chosen for each line, in the order of the request.
record VendureHandle(String code, VendureSession session, List<String> variantIds) {

  VendureHandle {
    variantIds = List.copyOf(variantIds);
  }

  private record Text(
      @Nullable String code,
      @Nullable String header,
      @Nullable String session,
      @Nullable List<String> variants) {}

  /// The handle as JSON. It holds the session in clear, for Brass keeps handles encrypted.
  String text() {
    return VendureJson.MAPPER.writeValueAsString(
        new Text(code, session.header(), session.value().reveal(), variantIds));
  }

  /// The handle of a text; empty when [#text] did not write it.
  static Optional<VendureHandle> parse(String text) {
    Text parts;
    try {
      parts = VendureJson.MAPPER.readValue(text, Text.class);
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
    if (parts == null
        || parts.code == null
        || parts.header == null
        || parts.session == null
        || parts.variants == null) {
      return Optional.empty();
    }
    List<String> variantIds = parts.variants.stream().filter(Objects::nonNull).toList();
    return Optional.of(
        new VendureHandle(
            parts.code, new VendureSession(parts.header, Secret.of(parts.session)), variantIds));
  }
}
