package dev.brass.server.api.v1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The description of the classic API in OpenAPI 3.1, served at `/openapi/v1.yaml`.
final class V1Document {

  static final String PATH = "/openapi/v1.yaml";

  private V1Document() {}

  static String text() {
    try (InputStream in =
        Objects.requireNonNull(V1Document.class.getResourceAsStream("openapi.yaml"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
