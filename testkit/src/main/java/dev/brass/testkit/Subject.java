package dev.brass.testkit;

import dev.brass.spi.Connector;
import java.util.List;
import java.util.Map;

/// A connector together with a store that the contract can try it on. The one thing that a
/// connector author writes for [ConnectorContract]; thread-safe, because one rule opens several
/// worlds at once.
public interface Subject {
  /// The connector; the same instance for all worlds, since it keeps no state.
  Connector connector();

  /// A fresh store in that situation, that shares nothing that matters with other worlds. The
  /// contract closes it.
  World open(Situation situation);

  /// Every error of the store that the connector knows, each with how to provoke it (contract C6).
  List<Refusal> refusals();

  /// The situations that this store cannot be brought into, each with the reason; both are shown in
  /// the name of the test that is left out. Only what a store may lack can be named here: the
  /// contract says which.
  default Map<Situation, String> cannot() {
    return Map.of();
  }
}
