package dev.brass.server.recovery;

import dev.brass.server.db.Database;
import dev.brass.server.db.Ids;
import dev.brass.server.recovery.Caution.Level;
import dev.brass.server.recovery.RecoveryRepository.Episode;
import dev.brass.server.recovery.RecoveryRepository.Release;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The state *recovering*: from the moment when a node finds that the database may have lost its
/// latest changes until an operator ends it, nothing is bought before the store was asked.
/// Thread-safe.
///
/// A loss counts at once in the process that finds it, and is then written down for all nodes and
/// for the next start. This process reads the state again every few seconds ([#refresh]).
public final class Recovery {

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final Database database;
  private final RecoverySettings settings;
  private final InstantSource clock;
  private final ReleaseListener releases;
  private final Instant startedAt;
  private final RecoveryRepository repository = new RecoveryRepository();
  private final AtomicLong epoch = new AtomicLong();

  /// Losses found here that are not in the database yet. They are not guarded by the lock of
  /// [#refresh], which waits for a connection: the thread that finds a loss is about to open it.
  private final Deque<Episode> unwritten = new ConcurrentLinkedDeque<>();

  /// Clears the caches that this process keeps of the database.
  private final List<Runnable> memories = new CopyOnWriteArrayList<>();

  private volatile Known known = new Known(List.of(), Set.of(), null);

  /// Continues the work that waits for a release.
  @FunctionalInterface
  public interface ReleaseListener {

    /// A store was released.
    ///
    /// @param handle in the transaction of the release
    /// @param store null for all stores
    void released(Handle handle, @Nullable String store, String by, String note);
  }

  /// The state as this process knows it.
  ///
  /// @param released stores that are released from all episodes
  /// @param lastEnded when the last episode ended; null when none has
  private record Known(List<Episode> episodes, Set<String> released, @Nullable Instant lastEnded) {}

  /// The recoveries of a database, as they are.
  ///
  /// @param clock the system clock; its present time is when this process started
  /// @param releases receives each release
  public Recovery(
      Database database, RecoverySettings settings, InstantSource clock, ReleaseListener releases) {
    this.releases = releases;
    this.database = database;
    this.settings = settings;
    this.clock = clock;
    this.startedAt = clock.instant();
    refresh();
  }

  /// The care with which an order is to be bought.
  ///
  /// @param store the code of a real store: sandbox stores forget together with the database
  /// @param submittedAt when the order was committed
  /// @param keyed whether its client gave a key, so that it may be sent again
  public Caution caution(String store, Instant submittedAt, boolean keyed) {
    Known now = known;
    // The newest: purchases that were verified between two losses may be lost with the second.
    Episode unknown = unwritten.peekLast();
    if (unknown != null) {
      return verify(now, unknown, submittedAt, keyed);
    }
    if (!now.episodes.isEmpty() && !now.released.contains(store)) {
      return verify(now, now.episodes.getLast(), submittedAt, keyed);
    }
    if (submittedAt.isBefore(startedAt)) {
      // The whole machine may be a copy of an older state, its mark included.
      return new Caution(Level.LOOK, startedAt);
    }
    return keyed && isWatched(now) ? new Caution(Level.LOOK, submittedAt) : Caution.NONE;
  }

  /// Whether a request with a key may have been sent before, and forgotten here: other systems,
  /// such as a card processor, are then asked for it.
  public boolean mayHaveForgotten() {
    Known now = known;
    return !unwritten.isEmpty() || isWatched(now);
  }

  private boolean isWatched(Known now) {
    Instant lastEnded = now.lastEnded;
    return !now.episodes.isEmpty()
        || (lastEnded != null && clock.instant().isBefore(lastEnded.plus(settings.watch())));
  }

  /// A later order without a key is not from the lost history, whatever its ids were.
  private Caution verify(Known now, Episode newest, Instant submittedAt, boolean keyed) {
    boolean recognizable =
        Stream.concat(now.episodes.stream(), unwritten.stream()).allMatch(Episode::recognizable);
    boolean mayBeLost = keyed || submittedAt.isBefore(newest.since());
    return new Caution(Level.VERIFY, newest.since(), recognizable || !mayBeLost);
  }

