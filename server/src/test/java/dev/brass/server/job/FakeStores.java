package dev.brass.server.job;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Stores that a test opens, closes and limits. Thread-safe.
final class FakeStores implements StoreLimits {

  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final Set<String> closed = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> limits = new ConcurrentHashMap<>();

  FakeStores(String... known) {
    this.known.addAll(Arrays.asList(known));
  }

  FakeStores limit(String store, int most) {
    limits.put(store, most);
    return this;
  }

  FakeStores close(String store) {
    closed.add(store);
    return this;
  }

  void open(String store) {
    closed.remove(store);
  }

  @Override
  public Set<String> known() {
    return Set.copyOf(known);
  }

  @Override
  public int mostAtOnce(String store) {
    return limits.getOrDefault(store, UNLIMITED);
  }

  @Override
  public boolean isOpen(String store) {
    return !closed.contains(store);
  }
}
