package io.thalweg.simulator.mutant;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Compiles a few sources into memory.
final class Compilation extends ForwardingJavaFileManager<StandardJavaFileManager> {
  private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

  private Compilation(StandardJavaFileManager files) {
    super(files);
  }

  /// The classes of `sources` (by their files' names) by the classes' names.
  static Map<String, byte[]> of(Map<String, String> sources, String classpath) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((file, text) -> units.add(new Source(file, text)));
    List<String> options = List.of("-proc:none", "-nowarn", "-implicit:none", "-cp", classpath);
    try (Compilation into =
        new Compilation(compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8))) {
      if (!compiler.getTask(said, into, null, options, null, units).call()) {
        throw new IllegalStateException("a changed source is no Java: " + said);
      }
      Map<String, byte[]> compiled = new HashMap<>();
      into.classes.forEach((name, bytes) -> compiled.put(name, bytes.toByteArray()));
      return compiled;
    }
  }

  @Override
  public JavaFileObject getJavaFileForOutput(
      JavaFileManager.Location location,
      String name,
      JavaFileObject.Kind kind,
      FileObject sibling) {
    return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/')), kind) {
      @Override
      public OutputStream openOutputStream() {
        return classes.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
      }
    };
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String file, String text) {
      super(URI.create("memory:///" + file), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
