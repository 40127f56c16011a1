package dev.brass.server.db;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/// Statements of one transaction that need no answer, sent to PostgreSQL together: they cost the
/// way there and back once, which for the few rows of a lone order is more than the work itself.
/// They are carried out one after the other, and each sees what those before it did; when one
/// fails, the others after it are left out and [#run] throws. Not thread-safe.
public final class Script {

  private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-zA-Z]\\w*)");

  /// Statements are constants, and only a handful of places is ever used.
  private static final ConcurrentHashMap<Placed, String> NUMBERED = new ConcurrentHashMap<>();

  private final List<Step> steps = new ArrayList<>();

  private record Placed(String sql, int place) {}

  /// One of the statements, whose parameters are bound like those of any other.
  public static final class Step {

    private final String sql;
    private final String prefix;
    private final List<Consumer<Update>> bindings = new ArrayList<>();

    private Step(String sql, int place) {
      this.sql = NUMBERED.computeIfAbsent(new Placed(sql, place), Step::numbered);
      this.prefix = prefix(place);
    }

    private static String numbered(Placed placed) {
      return PARAMETER.matcher(placed.sql()).replaceAll(":" + prefix(placed.place()) + "$1");
    }

    private static String prefix(int place) {
      return "s" + place + "_";
    }

    public Step bind(String name, Object value) {
      return and(update -> update.bind(prefix + name, value));
    }

    public Step bindArray(
        String name, Class<?> elementType, List<? extends @Nullable Object> values) {
      return and(update -> update.bindArray(prefix + name, elementType, values));
    }

    private Step and(Consumer<Update> binding) {
      bindings.add(binding);
      return this;
    }
  }

  /// Adds a statement.
  ///
  /// @param sql a constant, without a semicolon
  public Step add(String sql) {
    Step step = new Step(sql, steps.size());
    steps.add(step);
    return step;
  }

  /// Adds a statement that writes rows, unless there are none.
  public void add(String sql, Columns rows) {
    if (!rows.isEmpty()) {
      rows.bind(add(sql));
    }
  }

  /// Carries all of it out.
  public void run(Handle handle) {
    if (steps.isEmpty()) {
      return;
    }
    StringJoiner text = new StringJoiner(";\n");
    steps.forEach(step -> text.add(step.sql));
    try (Update update = handle.createUpdate(text.toString())) {
      steps.forEach(step -> step.bindings.forEach(binding -> binding.accept(update)));
      update.execute();
    }
  }
}
