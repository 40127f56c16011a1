package dev.brass.connector.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Connector;
import dev.brass.testkit.ConnectorContract;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ExampleContractTest {

  @TestFactory
  Stream<DynamicNode> keepsTheWholeContract() {
    return ConnectorContract.of(new ExampleSubject());
  }

  @Test
  void isFoundByTheServer() {
    assertThat(ServiceLoader.load(Connector.class))
        .hasAtLeastOneElementOfType(ExampleConnector.class);
  }
}
