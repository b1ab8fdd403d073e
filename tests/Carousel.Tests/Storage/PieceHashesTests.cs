using System.Buffers;
using System.Collections.Concurrent;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Storage;

/// <summary>Who makes the checksum of a file.</summary>
[Collection(typeof(Alone))]
public sealed class PieceHashesTests
{
    private const int Length = 20 << 18;

    [Fact]
    public void Of_StaysOnTheCallersThread_WhenItMayTakeOne()
    {
        var watched = new Watched(new float[Length]);
        var content = new TensorFile([new StoredTensor("long", new Shape(Length), watched.Memory)], []);

        string one = ContentDigest.Of(content, threads: 1);

        Assert.Equal([Environment.CurrentManagedThreadId], watched.Threads.Keys);
        Assert.Equal(one, ContentDigest.Of(content, threads: 3));
    }

    [Fact]
    public void Map_StartsNoMoreThreads_ThanItIsGiven()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("long.safetensors");
        new ModelFile
        {
            Task = "forecast",
            Configuration = "{}",
            Tensors = [new StoredTensor("long", new Shape(Length), new float[Length])],
        }.Write(path);

        // A thread is an object of the caller, one thread none.
        Assert.InRange(Bytes(4) - Bytes(1), 3 * 24, int.MaxValue);
        long Bytes(int threads) =>
            Allocations.OfSteadyState(() => ModelFile.Map(path, "forecast", file => file.Version, threads));
    }

    /// <summary>Values that know which threads looked at them.</summary>
    private sealed class Watched(float[] values) : MemoryManager<float>
    {
        public ConcurrentDictionary<int, bool> Threads { get; } = [];

        public override Span<float> GetSpan()
        {
            Threads[Environment.CurrentManagedThreadId] = true;
            return values;
        }

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
