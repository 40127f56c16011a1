package dev.brass.server.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "169.254.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::8.8.8.8",
        "100::1",
        "2001:db8::1",
        "2001:0:808:808::80ff:fffe",
        "2002:7f00:1::1",
        "2002:a00:1::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1"
      })
  void refusesWhatIsNotOnThePublicInternet(String address) {
    assertThat(AddressGuard.isPublic(InetAddress.ofLiteral(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
        "2606:4700:4700::1111",
        "2a00:1450:4001::200e"
      })
  void permitsThePublicInternet(String address) {
    assertThat(AddressGuard.isPublic(InetAddress.ofLiteral(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"7f000001", "0a000001", "a9fea9fe"})
  void refusesAddressesThatCarryPrivateOnes(String ipv4) {
    for (String carrier :
        new String[] {
          "0000000000000000ffff0000", // translated, as formerly written
          "0064ff9b0000000000000000", // translated
          "20010db90000000100005efe", // ISATAP
          "200147000000000102005efe" // ISATAP with a global IPv4 address
        }) {
      assertThat(AddressGuard.isPublic(HexFormat.of().parseHex(carrier + ipv4)))
          .as(carrier)
          .isFalse();
      assertThat(AddressGuard.isPublic(HexFormat.of().parseHex(carrier + "08080808")))
          .as(carrier)
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"7f000001", "0a000001", "a9fea9fe"})
  void refusesMappedAddressesThatJavaHasNotTurnedIntoIpv4(String ipv4) {
    byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffff" + ipv4);
    assertThat(AddressGuard.isPublic(mapped)).isFalse();
  }
}
