package dev.brass.server.fuzz;

/// A parser that strangers reach. Used by one thread.
public interface FuzzTarget extends AutoCloseable {

  /// Reads what a stranger sent. Returns whether it was understood or refused as the parser says;
  /// everything that is thrown is a fault of the parser.
  void read(byte[] input) throws Exception;

  @Override
  default void close() {}
}
