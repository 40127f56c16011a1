package dev.brass.bench.nodes;

/// What goes wrong in the simulation of several nodes.
enum FaultKind {
  /// `kill -9` of a node, which is started again some seconds later.
  KILLED(6),
  /// Nothing comes through between a node and the database, and no connection ends.
  DATABASE_SILENT(5),
  /// The same between a node and a store.
  STORE_SILENT(5),
  /// A node's process is stopped for longer than its lease, and goes on.
  STOPPED(4),
  /// A node ends in order and comes back with its clock wrong by minutes.
  CLOCK_WRONG(3),
  /// A store takes connections and answers nothing.
  STORE_HANGS(5),
  /// Many orders at once for the store that is asked so many times a second only.
  STORE_FLOODED(3),
  /// A node comes back as a worker that knows one store less, and later as it was.
  CONFIGURED_OTHERWISE(3),
  /// The database is lost, and goes on with a snapshot from some seconds ago.
  RESTORED(4),
  /// The primary is lost, and its standby, which has everything, is promoted.
  FAILED_OVER(3),
  /// The same with a standby that heard nothing of the last seconds.
  FAILED_OVER_WITH_LOSS(4);

  private final int weight;

  FaultKind(int weight) {
    this.weight = weight;
  }

  /// How often it is among those that are drawn, compared with others.
  int weight() {
    return weight;
  }

  /// Whether the database goes on with another history.
  boolean isOfHistory() {
    return this == RESTORED || this == FAILED_OVER || this == FAILED_OVER_WITH_LOSS;
  }
}