  /// Changes whenever history turns out to be lost: decisions of an earlier epoch may rest on facts
  /// that are no longer true.
  public long epoch() {
    return epoch.get();
  }

  /// Registers a cache to clear whenever the database turns out to have lost changes: its entries
  /// may belong to a lost history, such as a key that is stored nowhere now, or an order's version
  /// that will mean something else.
  ///
  /// @param forget quick, and asks no database
  public void whenLost(Runnable forget) {
    memories.add(forget);
  }

  /// Enters the state, since changes may be lost. Counts here when this returns, and is written
  /// down as soon as the database takes it.
  ///
  /// @param reason one sentence without a full stop
  public void lost(String reason) {
    lost(reason, true);
  }

  /// Enters the state, as [#lost(String)] does.
  ///
  /// @param recognizable whether stores can be asked for the attempts of the lost life: their ids
  ///     were made under the key that this database has
  public void lost(String reason, boolean recognizable) {
    unwritten.add(new Episode(Ids.next(), clock.instant(), reason, recognizable));
    epoch.incrementAndGet();
    memories.forEach(Runnable::run);
    LOG.error(
        "HISTORY MAY BE LOST: {}. Orders are taken, and nothing is bought before its store was asked"
            + " whether it was bought already. See 'brass recovery'",
        reason);
  }

  /// Reads anew what other nodes and operators have done, after writing down what they do not know.
  ///
  /// @throws RuntimeException when the database does not answer; the known state then stays
  public void refresh() {
    refresh(_ -> {});
  }

  /// Reads anew what other nodes and operators have done, after writing down what they do not know.
  ///
  /// @param also runs in the commit of the losses
  synchronized void refresh(HandleConsumer<RuntimeException> also) {
    List<Episode> written = new ArrayList<>();
    known =
        database
            .jdbi()
            .inTransaction(
                handle -> {
                  // Not before a connection exists, which may itself have shown a loss.
                  written.addAll(unwritten);
                  written.forEach(episode -> repository.begin(handle, episode));
                  also.useHandle(handle);
                  List<Episode> episodes = repository.active(handle);
                  Set<String> released =
                      repository.releases(handle).stream()
                          .filter(release -> release.episodes() == episodes.size())
                          .map(Release::store)
                          .collect(Collectors.toSet());
                  return new Known(episodes, released, repository.lastEnded(handle));
                });
    unwritten.removeAll(written);
  }

  /// The state for operators.
  public RecoveryStatus status() {
    Known now = known;
    return new RecoveryStatus(
        Stream.concat(now.episodes.stream(), unwritten.stream())
            .distinct()
            .map(episode -> new RecoveryStatus.Loss(episode.since(), episode.reason()))
            .toList(),
        unwritten.isEmpty() ? now.released : Set.of());
  }

  /// Allows orders at one store to be bought again without the proof that they were not bought
  /// before, also those that wait for it.
  ///
  /// @param by who decides it
  /// @param note why
  public void release(String store, String by, String note) {
    database
        .jdbi()
        .useTransaction(
            handle -> {
              repository.release(handle, store, by, note, clock.instant());
              releases.released(handle, store, by, note);
            });
    refresh();
    LOG.warn("{} was released from the recovery by {}: {}", store, by, note);
  }

  /// Ends the state for all stores; false when it had not begun.
  ///
  /// @param by who decides it
  /// @param note why
  public boolean end(String by, String note) {
    int ended =
        database
            .jdbi()
            .inTransaction(
                handle -> {
                  int episodes = repository.end(handle, by, note, clock.instant());
                  if (episodes > 0) {
                    releases.released(handle, null, by, note);
                  }
                  return episodes;
                });
    refresh();
    if (ended > 0) {
      LOG.warn("the recovery was ended by {}: {}", by, note);
    }
    return ended > 0;
  }
}
