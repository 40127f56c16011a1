package dev.brass.server.egress;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// The addresses that are not on the public internet: private, loopback, link-local, shared by
/// carriers, multicast, reserved, and the metadata services of clouds (IANA's special-purpose
/// registries of IPv4 and IPv6). A service at such an address may trust all calls from this
/// machine.
final class AddressGuard {

  private static final List<Block> NOT_PUBLIC =
      List.of(
          v4("00000000", 8), // this network
          v4("0a000000", 8), // private
          v4("64400000", 10), // shared by carriers; also Alibaba's metadata
          v4("7f000000", 8), // loopback
          v4("a83f8110", 32), // Azure's metadata, 168.63.129.16
          v4("a9fe0000", 16), // link-local; also most clouds' metadata
          v4("ac100000", 12), // private
          v4("c0000000", 24), // protocol assignments; also Oracle's metadata
          v4("c0000200", 24), // documentation
          v4("c0586300", 24), // former 6to4 relays
          v4("c0a80000", 16), // private
          v4("c6120000", 15), // benchmarks
          v4("c6336400", 24), // documentation
          v4("cb007100", 24), // documentation
          v4("e0000000", 4), // multicast
          v4("f0000000", 4), // reserved, broadcast
          v6("", 96), // unspecified, loopback, IPv4-compatible
          v6("0064ff9b0001", 48), // translation inside a network
          v6("0100", 64), // discard
          v6("20010db8", 32), // documentation
          v6("3fff", 20), // documentation
          v6("5f00", 16), // segment routing
          v6("fc00", 7), // unique local; also AWS's metadata
          v6("fe80", 10), // link-local
          v6("fec0", 10), // site-local
          v6("ff00", 8)); // multicast

  private static final Block MAPPED = v6("00000000000000000000ffff", 96);

  /// The form in which stateless translators wrote IPv4 addresses before there was a prefix for it:
  /// `::ffff:0:…`.
  private static final Block FORMERLY_TRANSLATED = v6("0000000000000000ffff0000", 96);

  private static final Block TRANSLATED = v6("0064ff9b", 96);
  private static final Block SIX_TO_FOUR = v6("2002", 16);
  private static final Block TEREDO = v6("20010000", 32);

  private AddressGuard() {}

  /// Whether an address is on the public internet, judging by its number.
  static boolean isPublic(InetAddress address) {
    return isPublic(address.getAddress());
  }

  /// As [#isPublic(InetAddress)], for 4 or 16 bytes; an IPv6 address that only carries an IPv4 one
  /// leads where that one does.
  static boolean isPublic(byte[] address) {
    if (NOT_PUBLIC.stream().anyMatch(block -> block.contains(address))) {
      return false;
    }
    if (MAPPED.contains(address)
        || FORMERLY_TRANSLATED.contains(address)
        || TRANSLATED.contains(address)) {
      return isPublic(Arrays.copyOfRange(address, 12, 16));
    }
    if (isTunnelled(address)) {
      return isPublic(Arrays.copyOfRange(address, 12, 16));
    }
    if (SIX_TO_FOUR.contains(address)) {
      return isPublic(Arrays.copyOfRange(address, 2, 6));
    }
    if (TEREDO.contains(address)) {
      // The server's address in clear, the client's with every bit turned over.
      byte[] client = Arrays.copyOfRange(address, 12, 16);
      for (int i = 0; i < client.length; i++) {
        client[i] = (byte) ~client[i];
      }
      return isPublic(client) && isPublic(Arrays.copyOfRange(address, 4, 8));
    }
    return true;
  }

  /// Whether an address is one of ISATAP: in any network, its interface is named `5efe` and an IPv4
  /// address.
  private static boolean isTunnelled(byte[] address) {
    return address.length == 16
        && (address[8] & 0xfd) == 0
        && address[9] == 0
        && address[10] == 0x5e
        && address[11] == (byte) 0xfe;
  }

  private static Block v4(String hex, int bits) {
    return new Block(
        4, bits, new BigInteger(1, HexFormat.of().parseHex(hex)).shiftRight(32 - bits));
  }

  private static Block v6(String hex, int bits) {
    byte[] first = Arrays.copyOf(HexFormat.of().parseHex(hex), 16);
    return new Block(16, bits, new BigInteger(1, first).shiftRight(128 - bits));
  }

  /// A range of addresses.
  ///
  /// @param bytes 4 or 16
  /// @param bits how many leading bits its addresses have in common
  /// @param prefix those bits as a number
  private record Block(int bytes, int bits, BigInteger prefix) {
    boolean contains(byte[] address) {
      return address.length == bytes
          && new BigInteger(1, address).shiftRight(bytes * 8 - bits).equals(prefix);
    }
  }
}
