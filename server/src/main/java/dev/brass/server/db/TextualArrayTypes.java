package dev.brass.server.db;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jdbi.v3.core.array.SqlArrayType;
import org.jdbi.v3.core.array.SqlArrayTypeFactory;
import org.jdbi.v3.core.config.ConfigRegistry;

/// Arrays of instants and of bytes, whose elements the driver takes as text only.
final class TextualArrayTypes implements SqlArrayTypeFactory {

  @Override
  public Optional<SqlArrayType<?>> build(Type elementType, ConfigRegistry config) {
    if (elementType == Instant.class) {
      return Optional.of(SqlArrayType.of("timestamptz", String::valueOf));
    }
    if (elementType == byte[].class) {
      return Optional.of(
          SqlArrayType.of(
              "bytea",
              (byte[] bytes) -> bytes == null ? null : "\\x" + HexFormat.of().formatHex(bytes)));
    }
    return Optional.empty();
  }
}
