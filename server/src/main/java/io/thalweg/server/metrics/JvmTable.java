package io.thalweg.server.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;

/// The JVM and its process, under the names that Prometheus' own libraries give.
final class JvmTable implements Table {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;

  @Override
  public void fill(Families into) {
    memory(into, "jvm_memory_used_bytes", "Memory in use", MemoryUsage::getUsed);
    memory(
        into,
        "jvm_memory_committed_bytes",
        "Memory taken from the system",
        MemoryUsage::getCommitted);
    into.gauges(
        "jvm_buffer_pool_used_bytes",
        "Memory of buffers outside of the heap, blocks among them",
        values -> {
          for (var pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            values.add(pool.getMemoryUsed(), "pool", pool.getName());
          }
        });
    into.summaries(
        "jvm_gc_collection_seconds",
        "Time spent in garbage collections",
        sums -> {
          for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
            double seconds = each.getCollectionTime() / MILLIS_PER_SECOND;
            sums.add(each.getCollectionCount(), seconds, "gc", each.getName());
          }
        });
    into.gauge(
        "jvm_threads_current", "Threads", ManagementFactory.getThreadMXBean().getThreadCount());
    process(into);
  }

  private static void memory(
      Families into, String name, String help, ToLongFunction<MemoryUsage> value) {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    into.gauges(
        name,
        help,
        values -> {
          values.add(value.applyAsLong(memory.getHeapMemoryUsage()), "area", "heap");
          values.add(value.applyAsLong(memory.getNonHeapMemoryUsage()), "area", "nonheap");
        });
  }

  private static void process(Families into) {
    into.gauge(
        "process_start_time_seconds",
        "When the process started, in seconds since 1970",
        ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      into.counter(
          "process_cpu_seconds_total",
          "CPU time of the process",
          system.getProcessCpuTime() / NANOS_PER_SECOND);
    }
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      into.gauge("process_open_fds", "Open file descriptors", unix.getOpenFileDescriptorCount());
    }
    long resident = residentBytes();
    if (resident >= 0) {
      into.gauge("process_resident_memory_bytes", "Resident memory of the process", resident);
    }
  }

  /// Linux tells; elsewhere -1.
  private static long residentBytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(RESIDENT)) {
          String kilobytes = line.substring(RESIDENT.length()).replace("kB", "").strip();
          return Long.parseLong(kilobytes) << 10;
        }
      }
    } catch (IOException | NumberFormatException notHere) {
      return -1;
    }
    return -1;
  }
}
