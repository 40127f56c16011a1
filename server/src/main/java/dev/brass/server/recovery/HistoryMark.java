package dev.brass.server.recovery;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The position of a database's history when a node last looked, kept outside of it.
///
/// @param systemIdentifier the PostgreSQL cluster, a number that survives copies
/// @param timeline the number of the history among those that branched off each other (by a restore
///     to a point in time, or a promotion)
/// @param position the last byte of the write-ahead log that was on disk
/// @param synchronous whether every commit was on a standby's disk too before it was acknowledged
/// @param tick the number of looks that this node has written into this database; -1 when it cannot
///     be read
public record HistoryMark(
    String systemIdentifier, int timeline, long position, boolean synchronous, long tick) {

  /// The reason why changes may have been lost between this mark and a later look; empty when none
  /// can have.
  Optional<String> lostBy(HistoryMark later) {
    return Optional.ofNullable(reason(later));
  }

  private @Nullable String reason(HistoryMark later) {
    if (!systemIdentifier.equals(later.systemIdentifier)) {
      return "the database is another PostgreSQL cluster than before (system identifier "
          + later.systemIdentifier
          + " instead of "
          + systemIdentifier
          + ")";
    }
    if (later.tick < tick) {
      return "the database has forgotten what this node wrote into it: it is an older copy";
    }
    if (later.position < position) {
      return "the database's log ends before a position that was on disk (%s, seen: %s)"
          .formatted(lsn(later.position), lsn(position));
    }
    if (later.timeline != timeline && !synchronous) {
      return "the database is on another timeline (%d instead of %d): a standby was promoted,"
              .formatted(later.timeline, timeline)
          + " or a backup was restored, and replication was not synchronous";
    }
    return null;
  }

  HistoryMark withTick(long newTick) {
    return new HistoryMark(systemIdentifier, timeline, position, synchronous, newTick);
  }

  /// A position as PostgreSQL writes it.
  static String lsn(long position) {
    return "%X/%X".formatted(position >>> 32, position & 0xFFFF_FFFFL);
  }

  /// A position from PostgreSQL's notation, such as `1/6B0A2F8`.
  static long position(String lsn) {
    int slash = lsn.indexOf('/');
    return (Long.parseLong(lsn.substring(0, slash), 16) << 32)
        | Long.parseLong(lsn.substring(slash + 1), 16);
  }
}
