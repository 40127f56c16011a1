package dev.brass.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The unit for systemd keeps what it takes from the server, whatever else changes.
class UnitFileTest {

  @Test
  void theServiceHasTheRightsThatItNeedsAndNoOthers() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("../deploy/brass.service"));
    assertThat(lines)
        .contains(
            "UMask=0077",
            "StateDirectoryMode=0700",
            "CapabilityBoundingSet=",
            "NoNewPrivileges=true",
            "SystemCallFilter=@system-service",
            "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
            "PrivateDevices=true",
            "ProtectProc=invisible",
            "ProtectSystem=strict",
            "LoadCredential=brass:/etc/brass/credentials",
            "Environment=BRASS_PROFILE=production")
        .anyMatch(line -> line.startsWith("MemoryMax="))
        .anyMatch(line -> line.startsWith("StartLimitBurst="))
        .anyMatch(line -> line.startsWith("RestartMaxDelaySec="));
  }
}
