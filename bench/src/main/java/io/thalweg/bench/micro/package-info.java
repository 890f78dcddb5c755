/// JMH benchmarks of single steps, without sockets, threads and files. Nothing that needs a broker
/// process belongs here.
@NullMarked
package io.thalweg.bench.micro;

import org.jspecify.annotations.NullMarked;
