package io.thalweg.simulator.disk;

import io.thalweg.core.base.Chance;
import io.thalweg.core.base.Check;
import io.thalweg.simulator.disk.Faults.Call;
import io.thalweg.simulator.disk.Faults.Outcome;
import io.thalweg.simulator.disk.Inode.Keep;
import io.thalweg.simulator.disk.Inode.Left;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A disk in memory that is as bad as a real one may be, and no worse:
///
/// - A power cut leaves what completed syncs cover, and of everything else any part: whole writes
///   or single sectors of 512 bytes, in any order; lengths; created and deleted names, each by
///   itself.
/// - A failed sync leaves any part, too; what it did not write is never written by a later sync,
///   though it may still be read until the power is cut.
/// - A failed write has written any part.
/// - When only the process ends, everything stays as it is, synced or not.
/// - It may be full.
///
/// It never changes what a completed sync covers, unless a bit is told to flip. Not thread-safe.
public final class SimulatedDisk implements Disk {
  /// A name that was added, or (without a file) removed.
  private record NameChange(String name, @Nullable Inode file) {}

  private static final List<Keep> KEEPS =
      List.of(
          Keep.NOTHING, Keep.EVERYTHING, Keep.SOME_CHANGES, Keep.SOME_SECTORS, Keep.SOME_SECTORS);

  private final Chance chance;
  private final CRC32C trace = new CRC32C();
  private final List<NameChange> unsyncedNames = new ArrayList<>();
  private final List<String> openFiles = new ArrayList<>();
  private TreeMap<String, Inode> names = new TreeMap<>();
  private TreeMap<String, Inode> syncedNames = new TreeMap<>();
  private Faults faults = Faults.NONE;
  private int process;
  private boolean locked;
  private boolean cut;
  private long calls;
  private long rewrittenStarts;
  private long limit = Long.MAX_VALUE;
  private FaultCounts counts = new FaultCounts();
  private Consumer<String> story = _ -> {};

  /// A blank disk; `chance` decides what is left after power cuts and failures.
  public SimulatedDisk(Chance chance) {
    this.chance = chance;
  }

  /// From now on `next` decides about every call.
  public void faults(Faults next) {
    faults = next;
  }

  /// From now on `into` counts what goes wrong, and `told` takes what a person may want to read of
  /// it.
  public void counted(FaultCounts into, Consumer<String> told) {
    counts = into;
    story = told;
  }

  /// From now on there is room for so many bytes.
  public void limit(long bytes) {
    limit = bytes;
  }

  /// Bytes of all files.
  public long used() {
    return names.values().stream().mapToLong(Inode::length).sum();
  }

  /// Files that the process has open, each as often as it was opened.
  public List<String> openFiles() {
    return List.copyOf(openFiles);
  }

  /// The names of all files; not a call of the process.
  public List<String> files() {
    return List.copyOf(names.keySet());
  }

  /// Turns over a bit of a file, one that is no filling if there is such a one nearby. Everything
  /// must be synced. Returns what was done.
  public String flip(Chance where) {
    List<String> files = names.keySet().stream().filter(n -> bytes(n).length > 0).toList();
    String name = files.get(where.nextInt(files.size()));
    Inode file = Check.present(names.get(name), name);
    int at = where.nextInt(file.length());
    for (int tries = 200; tries > 0 && file.at(at) == 0; tries--) {
      at = where.nextInt(file.length());
    }
    file.flip(at, where.nextInt(8));
    counts.struck(Fault.BIT_FLIPPED);
    return "a bit of byte " + at + " of " + name;
  }

  /// Calls up to now.
  public long calls() {
    return calls;
  }

  /// How often the first bytes of a file that had some there were written anew: a ring has wrapped.
  public long rewrittenStarts() {
    return rewrittenStarts;
  }

  /// A checksum over everything that was ever written, in its order.
  public long trace() {
    return trace.getValue();
  }

  /// The process is gone: its files are closed, its lock is free; what it wrote is still there.
  public void processEnded() {
    process++;
    openFiles.clear();
    limit = Long.MAX_VALUE;
    locked = false;
    cut = false;
    faults = Faults.NONE;
  }

  /// The power was cut, and with it the process ended.
  public void powerLost() {
    processEnded();
    Keep what = KEEPS.get(chance.nextInt(KEEPS.size()));
    for (NameChange change : unsyncedNames) {
      if (what == Keep.EVERYTHING || (what != Keep.NOTHING && chance.nextInt(2) == 0)) {
        apply(syncedNames, change);
      } else {
        boolean created = change.file != null;
        counts.struck(created ? Fault.CREATED_NAME_LOST : Fault.DELETED_NAME_BACK);
        story.accept("disk  lost that " + change.name + (created ? " is" : " is no more"));
      }
    }
    unsyncedNames.clear();
    names = new TreeMap<>(syncedNames);
    Left left = Left.ALL;
    for (Inode file : names.values()) {
      left = left.and(file.powerLost(what, chance, counts));
    }
    if (left.firstLost() < left.lastKept()) {
      counts.struck(Fault.WRITES_REORDERED);
    }
    story.accept("disk  of what was not synced, this is left: " + what);
  }

