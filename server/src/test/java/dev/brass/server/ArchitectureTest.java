package dev.brass.server;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.core.importer.Locations;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The borders between the packages, as ARCHITECTURE.md draws them.
@Tag("architecture")
class ArchitectureTest {

  private static final String ROOT = "dev.brass.server";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importLocations(locations());

  /// The class path, and every connector that was compiled: the server depends on none of them.
  private static Set<Location> locations() {
    Set<Location> locations = new HashSet<>(Locations.ofPackage("dev.brass"));
    String classPath = System.getProperty("java.class.path");
    try (Stream<Path> connectors = Files.list(GeneratedFile.root().resolve("connectors"))) {
      connectors
          .filter(connector -> !classPath.contains(connector.resolve("target").toString()))
          .map(connector -> connector.resolve("target/classes"))
          .filter(Files::isDirectory)
          .map(Location::of)
          .forEach(locations::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return locations;
  }

  /// The rooms of each floor. Nothing of a lower one knows a higher one.
  private static final Map<String, List<String>> FLOORS =
      Map.of(
          "main",
          List.of("", "cli"),
          "api",
          List.of("api"),
          "features",
          List.of(
              "account",
              "batch",
              "bulk",
              "card",
              "secret",
              "aftersales",
              "intake",
              "log",
              "mail",
              "node",
              "onboarding",
              "order",
              "agentpay",
              "personal",
              "product",
              "recovery",
              "retailer",
              "stats",
              "support",
              "tenant",
              "usage",
              "wallet",
              "webhook"),
          "connect",
          List.of("connect"),
          "ground",
          List.of(
              "config",
              "csv",
              "db",
              "entry",
              "fault",
              "form",
              "hash",
              "health",
              "job",
              "metric",
              "egress",
              "quota",
              "stripe",
              "template",
              "text"));

  private static String[] packages(String floor) {
    return Objects.requireNonNull(FLOORS.get(floor)).stream()
        .map(room -> room.isEmpty() ? ROOT : ROOT + "." + room + "..")
        .toArray(String[]::new);
  }

  @Test
  void doorsCallFeaturesAndFeaturesCallWhatCarriesThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("main")
        .definedBy(packages("main"))
        .layer("api")
        .definedBy(packages("api"))
        .layer("features")
        .definedBy(packages("features"))
        .layer("connect")
        .definedBy(packages("connect"))
        .layer("ground")
        .definedBy(packages("ground"))
        .whereLayer("main")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("api")
        .mayOnlyBeAccessedByLayers("main")
        .whereLayer("features")
        .mayOnlyBeAccessedByLayers("main", "api", "connect")
        .whereLayer("connect")
        .mayOnlyBeAccessedByLayers("main", "api", "features")
        .check(CLASSES);
  }

  @Test
  void everyPackageHasItsFloor() {
    Set<String> rooms = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      String name = type.getPackageName();
      if (name.equals(ROOT) || name.startsWith(ROOT + ".")) {
        String below = name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
        rooms.add(below.split("\\.", 2)[0]);
      }
    }
    assertThat(FLOORS.values().stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(rooms);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theApisAreBlindToEachOther() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".api.v1..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".api.v2..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".api.v2..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".api.v1..")
        .check(CLASSES);
  }

  @Test
  void onlyRepositoriesAndTheDatabaseSpeakSql() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "..")
        .and()
        .haveNameNotMatching(".*Repository(\\$.*)?")
        .and()
        .resideOutsideOfPackage(ROOT + ".db..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.sql..")
        .check(CLASSES);
  }

  @Test
  void onlyTheMainClassReadsTheSystemClock() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".Main")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .orShould()
        .callMethod(InstantSource.class, "system")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(OffsetDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .check(CLASSES);
  }

  /// Libraries that read a clock by themselves, where a given one should rule.
  @Test
  void noLibraryBringsAClockOfItsOwn() {
    classes()
        .that(
            new DescribedPredicate<>("make buckets") {
              @Override
              public boolean test(JavaClass type) {
                return calls(type, "build");
              }
            })
        .should(
            new ArchCondition<>("say which clock their buckets follow") {
              @Override
              public void check(JavaClass type, ConditionEvents events) {
                if (!calls(type, "withCustomTimePrecision")) {
                  events.add(
                      SimpleConditionEvent.violated(
                          type, type.getName() + " leaves its buckets to a clock of their own"));
                }
              }
            })
        .check(CLASSES);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".db.Ids")
        .and()
        .resideInAPackage(ROOT + "..")
        .should()
        .callMethodWhere(
            target(owner(name("com.fasterxml.uuid.Generators")))
                .as("time-based ids are made by Ids alone"))
        .orShould()
        .callConstructor(Date.class)
        .orShould()
        .callMethod(Calendar.class, "getInstance")
        .check(CLASSES);
  }

  private static boolean calls(JavaClass type, String method) {
    return type.getMethodCallsFromSelf().stream()
        .map(JavaMethodCall::getTarget)
        .anyMatch(
            call ->
                call.getName().equals(method)
                    && call.getOwner()
                        .getName()
                        .equals("io.github.bucket4j.local.LocalBucketBuilder"));
  }

  @Test
  void noExchangeIsWithoutALimitForItsBody() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + "..")
        .and()
        // Calls to stores are interrupted at their deadline.
        .doNotHaveFullyQualifiedName(ROOT + ".connect.JdkStoreHttp")
        .should()
        .callMethod(HttpClient.class, "send", HttpRequest.class, HttpResponse.BodyHandler.class)
        .because("its timeout ends with the headers: use WholeExchange")
        .check(CLASSES);
  }

  /// Tests wait for what they want to see, as long as it takes, and never for a time.
  @Test
  void testsNeverSleep() {
    JavaClasses tests =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
            .importPackages("dev.brass");
    noClasses()
        .should()
        .callMethodWhere(target(owner(type(Thread.class))).and(target(name("sleep"))))
        .orShould()
        .callMethodWhere(
            target(owner(type(LockSupport.class))).and(target(nameMatching("park(Nanos|Until)"))))
        .orShould()
        .callMethodWhere(target(owner(type(TimeUnit.class))).and(target(name("sleep"))))
        .check(tests);
  }

  @Test
  void everyPackageIsNullMarked() {
    classes()
        .that(
            new DescribedPredicate<>("are package descriptions") {
              @Override
              public boolean test(JavaClass type) {
                return type.getSimpleName().equals("package-info");
              }
            })
        .should()
        .beAnnotatedWith("org.jspecify.annotations.NullMarked")
        .check(CLASSES);
  }

  @Test
  void noPackageIsNamedAfterNothing() {
    noClasses()
        .should()
        .resideInAnyPackage(
            "..common..",
            "..util..",
            "..utils..",
            "..impl..",
            "..model..",
            "..dto..",
            "..service..",
            "..manager..",
            "..helper..")
        .check(CLASSES);
  }
}
