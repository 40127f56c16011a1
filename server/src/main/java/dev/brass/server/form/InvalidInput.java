package dev.brass.server.form;

import java.util.List;

/// A request that does not fit the schema: every fault at once, in the shape of the original's
/// framework (Zinc API docs, HTTPValidationError).
public final class InvalidInput extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  public InvalidInput(List<Fault> faults) {
    super(faults.size() + " faults, first: " + faults.getFirst());
    this.faults = List.copyOf(faults);
  }

  public List<Fault> faults() {
    return faults;
  }

  /// One fault.
  ///
  /// @param loc the place: `body` or `query` first, then names and positions
  /// @param msg what is expected
  /// @param type a fixed word for the kind of fault
  public record Fault(List<Object> loc, String msg, String type) {
    public Fault {
      loc = List.copyOf(loc);
    }
  }
}
