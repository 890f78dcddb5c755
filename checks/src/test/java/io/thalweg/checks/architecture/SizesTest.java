package io.thalweg.checks.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Broker classes grow in dependencies before they grow in lines.
class SizesTest {
  private static final int TYPES_PER_CLASS = 20;
  private static final int CLASSES_PER_PACKAGE = 25;

  /// Composition roots and tables: naming everything once is their whole work.
  private static final Set<String> EXEMPT =
      Set.of("Node", "RecordTable", "Deciders", "QueueDecider", "ApiTable", "Shard", "Main");

  /// Those of the simulator, which put a world together and ask for all that can be asked.
  private static final Set<String> WORLDS = Set.of("History", "Life", "Workload");

  @Test
  void aClassDependsOnTwentyProjectTypesAtMost() {
    assertThat(
            House.topLevel()
                .filter(type -> !EXEMPT.contains(type.getSimpleName()))
                .filter(type -> !House.isIn("simulator", type) || !isWorld(type))
                .filter(type -> House.projectTypesUsedBy(type).size() > TYPES_PER_CLASS)
                .map(type -> type.getName() + " uses " + House.projectTypesUsedBy(type)))
        .isEmpty();
  }

  private static boolean isWorld(JavaClass type) {
    return WORLDS.contains(type.getSimpleName());
  }

  @Test
  void aPackageHoldsTwentyFiveClassesAtMost() {
    Map<String, Long> counts =
        House.topLevel()
            .map(JavaClass::getPackageName)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    counts.values().removeIf(count -> count <= CLASSES_PER_PACKAGE);
    assertThat(counts).isEmpty();
  }
}
