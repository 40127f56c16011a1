package dev.brass.server.db;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementException;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/// Statements of one transaction that need no answer, sent to PostgreSQL together: they cost one
/// round trip, which for the few rows of a lone order is more than the work itself. They run one
/// after the other, and each sees the effects of those before it; when one fails, none of them is
/// done. Not thread-safe.
///
/// The transaction is explicit and not left to the message: with many statements in a message the
/// driver waits for the first answers before it sends the rest, and such a wait ends an implicit
/// transaction.
public final class WriteBatch {

  private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-zA-Z]\\w*)");

  /// Statements are constants, and only few positions in a batch occur, so this stays small.
  private static final ConcurrentHashMap<Placed, String> NUMBERED = new ConcurrentHashMap<>();

  private static final ConcurrentHashMap<String, String> FOR_ALL = new ConcurrentHashMap<>();

  private static final String UNIQUE_VIOLATION = "23505";

  /// Of the function `premise_gone`.
  private static final String PREMISE_GONE = "BR001";

  private static final String BEGIN = "begin;\n";
  private static final String SEPARATOR = ";\n";
  private static final String COMMIT = ";\ncommit";

  private static final Set<String> CONFLICTS = Set.of(UNIQUE_VIOLATION, PREMISE_GONE);

  private final List<Step> steps = new ArrayList<>();
  private final List<Runnable> afterwards = new ArrayList<>();

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
      return and(update -> update.bind(prefix + name, ArrayArguments.of(elementType, values)));
    }

    private Step and(Consumer<Update> binding) {
      bindings.add(binding);
      return this;
    }
  }

  /// Adds a statement.
  ///
  /// @param sql a constant, without a semicolon, that returns no rows: the driver waits for rows
  ///     whose size it does not know before it continues
  public Step add(String sql) {
    Step step = new Step(sql, steps.size());
    steps.add(step);
    return step;
  }

  /// Adds a statement that writes rows, unless there are none.
  public void add(String sql, ColumnArrays rows) {
    if (!rows.isEmpty()) {
      rows.bind(add(sql));
    }
  }

  /// Adds a statement that must touch all of its rows; else none of the script is done.
  ///
  /// @param sql a constant that returns a row for each row that it touches
  public void addForAll(String sql, ColumnArrays rows) {
    if (!rows.isEmpty()) {
      Step step = add(FOR_ALL.computeIfAbsent(sql, WriteBatch::forAll));
      rows.bind(step);
      step.bind("expected", rows.length());
    }
  }

  private static String forAll(String sql) {
    return "with touched as (\n"
        + sql
        + ")\nselect premise_gone() where (select count(*) from touched) <> :expected";
  }

  /// Adds an action to run once everything is committed.
  public void afterCommit(Runnable action) {
    afterwards.add(action);
  }

  /// Runs all statements in the caller's transaction.
  ///
  /// @throws IllegalStateException when the caller has begun none
  public void run(Handle handle) {
    if (!handle.isInTransaction()) {
      throw new IllegalStateException("a script runs in a transaction, or is one by commit()");
    }
    if (!steps.isEmpty()) {
      execute(handle, text());
    }
    afterwards.forEach(handle::afterCommit);
  }

  /// Runs all statements as a transaction of their own, in one round trip.
  ///
  /// @return whether it is committed. If not, nothing is done: a row that was to be inserted
  ///     already exists, or a required row is missing
  /// @throws IllegalStateException inside a transaction of this thread, which it would end
  public boolean commit(Jdbi jdbi) {
    try {
      if (!steps.isEmpty()) {
        jdbi.useHandle(this::commit);
      }
    } catch (StatementException e) {
      if (e.getCause() instanceof SQLException cause
          && CONFLICTS.contains(String.valueOf(cause.getSQLState()))) {
        return false;
      }
      throw e;
    }
    afterwards.forEach(Runnable::run);
    return true;
  }

  private void commit(Handle handle) {
    if (handle.isInTransaction()) {
      throw new IllegalStateException("a script in a transaction would end it; use run()");
    }
    try {
      String limit = LockLimit.statement();
      execute(handle, BEGIN + limit + (limit.isEmpty() ? "" : SEPARATOR) + text() + COMMIT);
    } catch (RuntimeException e) {
      rollBack(handle, e);
      throw e;
    }
  }

  /// Leaves the connection without a transaction. Where that is not possible, the lender discards
  /// it ([GatedPool]).
  private static void rollBack(Handle handle, RuntimeException cause) {
    try {
      handle.execute("rollback");
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private String text() {
    StringJoiner text = new StringJoiner(SEPARATOR);
    steps.forEach(step -> text.add(step.sql));
    return text.toString();
  }

  private void execute(Handle handle, String text) {
    try (Update update = handle.createUpdate(text)) {
      steps.forEach(step -> step.bindings.forEach(binding -> binding.accept(update)));
      update.execute();
    }
  }
}