  private static void apply(Map<String, Inode> to, NameChange change) {
    Inode file = change.file;
    if (file == null) {
      to.remove(change.name);
    } else {
      to.put(change.name, file);
    }
  }

  /// Another disk with the same content, synced or not, and `other` chance.
  public SimulatedDisk copy(Chance other) {
    SimulatedDisk copy = new SimulatedDisk(other);
    Map<Inode, Inode> copies = new HashMap<>();
    names.forEach((name, file) -> copy.names.put(name, copied(copies, file)));
    syncedNames.forEach((name, file) -> copy.syncedNames.put(name, copied(copies, file)));
    for (NameChange change : unsyncedNames) {
      Inode file = change.file;
      copy.unsyncedNames.add(
          new NameChange(change.name, file == null ? null : copied(copies, file)));
    }
    return copy;
  }

  private static Inode copied(Map<Inode, Inode> copies, Inode file) {
    return copies.computeIfAbsent(file, Inode::copy);
  }

  /// What `name` holds now.
  public byte[] bytes(String name) {
    Inode file = names.get(name);
    return file == null ? new byte[0] : file.bytes();
  }

  /// Makes `name` hold `bytes`, synced: for damage that no power cut does.
  public void put(String name, byte[] bytes) {
    Inode file = names.computeIfAbsent(name, _ -> new Inode());
    syncedNames.put(name, file);
    file.put(bytes);
  }

  /// Whether a power cut would leave every byte and every name.
  public boolean isSynced() {
    return unsyncedNames.isEmpty() && names.values().stream().allMatch(Inode::isSynced);
  }

  private Outcome enter(Call call, String file) throws IOException {
    stopIfCut();
    calls++;
    Outcome outcome = faults.next(call, file);
    stopIfCut();
    if (outcome != Outcome.GO) {
      story.accept("disk  " + call + " " + file + ": " + outcome);
    }
    if (outcome == Outcome.CUT_BEFORE) {
      cut(call, outcome);
    }
    if (outcome == Outcome.FAIL) {
      counts.struck(failure(call));
    }
    boolean leavesSomething = call == Call.WRITE || call == Call.SYNC;
    if (outcome == Outcome.FAIL && !leavesSomething) {
      throw new InjectedFailure(call, file);
    }
    return outcome;
  }

  private static Fault failure(Call call) {
    return switch (call) {
      case READ -> Fault.READ_FAILED;
      case WRITE -> Fault.WRITE_FAILED;
      case SYNC, SYNC_DIRECTORY -> Fault.SYNC_FAILED;
      default -> Fault.CALL_FAILED;
    };
  }

  private void leave(Call call, Outcome outcome) {
    if (outcome == Outcome.CUT_DURING || outcome == Outcome.CUT_AFTER) {
      cut(call, outcome);
    }
  }

  private void stopIfCut() {
    if (cut) {
      throw new PowerCut();
    }
  }

  private void cut(Call call, Outcome outcome) {
    counts.crashed(call, outcome);
    cut = true;
    throw new PowerCut();
  }

  @Override
  public DiskFile create(String name) throws IOException {
    Outcome outcome = enter(Call.CREATE, name);
    if (names.containsKey(name)) {
      throw new FileAlreadyExistsException(name);
    }
    Inode file = new Inode();
    change(new NameChange(name, file));
    leave(Call.CREATE, outcome);
    return new SimulatedFile(name, file, process);
  }

  @Override
  public DiskFile open(String name) throws IOException {
    Outcome outcome = enter(Call.OPEN, name);
    Inode file = names.get(name);
    if (file == null) {
      throw new NoSuchFileException(name);
    }
    leave(Call.OPEN, outcome);
    return new SimulatedFile(name, file, process);
  }

  @Override
  public List<String> list() throws IOException {
    leave(Call.LIST, enter(Call.LIST, ""));
    return List.copyOf(names.keySet());
  }

  @Override
  public void delete(String name) throws IOException {
    Outcome outcome = enter(Call.DELETE, name);
    if (names.containsKey(name)) {
      change(new NameChange(name, null));
    }
    leave(Call.DELETE, outcome);
  }

