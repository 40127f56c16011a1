package dev.brass.server.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class SharesTest {

  private static final long ANY = Long.MAX_VALUE;

  private final Shares shares = new Shares(100);

  private static Owner owner(Owner.Rank rank) {
    return Owner.tenant(rank, UUID.randomUUID());
  }

  private long takeAll(Owner owner) {
    while (shares.take(owner, 1, ANY)) {
      // One more.
    }
    return shares.heldBy(owner);
  }

  @Test
  void oneOwnerGetsHalfAndTheNextOneFindsSomething() {
    assertThat(takeAll(owner(Owner.Rank.LIVE))).isEqualTo(50);
    assertThat(takeAll(owner(Owner.Rank.LIVE))).isEqualTo(25);
    assertThat(takeAll(owner(Owner.Rank.LIVE))).isEqualTo(12);
    for (int i = 0; i < 10; i++) {
      takeAll(owner(Owner.Rank.LIVE));
    }
    assertThat(shares.taken()).isLessThanOrEqualTo(100);
  }

  @Test
  void theLessImportantLeaveRoomForTheMoreImportant() {
    for (int i = 0; i < 50; i++) {
      takeAll(owner(Owner.Rank.STRANGER));
    }
    assertThat(shares.taken()).isLessThanOrEqualTo(25);
    for (int i = 0; i < 50; i++) {
      takeAll(owner(Owner.Rank.TEST));
    }
    assertThat(shares.taken()).isLessThanOrEqualTo(50);
    for (int i = 0; i < 50; i++) {
      takeAll(owner(Owner.Rank.AGENT));
    }
    assertThat(shares.taken()).isLessThanOrEqualTo(75);
    assertThat(takeAll(owner(Owner.Rank.LIVE))).isPositive();
  }

  @Test
  void somethingLargeIsPossibleForTheOneWhoHasNothing() {
    Owner owner = owner(Owner.Rank.LIVE);
    assertThat(shares.take(owner, 100, ANY)).isTrue();
    assertThat(shares.take(owner(Owner.Rank.LIVE), 1, ANY)).isFalse();
    shares.give(owner, 100);
    assertThat(shares.taken()).isZero();
    assertThat(shares.take(owner(Owner.Rank.LIVE), 101, ANY)).isFalse();
  }

  @Test
  void anOwnerHasALimitOfItsOwn() {
    Owner owner = owner(Owner.Rank.LIVE);
    assertThat(shares.take(owner, 3, 3)).isTrue();
    assertThat(shares.take(owner, 1, 3)).isFalse();
    shares.give(owner, 3);
    assertThat(shares.heldBy(owner)).isZero();
  }
}
