package dev.brass.server.db;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.ArgumentFactory;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/// Arrays and collections bound as arrays of PostgreSQL, in the cheapest form. A group of orders is
/// written as one array per column, so that a busy server spends much of its time here: given as
/// arrays of objects, the driver writes them as text and checks each character for escaping.
final class ArrayArguments implements ArgumentFactory.Preparable {

  private static final int LENGTH_OF_ONE = 40;

  /// The written form of a column's elements.
  private interface Form {
    void bind(PreparedStatement statement, int position, @Nullable Object[] elements)
        throws SQLException;
  }

  private static final Map<Class<?>, Form> FORMS =
      Map.of(
          String.class, typed("text", String[].class),
          Integer.class, typed("int4", Integer[].class),
          Long.class, typed("int8", Long[].class),
          Boolean.class, typed("bool", Boolean[].class),
          byte[].class, typed("bytea", byte[][].class),
          UUID.class, literal("_uuid"),
          Instant.class, literal("_timestamptz"));

  @Override
  public Optional<Function<Object, Argument>> prepare(Type type, ConfigRegistry config) {
    return elementType(type).map(FORMS::get).map(form -> value -> argument(form, value));
  }

  private static Optional<Class<?>> elementType(Type type) {
    return switch (type) {
      case Class<?> array when array.isArray() -> Optional.of(array.getComponentType());
      case ParameterizedType iterable
          when iterable.getRawType() == Iterable.class
              && iterable.getActualTypeArguments()[0] instanceof Class<?> element ->
          Optional.of(element);
      default -> Optional.empty();
    };
  }

  /// A column of values of one type, for [org.jdbi.v3.core.statement.SqlStatement#bind], without
  /// the type search of a bound collection.
  static Argument of(Class<?> element, Object values) {
    return argument(Objects.requireNonNull(FORMS.get(element)), values);
  }

  private static Argument argument(Form form, Object value) {
    return (position, statement, _) -> form.bind(statement, position, elements(value));
  }

  private static @Nullable Object[] elements(Object value) {
    return switch (value) {
      case Object[] array -> array;
      case Collection<?> collection -> collection.toArray();
      default -> throw new IllegalArgumentException("Not a column: " + value.getClass());
    };
  }

  /// Arrays of the elements' own type, which the driver writes in binary.
  private static <T> Form typed(String element, Class<T[]> array) {
    return (statement, position, elements) ->
        statement.setArray(
            position,
            statement
                .getConnection()
                .createArrayOf(element, Arrays.copyOf(elements, elements.length, array)));
  }

  /// PostgreSQL's notation, for values without any character that needs to be escaped.
  private static Form literal(String type) {
    return (statement, position, elements) -> {
      StringBuilder text = new StringBuilder(elements.length * LENGTH_OF_ONE + 2).append('{');
      for (int i = 0; i < elements.length; i++) {
        text.append(i == 0 ? "" : ",").append(elements[i] == null ? "NULL" : elements[i]);
      }
      PGobject array = new PGobject();
      array.setType(type);
      array.setValue(text.append('}').toString());
      statement.setObject(position, array);
    };
  }
}
