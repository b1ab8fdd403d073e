using System.Runtime.InteropServices;
using Carousel.Server.Engine;
using Carousel.Server.Storage;

namespace Carousel.Server.Tests.Engine;

/// <summary>What waits for the writer.</summary>
public sealed class OutboxTests
{
    // From here on the runtime puts arrays on the heap of large objects.
    private const int LargeObject = 85_000;

    [Theory]
    [InlineData(1000)]
    [InlineData(1020)]
    [InlineData(1092)]
    [InlineData(2000)]
    public void BlocksOfManyRecordsAreNotLargeObjects(int bytes)
    {
        var outbox = new Outbox(0, [0], 1, new BlockNumbers());
        long position = 0;
        var positions = new List<long>();
        for (int step = 1; step <= 500; step++)
        {
            BlockBuilder block = outbox.Block(0, bytes);
            positions.Add(JournalPosition.Of(block.Number, block.Length));
            block.AddSteps(1, position, step, 1, bytes / 2, bytes / 2).Fill((byte)step);
            position = positions[^1];
        }

        var blocks = new List<JournalBlock>();
        outbox.Take(blocks);
        Assert.True(blocks.Count > 1);
        Assert.All(blocks, b =>
        {
            Assert.True(MemoryMarshal.TryGetArray(b.Bytes, out ArraySegment<byte> array));
            Assert.True(array.Array!.Length < LargeObject);
        });
        for (int step = 1; step <= positions.Count; step++)
        {
            Assert.Equal((byte)step, outbox.Find(0, positions[step - 1])![^1]);
        }
    }
}