  private void change(NameChange change) {
    apply(names, change);
    unsyncedNames.add(change);
    traced(change.name, change.file == null ? -1 : 0, new byte[0]);
  }

  @Override
  public void syncDirectory() throws IOException {
    Outcome outcome = enter(Call.SYNC_DIRECTORY, "");
    if (outcome != Outcome.CUT_DURING) {
      syncedNames = new TreeMap<>(names);
      unsyncedNames.clear();
    }
    leave(Call.SYNC_DIRECTORY, outcome);
  }

  @Override
  public long freeBytes() throws IOException {
    leave(Call.FREE_BYTES, enter(Call.FREE_BYTES, ""));
    if (limit != Long.MAX_VALUE) {
      counts.struck(Fault.DISK_FULL);
    }
    return limit - used();
  }

  @Override
  public Closeable lock() throws IOException {
    Outcome outcome = enter(Call.LOCK, "");
    if (locked) {
      throw new IOException("expected a free directory, but it is locked");
    }
    locked = true;
    leave(Call.LOCK, outcome);
    return () -> locked = false;
  }

  private void traced(String name, long at, byte[] bytes) {
    trace.update(name.getBytes(StandardCharsets.UTF_8));
    trace.update(ByteBuffer.allocate(Long.BYTES).putLong(0, at));
    trace.update(bytes);
  }

  private final class SimulatedFile implements DiskFile {
    private final String name;
    private final Inode file;
    private final int owner;
    private boolean closed;

    SimulatedFile(String name, Inode file, int owner) {
      this.name = name;
      this.file = file;
      this.owner = owner;
      openFiles.add(name);
    }

    private Outcome begin(Call call) throws IOException {
      if (closed || owner != process) {
        throw new ClosedChannelException();
      }
      return enter(call, name);
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      Outcome outcome = begin(Call.READ);
      int read = file.read(into, position);
      leave(Call.READ, outcome);
      return read;
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      Outcome outcome = begin(Call.WRITE);
      byte[] bytes = new byte[from.remaining()];
      from.get(bytes);
      traced(name, position, bytes);
      rewrittenStarts += position == 0 && file.startsWithSomething() ? 1 : 0;
      long room = room(position + bytes.length);
      if (room < 0) {
        int fits = (int) Math.max(0, bytes.length + room);
        file.write(calls, Arrays.copyOf(bytes, fits), Math.toIntExact(position));
        throw full(Call.WRITE);
      }
      if (outcome == Outcome.GO || outcome == Outcome.CUT_AFTER) {
        file.write(calls, bytes, Math.toIntExact(position));
      } else {
        part(bytes, Math.toIntExact(position));
      }
      if (outcome == Outcome.FAIL) {
        throw new InjectedFailure(Call.WRITE, name);
      }
      leave(Call.WRITE, outcome);
    }

    /// The bytes left on the disk if the file reaches to `end`; negative: so many are missing.
    private long room(long end) {
      long grows = end - file.length();
      return grows <= 0 || limit == Long.MAX_VALUE ? 0 : Math.min(0, limit - used() - grows);
    }

    private InjectedFailure full(Call call) {
      counts.struck(Fault.WRITE_REFUSED);
      story.accept("disk  " + call + " " + name + ": no room");
      return new InjectedFailure(call, name);
    }

    private void part(byte[] bytes, int position) {
      int from = chance.nextInt(bytes.length + 1) / Inode.SECTOR * Inode.SECTOR;
      int to = from + chance.nextInt(bytes.length - from + 1) / Inode.SECTOR * Inode.SECTOR;
      if (to > from) {
        file.write(calls, Arrays.copyOfRange(bytes, from, to), position + from);
      }
    }

    @Override
    public void sync() throws IOException {
      Outcome outcome = begin(Call.SYNC);
      if (outcome == Outcome.FAIL) {
        file.syncFailed(chance, counts);
        throw new InjectedFailure(Call.SYNC, name);
      }
      if (outcome != Outcome.CUT_DURING) {
        file.sync();
      }
      leave(Call.SYNC, outcome);
    }

    @Override
    public void truncate(long bytes) throws IOException {
      Outcome outcome = begin(Call.TRUNCATE);
      if (room(bytes) < 0) {
        throw full(Call.TRUNCATE);
      }
      if (bytes != file.length()) {
        traced(name, bytes, new byte[0]);
        file.truncate(calls, Math.toIntExact(bytes));
      }
      leave(Call.TRUNCATE, outcome);
    }

    @Override
    public long length() throws IOException {
      leave(Call.LENGTH, begin(Call.LENGTH));
      return file.length();
    }

    @Override
    public void close() {
      if (!closed && owner == process) {
        openFiles.remove(name);
      }
      closed = true;
    }
  }
}
