package dev.brass.server.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The limited places for a server's connections. One address cannot take all of them, and a late
/// connection still finds one: a connection that is waiting for its client is closed first, of an
/// address above its limit or else of the address that has the most. A few places are reserved for
/// health checks. Thread-safe.
///
/// The connection to close is chosen from a small sample, so that a flood of new connections costs
/// no more than accepting them.
final class ConnectionPlaces {

  private static final int LOOKED_AT = 32;

  private final int most;
  private final int spare;
  private final int perAddress;
  private final RandomGenerator random;
  private final Map<String, List<Guest>> byAddress = new HashMap<>();
  private int taken;
  private int spareTaken;

  /// Creates the places, all free.
  ///
  /// @param most number of ordinary places
  /// @param spare number of extra places for health checks
  /// @param perAddress number of places for one address
  /// @param random chooses the sample
  ConnectionPlaces(int most, int spare, int perAddress, RandomGenerator random) {
    this.most = most;
    this.spare = spare;
    this.perAddress = perAddress;
    this.random = random;
  }

  /// The kind of place that a connection gets.
  enum Place {
    ORDINARY,
    /// For health checks only.
    SPARE,
    NONE
  }

  /// A connection that has or requests a place.
  interface Guest {

    /// The time since which the connection waits for its client, in [System#nanoTime]; null when it
    /// does not wait.
    @Nullable Long waitingSince();

    /// Closes the connection because its place is needed. Called under the lock of the places: it
    /// must not wait.
    void makeRoom();
  }

  /// Requests a place for a connection of an address.
  synchronized Place enter(String network, Guest guest) {
    List<Guest> mine = byAddress.getOrDefault(network, List.of());
    if (mine.size() >= perAddress && !makeRoom(mine)) {
      return Place.NONE;
    }
    if (taken >= most && !makeRoom(largest())) {
      if (spareTaken >= spare) {
        return Place.NONE;
      }
      spareTaken++;
      return Place.SPARE;
    }
    byAddress.computeIfAbsent(network, _ -> new ArrayList<>()).add(guest);
    taken++;
    return Place.ORDINARY;
  }

  /// Returns a place.
  synchronized void leave(String network, Guest guest, Place place) {
    if (place == Place.SPARE) {
      spareTaken--;
    }
    if (place == Place.ORDINARY) {
      remove(network, guest);
    }
  }

  private void remove(String network, Guest guest) {
    List<Guest> mine = byAddress.get(network);
    if (mine != null && mine.remove(guest)) {
      taken--;
      if (mine.isEmpty()) {
        byAddress.remove(network);
      }
    }
  }

  private List<Guest> largest() {
    List<Guest> largest = List.of();
    for (List<Guest> each : byAddress.values()) {
      largest = each.size() > largest.size() ? each : largest;
    }
    return largest;
  }

  /// Closes the connection of the sample that has waited for its client the longest.
  private boolean makeRoom(List<Guest> guests) {
    Guest oldest = null;
    long since = 0;
    for (int i = 0; i < LOOKED_AT && !guests.isEmpty(); i++) {
      Guest each =
          guests.size() <= LOOKED_AT
              ? guests.get(i % guests.size())
              : guests.get(random.nextInt(guests.size()));
      Long waiting = each.waitingSince();
      if (waiting != null && (oldest == null || waiting - since < 0)) {
        oldest = each;
        since = waiting;
      }
    }
    if (oldest == null) {
      return false;
    }
    oldest.makeRoom();
    return true;
  }

  /// The number of connections that have a place.
  synchronized int taken() {
    return taken;
  }
}
