package dev.brass.server.db;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jdbi.v3.core.array.SqlArrayType;
import org.jdbi.v3.core.array.SqlArrayTypeFactory;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jspecify.annotations.Nullable;

/// Arrays whose elements the driver takes as text only: of instants as `timestamptz[]`, of bytes as
/// `bytea[]`.
final class TextArrayTypes implements SqlArrayTypeFactory {

  @Override
  public Optional<SqlArrayType<?>> build(Type elementType, ConfigRegistry config) {
    if (elementType == Instant.class) {
      return Optional.of(SqlArrayType.of("timestamptz", TextArrayTypes::text));
    }
    if (elementType == byte[].class) {
      return Optional.of(SqlArrayType.of("bytea", TextArrayTypes::text));
    }
    return Optional.empty();
  }

  private static @Nullable String text(@Nullable Object element) {
    return switch (element) {
      case null -> null;
      case byte[] bytes -> "\\x" + HexFormat.of().formatHex(bytes);
      default -> element.toString();
    };
  }
}
