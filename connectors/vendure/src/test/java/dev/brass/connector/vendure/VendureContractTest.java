package dev.brass.connector.vendure;

import dev.brass.testkit.ConnectorContract;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

class VendureContractTest {

  @TestFactory
  Stream<DynamicNode> keepsTheWholeContract() {
    return ConnectorContract.of(new VendureSubject());
  }
}
