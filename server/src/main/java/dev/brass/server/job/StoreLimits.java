package dev.brass.server.job;

import java.util.Set;

/// The limits of stores, which a worker needs before it claims jobs that act at them. It is called
/// at every claim, by one thread: an implementation answers at once, from memory. Stores are named
/// by their keys ([JobScope#store]).
public interface StoreLimits {

  /// For stores that any number of jobs may act at.
  int UNLIMITED = Integer.MAX_VALUE;

  /// The stores that this process knows. Jobs at others are left to other nodes.
  Set<String> known();

  /// The most jobs of a kind that takes slots at a store at a time over all nodes, or [#UNLIMITED].
  int mostAtOnce(String store);

  /// Whether jobs at a store may be claimed now. Code that opens a store calls [Jobs#wake].
  boolean isOpen(String store);

  /// Stores without limits.
  static StoreLimits of(Set<String> known) {
    return new Unlimited(Set.copyOf(known));
  }

  /// Known stores that take any number of jobs at any time.
  record Unlimited(Set<String> known) implements StoreLimits {
    @Override
    public int mostAtOnce(String store) {
      return UNLIMITED;
    }

    @Override
    public boolean isOpen(String store) {
      return true;
    }
  }
}
