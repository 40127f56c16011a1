package dev.brass.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceLinksTest {

  private static Settings read(Map<String, String> environment) {
    return Configuration.load(new Sources(Map.of(), environment, Map.of(), Path.of(""))).settings();
  }

  @Test
  void whatKubernetesSaysOfServicesIsNoSetting() {
    Map<String, String> environment = new HashMap<>();
    for (String service : new String[] {"BRASS", "BRASS_POSTGRES", "BRASS_DATA"}) {
      environment.put(service + "_SERVICE_HOST", "10.96.0.5");
      environment.put(service + "_SERVICE_PORT", "8080");
      environment.put(service + "_SERVICE_PORT_HTTP", "8080");
      environment.put(service + "_PORT", "tcp://10.96.0.5:8080");
      environment.put(service + "_PORT_8080_TCP", "tcp://10.96.0.5:8080");
      environment.put(service + "_PORT_8080_TCP_PROTO", "tcp");
      environment.put(service + "_PORT_8080_TCP_PORT", "8080");
      environment.put(service + "_PORT_8080_TCP_ADDR", "10.96.0.5");
      environment.put(service + "_PORT_53_UDP_ADDR", "10.96.0.5");
    }
    assertThat(read(environment).port()).isEqualTo(8080);
  }

  @Test
  void aPortIsStillASettingAndATypingErrorAnError() {
    assertThat(read(Map.of("BRASS_PORT", "9090")).port()).isEqualTo(9090);
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> read(Map.of("BRASS_PROT", "9090")))
        .withMessageContaining("BRASS_PORT");
  }
}
