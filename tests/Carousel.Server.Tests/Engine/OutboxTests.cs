using System.Runtime.InteropServices;
using Carousel.Server.Engine;
using Carousel.Server.Storage;

namespace Carousel.Server.Tests.Engine;

/// <summary>What waits for the writer.</summary>
public sealed class OutboxTests
{
    // From here on the runtime puts arrays on the heap of large objects.
    private const int LargeObject = 85_000;

    // Without room for the head of its last record a block of 1,041 bytes a record would need more than 64 KiB.
    [Theory]
    [InlineData(1000)]
    [InlineData(1041)]
    public void BlocksOfManyRecordsAreNotLargeObjects(int bytes)
    {
        var outbox = new Outbox(0, [0], 1, new BlockNumbers());
        long position = 0;
        var positions = new List<long>();
        for (int step = 1; step <= 500; step++)
        {
            BlockBuilder block = outbox.Block(0, bytes);
            positions.Add(JournalPosition.Of(block.Number, block.Length));
            block.AddSteps(1, position, step, 1, bytes, 0).Fill((byte)step);
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
