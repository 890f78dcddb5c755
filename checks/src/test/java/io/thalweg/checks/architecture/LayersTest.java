package io.thalweg.checks.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Who may use whom. Modules are kept apart by Maven already; these rules keep packages apart.
class LayersTest {
  /// A package uses only those before it in its module.
  static final Map<String, List<String>> ORDER =
      Map.of(
          "core",
          List.of(
              "base",
              "memory",
              "batch",
              "journal",
              "turn",
              "topic",
              "read",
              "exchange",
              "publish",
              "queue",
              "access",
              "group",
              "shard"),
          "storage",
          List.of("disk", "ring", "compact", "segment", "local", "verify"),
          "simulator",
          List.of("disk", "told", "event", "queue", "world", "mutant", "run"),
          "protocol",
          List.of("wire", "amqp", "kafka"));

  /// Words that every package may use, wherever they live; at home they would be in `base`.
  static final Set<String> VOCABULARY = Set.of("io.thalweg.core.turn.Problem");

  @Test
  void thereAreClassesToJudge() {
    for (String module : List.of("core", "storage", "protocol", "server", "cli")) {
      assertThat(House.topLevel().filter(type -> House.isIn(module, type)).count())
          .as("classes seen in module %s", module)
          .isGreaterThanOrEqualTo(MINIMUM.getOrDefault(module, 1));
    }
  }

  /// Not far below what there is: a rule that sees no classes proves nothing. To be raised as
  /// modules fill.
  static final Map<String, Integer> MINIMUM =
      Map.of("core", 15, "storage", 1, "protocol", 0, "server", 0, "cli", 2);

  @Test
  void packagesUseOnlyThoseAboveThem() {
    assertThat(ORDER.keySet().stream().flatMap(LayersTest::upwardDependencies)).isEmpty();
  }

  static Stream<String> upwardDependencies(String module) {
    return House.CLASSES.stream()
        .filter(type -> House.isIn(module, type))
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .filter(use -> House.isIn(module, use.getTargetClass()))
        .filter(use -> !VOCABULARY.contains(use.getTargetClass().getName()))
        .filter(use -> rank(module, use.getTargetClass()) > rank(module, use.getOriginClass()))
        .map(Dependency::getDescription);
  }

  private static int rank(String module, JavaClass type) {
    return ORDER.get(module).indexOf(House.packageIn(module, type));
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    for (String module : ORDER.keySet()) {
      assertThat(
              House.topLevel()
                  .filter(type -> House.isIn(module, type))
                  .filter(type -> rank(module, type) < 0)
                  .map(JavaClass::getName))
          .as("classes of %s outside the packages of the order", module)
          .isEmpty();
    }
  }

  @Test
  void packagesHaveNoCycles() {
    slices()
        .matching("io.thalweg.(*).(*)..")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(
            alwaysTrue(), describe("words", (JavaClass to) -> VOCABULARY.contains(to.getName())))
        .allowEmptyShould(true)
        .check(House.CLASSES);
  }

  @Test
  void protocolsShareOnlyTheWire() {
    noClasses()
        .that()
        .resideInAPackage("io.thalweg.protocol.kafka..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.thalweg.protocol.amqp..")
        .allowEmptyShould(true)
        .check(House.CLASSES);
  }

  @Test
  void segmentsDoNotKnowTheRing() {
    noClasses()
        .that()
        .resideInAPackage("io.thalweg.storage.segment..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.thalweg.storage.ring..")
        .allowEmptyShould(true)
        .check(House.CLASSES);
  }
}
