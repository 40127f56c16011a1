package dev.brass.bench;

import java.io.PrintStream;

/// A measurement that has a name.
interface Bench {

  /// One line for the list of measurements.
  String about();

  /// Measures, and prints what it found.
  void run(Lab lab, PrintStream out) throws Exception;
}
