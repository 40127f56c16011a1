package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.testkit.instant.InstantConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ClassScanTest {
  @Test
  void findsNothingInAConnectorThatAsksItsStore() {
    assertThat(ClassScan.violations(InstantConnector.class)).isEmpty();
    assertThat(ClassScan.violations(PaperConnector.class)).isEmpty();
  }

  @Test
  void followsReferencesToOtherClassesOfThePackage() {
    assertThat(ClassScan.violations(RefersToABadOne.class))
        .containsExactlyInAnyOrder(
            "dev.brass.testkit.ClassScanTest$Bad calls java.lang.System.currentTimeMillis",
            "dev.brass.testkit.ClassScanTest$Bad calls java.util.UUID.randomUUID",
            "dev.brass.testkit.ClassScanTest$Bad calls java.time.LocalDate.now",
            "dev.brass.testkit.ClassScanTest$Bad calls java.lang.System.out",
            "dev.brass.testkit.ClassScanTest$Bad calls java.util.Random.<init>",
            "dev.brass.testkit.ClassScanTest$Bad calls java.nio.file.Files.exists");
  }

  static final class RefersToABadOne {
    private RefersToABadOne() {}

    static String text() {
      return Bad.text();
    }
  }

  static final class Bad {
    private Bad() {}

    static String text() {
      Supplier<UUID> byReference = UUID::randomUUID;
      System.out.flush();
      return byReference.get()
          + " "
          + System.currentTimeMillis()
          + LocalDate.now(ZoneOffset.UTC)
          + LocalDate.now(Clock.fixed(TestClock.START, ZoneOffset.UTC))
          + new Random().nextInt()
          + new Random(1).nextInt()
          + Files.exists(Path.of("/"));
    }
  }
}
