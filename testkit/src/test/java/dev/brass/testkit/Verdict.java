package dev.brass.testkit;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;

/// How the whole contract judges a connector, with every rule run here and now.
///
/// @param failed why, by `Contract.rule`
record Verdict(Map<String, Throwable> failed, Set<String> passed, Set<String> leftOut) {
  static Verdict on(Subject subject) {
    Verdict verdict = new Verdict(new TreeMap<>(), new TreeSet<>(), new TreeSet<>());
    ConnectorContract.of(subject).forEach(node -> verdict.run("", node));
    return verdict;
  }

  private void run(String prefix, DynamicNode node) {
    switch (node) {
      case DynamicContainer container -> {
        try (Stream<? extends DynamicNode> children = container.getChildren()) {
          children.forEach(
              child -> run(container.getDisplayName().replace("Contract", "") + ".", child));
        }
      }
      case DynamicTest test -> run(prefix + test.getDisplayName(), test);
      default -> throw new AssertionError("neither container nor test: " + node);
    }
  }

  private void run(String name, DynamicTest test) {
    try {
      test.getExecutable().execute();
      passed.add(name);
    } catch (TestAbortedException e) {
      leftOut.add(name);
    } catch (Throwable e) {
      failed.put(name, e);
    }
  }
}
