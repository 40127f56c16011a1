package dev.brass.server.order;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightLimitTest {

  private static final long MIB = 1 << 20;

  @Test
  void isTenThousandWhereThereIsRoomForThem() {
    assertThat(InFlightLimit.of(4_096 * MIB, 1_000_000)).isEqualTo(10_000);
    assertThat(InFlightLimit.of(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(10_000);
  }

  @Test
  void leavesHalfOfTheHeapToEverythingElse() {
    assertThat(InFlightLimit.of(512 * MIB, 1_000_000)).isEqualTo(4_096);
  }

  @Test
  void leavesHalfOfTheOpenFilesToClients() {
    assertThat(InFlightLimit.of(4_096 * MIB, 1_024)).isEqualTo(512);
  }

  @Test
  void isNeverSmallerThanWhatANodeWorksOnAtATime() {
    assertThat(InFlightLimit.of(16 * MIB, 64)).isEqualTo(256);
  }

  @Test
  void ofThisProcessIsBetweenThem() {
    assertThat(InFlightLimit.ofThisProcess()).isBetween(256, 10_000);
  }
}
