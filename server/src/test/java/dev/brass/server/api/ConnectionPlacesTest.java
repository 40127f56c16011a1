package dev.brass.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.server.api.ConnectionPlaces.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConnectionPlacesTest {

  private final ConnectionPlaces places =
      new ConnectionPlaces(10, 2, 4, RandomGeneratorFactory.getDefault().create());
  private final List<Guest> ended = new ArrayList<>();

  /// A connection that waits for its client since an instant, or works.
  private final class Guest implements ConnectionPlaces.Guest {
    private final @Nullable Long since;

    Guest(@Nullable Long since) {
      this.since = since;
    }

    @Override
    public @Nullable Long waitingSince() {
      return ended.contains(this) ? null : since;
    }

    @Override
    public void makeRoom() {
      ended.add(this);
    }
  }

  @Test
  void theOneThatWaitedLongestMakesRoomForTheNextOfItsAddress() {
    Guest oldest = new Guest(1L);
    places.enter("a", new Guest(3L));
    places.enter("a", oldest);
    places.enter("a", new Guest(2L));
    places.enter("a", new Guest(null));
    assertThat(ended).isEmpty();
    assertThat(places.enter("a", new Guest(9L))).isEqualTo(Place.ORDINARY);
    assertThat(ended).containsExactly(oldest);
  }

  @Test
  void anAddressWhoseConnectionsAllWorkGetsNoMore() {
    for (int i = 0; i < 4; i++) {
      places.enter("a", new Guest(null));
    }
    assertThat(places.enter("a", new Guest(null))).isEqualTo(Place.NONE);
    assertThat(places.enter("b", new Guest(null))).isEqualTo(Place.ORDINARY);
  }

  @Test
  void aFullHouseMakesRoomAtTheAddressThatHasTheMost() {
    List<Guest> crowd = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      crowd.add(new Guest((long) i));
      places.enter("a", crowd.getLast());
    }
    for (int i = 0; i < 6; i++) {
      places.enter("other " + i, new Guest(-5L));
    }
    assertThat(places.enter("new", new Guest(null))).isEqualTo(Place.ORDINARY);
    assertThat(ended).containsExactly(crowd.getFirst());
  }

  @Test
  void sparePlacesAreLeftWhenNobodyCanMakeRoom() {
    for (int i = 0; i < 10; i++) {
      places.enter("working " + i, new Guest(null));
    }
    Guest health = new Guest(null);
    assertThat(places.enter("x", health)).isEqualTo(Place.SPARE);
    assertThat(places.enter("y", new Guest(null))).isEqualTo(Place.SPARE);
    assertThat(places.enter("z", new Guest(null))).isEqualTo(Place.NONE);
    places.leave("x", health, Place.SPARE);
    assertThat(places.enter("z", new Guest(null))).isEqualTo(Place.SPARE);
  }
}
