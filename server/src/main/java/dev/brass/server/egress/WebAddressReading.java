package dev.brass.server.egress;

/// The result of reading an address from outside: a [WebAddress], or the reason why it is not one.
public sealed interface WebAddressReading permits WebAddress, WebAddressReading.Refused {

  /// Not an address that every reader takes for the same place.
  ///
  /// @param why the requirement, such as "must start with http:// or https:// and a host"; without
  ///     the address itself, which may contain a password
  record Refused(String why) implements WebAddressReading {}
}
