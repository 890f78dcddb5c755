package io.thalweg.checks.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a class may touch follows from its role, and its role shows in its name or package.
class RolesTest {
  /// Libraries by the packages that may use them; whoever else does is named.
  private static final DescribedPredicate<JavaClass> NETTY = inPackage("io.netty.");

  private static final DescribedPredicate<JavaClass> PROMETHEUS = inPackage("io.prometheus.");

  private static final DescribedPredicate<JavaClass> KAFKA = inPackage("org.apache.kafka.");

  @Test
  void decidersSeeViewsNeverState() {
    noClasses()
        .that()
        .haveSimpleNameEndingWith("Decider")
        .should()
        .dependOnClassesThat()
        .haveSimpleNameEndingWith("State")
        .allowEmptyShould(true)
        .check(House.CLASSES);
  }

  @Test
  void onlyTopicWritesAppended() {
    Stream<JavaMethodCall> writes =
        House.CLASSES.stream()
            .filter(type -> !type.getPackageName().equals("io.thalweg.core.topic"))
            .flatMap(type -> type.getMethodCallsFromSelf().stream())
            .filter(call -> call.getTargetOwner().getSimpleName().equals("Appended"))
            .filter(call -> call.getName().startsWith("write"));
    assertThat(writes.map(JavaMethodCall::getDescription)).isEmpty();
  }

  @Test
  void nettyIsTheNetworksOwn() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.thalweg.server.net..")
        .should()
        .dependOnClassesThat(NETTY)
        .check(House.CLASSES);
  }

  @Test
  void prometheusIsTheMetricsOwn() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.thalweg.server.metrics..")
        .should()
        .dependOnClassesThat(PROMETHEUS)
        .check(House.CLASSES);
  }

  @Test
  void kafkaClientsAreTheKafkaProtocolsAndTheCommandLines() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.thalweg.protocol.kafka..", "io.thalweg.cli..")
        .should()
        .dependOnClassesThat(KAFKA)
        .check(House.CLASSES);
  }

  @Test
  void coreNeedsOnlyTheJdk() {
    classes()
        .that()
        .resideInAPackage("io.thalweg.core..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.thalweg.core..", "java..", "org.jspecify.annotations..", "")
        .check(House.CLASSES);
  }

  @Test
  void storageNeedsOnlyTheCoreAndTheJdk() {
    classes()
        .that()
        .resideInAPackage("io.thalweg.storage..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.thalweg.storage..", "io.thalweg.core..", "java..", "org.jspecify.annotations..", "")
        .check(House.CLASSES);
  }

  @Test
  void coreReadsNoClockThreadSocketFileOrChance() {
    noClasses()
        .that()
        .resideInAPackage("io.thalweg.core..")
        .should()
        .dependOnClassesThat(OUTSIDE_WORLD)
        .check(House.CLASSES);
    assertThat(ambientCalls("core")).isEmpty();
  }

  @Test
  void sessionsHaveNoSocketsThreadsOrFiles() {
    noClasses()
        .that()
        .resideInAPackage("io.thalweg.protocol..")
        .should()
        .dependOnClassesThat(OUTSIDE_WORLD)
        .check(House.CLASSES);
    assertThat(ambientCalls("protocol")).isEmpty();
  }

  private static final Set<String> OUTSIDE_TYPES =
      Set.of(
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.io.File",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.RandomAccessFile",
          "java.time.Clock",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.Timer",
          "java.security.SecureRandom");

  /// What makes two runs with the same inputs differ.
  private static final DescribedPredicate<JavaClass> OUTSIDE_WORLD =
      new DescribedPredicate<>("read a clock, thread, socket, file or chance") {
        @Override
        public boolean test(JavaClass type) {
          String inPackage = type.getPackageName();
          return OUTSIDE_TYPES.contains(type.getName())
              || inPackage.startsWith("java.nio.file")
              || inPackage.startsWith("java.nio.channels")
              || inPackage.equals("java.net")
              || inPackage.startsWith("java.util.logging")
              || isConcurrent(type);
        }
      };

  /// Executors, locks and waits. What other threads may look at (who holds a block, a directory of
  /// names) is atomics and concurrent maps: they neither wait nor start anything.
  private static boolean isConcurrent(JavaClass type) {
    return type.getPackageName().startsWith("java.util.concurrent")
        && !type.getPackageName().equals("java.util.concurrent.atomic")
        && !type.getSimpleName().startsWith("Concurrent")
        && !type.getName().equals("java.util.concurrent.TimeUnit");
  }

  private static final Set<String> AMBIENT =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.identityHashCode",
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.time.Instant.now",
          "java.time.LocalDateTime.now");

  private static Stream<String> ambientCalls(String module) {
    return House.CLASSES.stream()
        .filter(type -> House.isIn(module, type))
        .flatMap(type -> type.getMethodCallsFromSelf().stream())
        .filter(call -> AMBIENT.contains(call.getTargetOwner().getName() + "." + call.getName()))
        .map(JavaMethodCall::getDescription);
  }

  private static DescribedPredicate<JavaClass> inPackage(String prefix) {
    return new DescribedPredicate<>("are in " + prefix) {
      @Override
      public boolean test(JavaClass type) {
        return type.getPackageName().startsWith(prefix);
      }
    };
  }
}
