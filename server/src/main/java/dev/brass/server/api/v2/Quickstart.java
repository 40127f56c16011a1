package dev.brass.server.api.v2;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The text that explains to a program how to order here, with commands that can be run unchanged.
final class Quickstart {

  private final String text;

  Quickstart() {
    try (InputStream file = Quickstart.class.getResourceAsStream("quickstart.md")) {
      text =
          new String(
              Objects.requireNonNull(file, "quickstart.md").readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The text for a server at this address.
  String at(String base) {
    return text.replace("{{base}}", base);
  }
}
