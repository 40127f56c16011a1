package dev.brass.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgementTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static Judgement judge(Reply reply, boolean classic, String... secrets) {
    return Judgement.of(reply, classic, List.of(secrets), NOW, Duration.ofHours(6));
  }

  private static Judgement judge(int status, boolean classic) {
    return judge(new Reply.Answered(status, "", null), classic);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "200,true,DELIVERED,-",
        "201,true,DELIVERED,answered 201 instead of 200",
        "204,false,DELIVERED,-",
        "301,false,FAILED,'answered 301, a redirect; redirects are not followed'",
        "400,true,FAILED,answered 400",
        "404,false,FAILED,answered 404",
        "410,true,HOPELESS,answered 410: gone permanently",
        "410,false,HOPELESS,answered 410: gone permanently",
        "429,false,FAILED,answered 429",
        "500,true,FAILED,answered 500",
      })
  void knowsWhatAStatusMeans(int status, boolean classic, Judgement.Verdict verdict, String note) {
    Judgement judgement = judge(status, classic);
    assertThat(judgement.verdict()).isEqualTo(verdict);
    assertThat(judgement.note()).isEqualTo(note);
    assertThat(judgement.status()).isEqualTo(status);
  }

  @Test
  void leavesAReceiverAloneForAsLongAsItAsks() {
    assertThat(judge(new Reply.Answered(503, "", "90"), false).retryAfter())
        .isEqualTo(Duration.ofSeconds(90));
    assertThat(judge(new Reply.Answered(200, "", "90"), false).retryAfter()).isZero();
  }

  @Test
  void masksSecretsThatTheReceiverRepeats() {
    Judgement answered =
        judge(
            new Reply.Answered(500, "you said hunter2 and bob:hunter2", null),
            true,
            "hunter2",
            "bob:hunter2");
    assertThat(answered.reply()).isEqualTo("you said *** and ***");
    assertThat(judge(new Reply.Missing("bad hunter2"), true, "hunter2").note())
        .isEqualTo("bad ***");
  }

  @Test
  void masksBeforeItCutsSoThatNoHalfSecretIsLeft() {
    String reply = "x".repeat(4_090) + "hunter2hunter2hunter2";
    assertThat(judge(new Reply.Answered(500, reply, null), true, "hunter2hunter2hunter2").reply())
        .isEqualTo("x".repeat(4_090) + "***");
  }

  @Test
  void keepsFourKibibytesOfAReplyAndNoHalfCharacter() {
    Reply reply = new Reply.Answered(200, "a" + "é".repeat(5_000), null);
    assertThat(judge(reply, true).reply()).isEqualTo("a" + "é".repeat(2_047));
  }

  @Test
  void replacesTheCharacterThatTheDatabaseRefuses() {
    assertThat(judge(new Reply.Answered(200, "a\0b", null), true).reply()).isEqualTo("a\uFFFDb");
  }
}
