package dev.brass.server.egress;

/// What an address from outside was read as: a [WebAddress], or the reason why it is none.
public sealed interface WebAddressReading permits WebAddress, WebAddressReading.Refused {

  /// Not an address that every reader takes for the same place.
  ///
  /// @param why what it must be, such as "must start with http:// or https:// and a host"; without
  ///     the address itself, which may have a password in it
  record Refused(String why) implements WebAddressReading {}
}
