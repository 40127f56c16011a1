package dev.brass.server.personal;

import dev.brass.server.db.Database;
import dev.brass.server.db.UnavailableException;
import dev.brass.server.job.JobEnd;
import dev.brass.server.job.JobKind;
import dev.brass.server.job.Jobs;
import dev.brass.server.metric.Metric;
import dev.brass.server.personal.PersonalRowsRepository.Row;
import dev.brass.server.personal.PersonalRowsRepository.Sealed;
import dev.brass.server.secret.Sealer;
import dev.brass.server.tenant.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All rows with personal data: those of older versions are sealed here, and those of a tenant
/// moved to another one. Thread-safe.
///
/// `brass.personal.rows.clear`: the number of rows in clear, at most 10,000 of each column.
public final class PersonalRows implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PersonalRows.class);
  private static final Duration BETWEEN = Duration.ofMinutes(1);

  private static final int PAGE = 200;

  /// A page of large rows is shorter.
  private static final int MOST_CHARACTERS = 8_000_000;

  private static final int MOST_COUNTED = 10_000;

  private final Database database;
  private final PersonalData data;
  private final SearchWords words;
  private final Map<PersonalColumn, WordSource> sources;
  private final SealingHandler handler;
  private final AtomicInteger left = new AtomicInteger();

  /// Tenants with a row that could not be sealed.
  private final Set<TenantId> unable = ConcurrentHashMap.newKeySet();

  private @Nullable Thread counter;
  private final PersonalRowsRepository repository = new PersonalRowsRepository();

  /// The columns that identify the rows of a column.
  @FunctionalInterface
  public interface WordSource extends Function<List<@Nullable String>, Collection<String>> {}

  /// The rows of a database.
  ///
  /// @param sources of the columns whose table has `words`
  public PersonalRows(
      Database database,
      Jobs jobs,
      Sealer sealer,
      SearchWords words,
      Map<PersonalColumn, WordSource> sources,
      MeterRegistry metrics) {
    this.database = database;
    this.data = new PersonalData(sealer);
    this.words = words;
    this.sources = Map.copyOf(sources);
    this.handler = new SealingHandler(database, jobs, this);
    Metric.PERSONAL_ROWS_CLEAR.gauge(metrics, left, AtomicInteger::get);
  }

  /// Seals rows of each column that are in clear, a page of each in a transaction of its own.
  ///
  /// @return their number; zero when only rows that cannot be sealed are left
  int sealSome() {
    int sealed;
    int passedOver;
    do {
      sealed = 0;
      passedOver = unable.size();
      for (PersonalColumn column : PersonalColumn.values()) {
        sealed += database.jdbi().inTransaction(handle -> sealSome(handle, column));
      }
    } while (sealed == 0 && unable.size() > passedOver);
    if (sealed == 0) {
      unable.clear();
    }
    return sealed;
  }

  private int sealSome(Handle handle, PersonalColumn column) {
    List<Sealed> sealed =
        repository.inClear(handle, column, unable, PAGE, MOST_CHARACTERS).stream()
            .map(row -> sealedIfPossible(column, row))
            .flatMap(Optional::stream)
            .toList();
    repository.store(handle, column, sealed);
    return sealed.size();
  }

  /// Empty for a row that cannot be sealed, as when its tenant's key is lost. Its tenant is skipped
  /// from then on until nothing else is left, so that it keeps no other one in clear.
  private Optional<Sealed> sealedIfPossible(PersonalColumn column, Row row) {
    if (unable.contains(row.tenant())) {
      return Optional.empty();
    }
    try {
      return Optional.of(sealed(column, row, row.tenant()));
    } catch (UnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      unable.add(row.tenant());
      LOG.warn("row {} of {} cannot be sealed", row.name(), column.table(), e);
      return Optional.empty();
    }
  }

  /// The number of rows in clear, at most 10,000 of each column.
  int count() {
    return database
        .jdbi()
        .withHandle(
            handle ->
                List.of(PersonalColumn.values()).stream()
                    .mapToInt(column -> repository.count(handle, column, MOST_COUNTED))
                    .sum());
  }

  /// Seals all rows of a tenant for another one, which gets them in the same transaction.
  public void move(Handle handle, TenantId from, TenantId to) {
    for (PersonalColumn column : PersonalColumn.values()) {
      repository.each(
          handle,
          column,
          from,
          rows ->
              repository.store(
                  handle, column, rows.stream().map(row -> sealed(column, row, to)).toList()));
    }
  }

  private Sealed sealed(PersonalColumn column, Row row, TenantId owner) {
    List<@Nullable String> parts =
        data.open(column, row.tenant(), row.name(), row.sealed(), row.clear());
    WordSource source = sources.get(column);
    return new Sealed(
        row.place(),
        data.seal(column, owner, row.name(), parts.toArray(new String[0])),
        source == null ? null : words.hashes(owner, source.apply(parts)));
  }

  /// The remark for operators about unsealed rows; empty when nothing is left to do.
  public Optional<String> remark() {
    int rows = left();
    return rows == 0
        ? Optional.empty()
        : Optional.of(
            "personal data of older versions is in clear in "
                + rows
                + (rows >= MOST_COUNTED ? " rows or more" : " rows")
                + "; it is being sealed");
  }

  /// As of the last count.
  int left() {
    return left.get();
  }

  private void countUntilNothingIsLeft() {
    try {
      do {
        try {
          left.set(count());
        } catch (RuntimeException e) {
          LOG.debug("Could not count what is in clear", e);
        }
        Thread.sleep(BETWEEN);
      } while (left.get() != 0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The jobs.
  public List<JobKind> jobKinds() {
    return List.of(
        JobKind.of(SealingHandler.KIND, handler)
            .backoff(Duration.ofSeconds(10), Duration.ofHours(1))
            .ending(JobEnd.standing("Seals personal data that older versions left in clear.")));
  }

  /// Ensures that rows of older versions are sealed.
  public synchronized void start() {
    handler.start();
    counter = Thread.ofVirtual().name("personal-data").start(this::countUntilNothingIsLeft);
  }

  @Override
  public synchronized void close() {
    if (counter != null) {
      counter.interrupt();
      counter = null;
    }
  }
}
