package io.thalweg.checks.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Every class of the modules that make up the broker and its command line, without tests.
final class House {
  static final String ROOT = "io.thalweg.";

  static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.thalweg");

  private House() {}

  /// Top-level types; what is nested counts as part of its file.
  static Stream<JavaClass> topLevel() {
    return CLASSES.stream()
        .filter(type -> type.getEnclosingClass().isEmpty())
        .filter(type -> !type.getSimpleName().equals("package-info"));
  }

  static JavaClass topLevelOf(JavaClass type) {
    JavaClass outer = type.isArray() ? type.getBaseComponentType() : type;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer;
  }

  /// The other files of this project that `file` needs.
  static Set<String> projectTypesUsedBy(JavaClass file) {
    Set<String> used = new TreeSet<>();
    CLASSES.stream()
        .filter(type -> topLevelOf(type).equals(file))
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .map(Dependency::getTargetClass)
        .map(House::topLevelOf)
        .filter(type -> type.getPackageName().startsWith(ROOT))
        .filter(type -> !type.equals(file))
        .forEach(type -> used.add(type.getName()));
    return used;
  }

  /// The package of `type` inside `module`, by its first name: `topic` for
  /// `io.thalweg.core.topic.x`.
  static String packageIn(String module, JavaClass type) {
    String inside = type.getPackageName().substring((ROOT + module).length());
    return inside.isEmpty() ? "" : inside.substring(1).split("\\.")[0];
  }

  static boolean isIn(String module, JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT + module) || name.startsWith(ROOT + module + ".");
  }
}
