package dev.brass.server.db;

import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.array.SqlArrayType;
import org.jdbi.v3.core.array.SqlArrayTypeFactory;
import org.jdbi.v3.core.config.ConfigRegistry;

/// Arrays of instants as `timestamptz[]`; the driver takes each element as text.
final class InstantArrayType implements SqlArrayTypeFactory {

  @Override
  public Optional<SqlArrayType<?>> build(Type elementType, ConfigRegistry config) {
    return elementType == Instant.class
        ? Optional.of(SqlArrayType.of("timestamptz", String::valueOf))
        : Optional.empty();
  }
}
