package dev.brass.server.quota;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// A weighted semaphore that no owner can empty: an owner gets no more than what is then still
/// free, so that one alone gets half, two a third each, and each new one finds something; and the
/// less important ranks together never more than their part. A request for more is refused, and
/// does not wait. Thread-safe.
public final class Shares {

  private final long total;
  private final Map<Owner, Long> held = new HashMap<>();
  private final Map<Owner.Rank, Long> byRank = new EnumMap<>(Owner.Rank.class);

  /// The whole amount, all of it free.
  public Shares(long total) {
    if (total < 1) {
      throw new IllegalArgumentException("there is nothing to share: " + total);
    }
    this.total = total;
  }

  /// The largest amount that an owner of this rank can ever get at once.
  public long largest(Owner.Rank rank) {
    return (long) (total * rank.part());
  }

  /// Takes an amount; false when the owner must wait.
  ///
  /// @param most how much the owner may have in any case
  public synchronized boolean take(Owner owner, long amount, long most) {
    long mine = held.getOrDefault(owner, 0L);
    long left = free(owner.rank()) - amount;
    if (left < 0 || mine + amount > most || (mine > 0 && mine + amount > left)) {
      return false;
    }
    held.put(owner, mine + amount);
    byRank.merge(owner.rank(), amount, Long::sum);
    return true;
  }

  /// Gives back what was taken.
  public synchronized void give(Owner owner, long amount) {
    held.computeIfPresent(owner, (_, mine) -> mine - amount <= 0 ? null : mine - amount);
    byRank.merge(owner.rank(), -amount, Long::sum);
  }

  /// The amount that an owner has.
  public synchronized long heldBy(Owner owner) {
    return held.getOrDefault(owner, 0L);
  }

  /// The amount that all owners have together.
  public synchronized long taken() {
    return byRank.values().stream().mapToLong(Long::longValue).sum();
  }

  private long free(Owner.Rank rank) {
    long free = Long.MAX_VALUE;
    long taken = 0;
    Owner.Rank[] ranks = Owner.Rank.values();
    for (int i = ranks.length - 1; i >= 0; i--) {
      taken += byRank.getOrDefault(ranks[i], 0L);
      if (ranks[i].compareTo(rank) <= 0) {
        free = Math.min(free, largest(ranks[i]) - taken);
      }
    }
    return free;
  }
}
