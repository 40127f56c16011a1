package dev.brass.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brass.spi.Connector;
import dev.brass.spi.InProcess;
import dev.brass.spi.PlacesOrders;
import dev.brass.spi.StoreSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The rules for every connector, whatever it can do. Rules are named after their number and what
/// they require, as they stand in the document.
@SuppressWarnings("MemberName")
final class EveryConnectorContract {
  private static final int STORES_AT_ONCE = 4;

  private final Trial trial;
  private final Connector connector;

  EveryConnectorContract(Trial trial) {
    this.trial = trial;
    this.connector = trial.connector();
  }

  @Rule
  void c1_platformIsALowerCaseWord() {
    assertThat(connector.platform()).matches("[a-z][a-z0-9-]{0,39}");
  }

  @Rule
  void c1_fieldsAreFinal() {
    List<String> changeable = new ArrayList<>();
    for (Class<?> type = connector.getClass();
        type != null && type != Object.class;
        type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isFinal(field.getModifiers()) && !field.isSynthetic()) {
          changeable.add(type.getSimpleName() + "." + field.getName());
        }
      }
    }
    assertThat(changeable).as("fields that can change between calls").isEmpty();
  }

  @Rule
  void c1_inputOutputTimeAndRandomnessComeFromTheStore() {
    assertThat(ClassScan.violations(connector.getClass())).isEmpty();
  }

  @Rule
  void c1_productPageIsReadOffTheAddressAlone(World world) {
    StoreSettings settings = world.store().settings();
    URI page = world.productPage();
    if (page != null) {
      assertThat(connector.productId(settings, page)).contains(world.productId());
    }
    for (String stranger :
        List.of(
            "https://shop.invalid/p/1?id=1", "https://shop.invalid", "urn:isbn:9780306406157")) {
      assertThat(connector.productId(settings, URI.create(stranger))).as(stranger).isEmpty();
    }
    assertThat(world.store().http().exchanges()).as("calls to the store").isEmpty();
  }

  @Rule
  void c1_inProcessMakesNoCall(World world) {
    if (connector instanceof InProcess) {
      Exercise.of(trial, world);
      assertThat(world.store().http().exchanges()).as("calls to the store").isEmpty();
    }
  }

  @Rule
  void c1_servesManyStoresAtOnce() throws InterruptedException, ExecutionException {
    List<World> worlds = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        World alone = opened(worlds)) {
      List<String> expected = Exercise.of(trial, alone).gist();
      List<Future<Exercise>> running = new ArrayList<>();
      for (int i = 0; i < STORES_AT_ONCE; i++) {
        World world = opened(worlds);
        running.add(threads.submit(() -> Exercise.of(trial, world)));
      }
      for (int i = 0; i < STORES_AT_ONCE; i++) {
        Exercise exercise = running.get(i).get();
        assertThat(exercise.gist()).as("what it says while it serves others").isEqualTo(expected);
        if (connector instanceof PlacesOrders) {
          assertThat(worlds.get(i + 1).ordersAtStore(exercise.request().attempt()))
              .as("orders at its own store")
              .isPositive();
        }
      }
    } finally {
      closeAll(worlds);
    }
  }

  @Rule
  void c1_settingsOfTheWorldAreAccepted(World world) {
    connector.check(world.store().settings());
  }

  @Rule
  void c7_settingErrorsNameTheSettingAndNotItsValue(World world) {
    Map<String, String> right = world.store().settingValues();
    Canaries canaries = Canaries.of(world.store().secrets());
    for (String name : right.keySet()) {
      Map<String, String> missing = new HashMap<>(right);
      missing.remove(name);
      assertNames(name, checkFailure(missing), canaries);
      for (String wrong : List.of("", " ", "\u0000", right.get(name) + " \t wrong")) {
        Map<String, String> changed = new HashMap<>(right);
        changed.put(name, wrong);
        assertNames(name, checkFailure(changed), canaries);
      }
    }
  }

  @Rule
  void c7_canarySecretsNeverLeak() {
    try (CapturedOutput output = CapturedOutput.start()) {
      for (Situation situation : Situation.values()) {
        if (situation != Situation.SLOW && !trial.subject().cannot().containsKey(situation)) {
          exerciseWithoutLeak(situation, output);
        }
      }
    }
  }

  @Rule(Situation.UNKNOWN_FIELDS)
  void c8_unknownFieldsAreTolerated(World world) {
    try (World usual = trial.open(Situation.ACCEPTS)) {
      assertThat(Exercise.of(trial, world).gist())
          .as("what it says when replies have unknown fields")
          .isEqualTo(Exercise.of(trial, usual).gist());
    }
  }

  private void exerciseWithoutLeak(Situation situation, CapturedOutput output) {
    try (World world = trial.open(situation)) {
      List<String> secrets = new ArrayList<>(world.store().secrets());
      Exercise exercise = Exercise.of(trial, world);
      secrets.addAll(Canaries.in(exercise.request().payment()));
      Canaries canaries = Canaries.of(secrets);
      assertThat(canaries.isEmpty())
          .as("the world has no secret to look for; pay by card, or give the store a credential")
          .isFalse();
      assertThat(canaries.leakedBy(connector.toString())).as("the connector's text").isEmpty();
      for (Exercise.Said said : exercise.said()) {
        assertThat(canaries.leakedBy(text(said.answer())))
            .as("the secret told by %s in %s, in %s", said.capability(), situation, said.answer())
            .isEmpty();
      }
      assertThat(canaries.leakedBy(output.text()))
          .as("the secret printed or logged in %s", situation)
          .isEmpty();
    }
  }

  private static String text(Object answer) {
    if (!(answer instanceof Throwable thrown)) {
      return answer.toString();
    }
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private @Nullable RuntimeException checkFailure(Map<String, String> settings) {
    try {
      connector.check(new StoreSettings(settings));
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  private static void assertNames(
      String setting, @Nullable RuntimeException failure, Canaries canaries) {
    if (failure != null) {
      assertThat(failure)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(setting);
      assertThat(canaries.leakedBy(text(failure))).as("secrets in " + failure).isEmpty();
    }
  }

  private World opened(List<World> worlds) {
    World world = trial.open(Situation.ACCEPTS);
    worlds.add(world);
    return world;
  }

  private static void closeAll(List<World> worlds) {
    for (World world : worlds) {
      world.close();
    }
  }
}
