package dev.brass.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The borders between the packages, as ARCHITECTURE.md draws them.
@Tag("architecture")
class ArchitectureTest {

  private static final String ROOT = "dev.brass.server";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.brass");

  @Test
  void doorsCallFeaturesAndFeaturesCallWhatCarriesThem() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("main")
        .definedBy(ROOT, ROOT + ".cli..")
        .layer("api")
        .definedBy(ROOT + ".api..")
        .layer("features")
        .definedBy(
            ROOT + ".order..",
            ROOT + ".recovery..",
            ROOT + ".account..",
            ROOT + ".errand..",
            ROOT + ".bulk..",
            ROOT + ".batch..",
            ROOT + ".support..",
            ROOT + ".product..",
            ROOT + ".usage..",
            ROOT + ".retailer..",
            ROOT + ".webhook..",
            ROOT + ".mail..",
            ROOT + ".onboarding..",
            ROOT + ".stats..",
            ROOT + ".wallet..",
            ROOT + ".payment..",
            ROOT + ".tenant..",
            ROOT + ".node..",
            ROOT + ".credential..")
        .layer("connect")
        .definedBy(ROOT + ".connect..")
        .layer("ground")
        .definedBy(
            ROOT + ".job..",
            ROOT + ".db..",
            ROOT + ".fault..",
            ROOT + ".health..",
            ROOT + ".csv..",
            ROOT + ".outward..",
            ROOT + ".stripe..",
            ROOT + ".template..")
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
