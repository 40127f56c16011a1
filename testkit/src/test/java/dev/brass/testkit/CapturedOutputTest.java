package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class CapturedOutputTest {
  @Test
  void seesWhatIsPrintedAndLoggedAndPutsEverythingBack() {
    PrintStream before = System.out;
    Logger logger = Logger.getLogger("captured");
    try (CapturedOutput output = CapturedOutput.start()) {
      System.out.print("to out;");
      System.err.print("to err;");
      logger.finest("to the log");
      logger.log(Level.FINE, "with a cause", new IllegalStateException("the cause"));
      assertThat(output.text())
          .contains("to out;")
          .contains("to err;")
          .contains("to the log")
          .contains("the cause");
    }
    assertThat(System.out).isSameAs(before);
    assertThat(Logger.getLogger("").getHandlers())
        .noneMatch(handler -> handler.getClass().getName().contains("CapturedOutput"));
  }
}
