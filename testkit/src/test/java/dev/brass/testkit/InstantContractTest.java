package dev.brass.testkit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class InstantContractTest {
  @TestFactory
  Stream<DynamicNode> contract() {
    return ConnectorContract.of(InstantSubject.plain());
  }

  @TestFactory
  Stream<DynamicNode> contractOfOneThatRepeats() {
    return ConnectorContract.of(InstantSubject.repeating());
  }
}
