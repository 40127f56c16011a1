package dev.brass.testkit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class PaperContractTest {
  @TestFactory
  Stream<DynamicNode> contract() {
    return ConnectorContract.of(new PaperSubject(new PaperConnector()));
  }
}
