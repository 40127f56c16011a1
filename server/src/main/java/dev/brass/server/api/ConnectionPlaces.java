package dev.brass.server.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The places of a server's connections. No address gets all of them, and who comes late finds one
/// all the same: a connection that waits for its client makes room, of the address that has too
/// many, or else of the one that has the most. A few are kept for those who ask whether the server
/// lives. Thread-safe.
///
/// Which one makes room is found by a look at a few, so that a flood of new connections costs no
/// more than accepting them.
final class ConnectionPlaces {

  private static final int LOOKED_AT = 32;

  private final int most;
  private final int spare;
  private final int perAddress;
  private final RandomGenerator random;
  private final Map<String, List<Guest>> byAddress = new HashMap<>();
  private int taken;
  private int spareTaken;

  /// The places, all free.
  ///
  /// @param most how many there are
  /// @param spare how many more for questions about the server's health
  /// @param perAddress how many one address gets
  /// @param random chooses whom to look at
  ConnectionPlaces(int most, int spare, int perAddress, RandomGenerator random) {
    this.most = most;
    this.spare = spare;
    this.perAddress = perAddress;
    this.random = random;
  }

  /// What a connection gets.
  enum Place {
    ORDINARY,
    /// Only for questions about the server's health.
    SPARE,
    NONE
  }

  /// A connection that has a place, or wants one.
  interface Guest {

    /// Since when its client is waited for, in [System#nanoTime]; null when it is not.
    @Nullable Long waitingSince();

    /// Ends it, since its place is needed. Called with the places locked: it must not wait.
    void makeRoom();
  }

  /// Gives a place to a connection of an address.
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

  /// Takes a place back.
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

  /// Ends the one that has been waiting for its client for the longest, of some.
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

  /// How many connections have a place.
  synchronized int taken() {
    return taken;
  }
}
