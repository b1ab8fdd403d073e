using Carousel.Autograd;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Memory;

public sealed class ArenaTests : IDisposable
{
    private readonly CpuBackend _backend = new(1);

    [Fact]
    public void Tensor_ThrowsOnEveryAccess_AfterItsArenaWasReset()
    {
        using var arena = new Arena(_backend);
        Tensor tensor = arena.Allocate(new Shape(2, 3));
        tensor.Write(new float[6]);
        arena.Reset();

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => tensor.ToArray());
        Assert.Contains("its arena was reset", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => tensor.Write(new float[6]));
        Assert.Throws<InvalidOperationException>(() => tensor.Reshape(new Shape(6)));
        Assert.Throws<InvalidOperationException>(() => tensor.Rows(0, 1));
        Assert.Throws<InvalidOperationException>(() => _backend.Clear(tensor));
    }

    [Fact]
    public void Release_GivesTheMemoryBack_AndTheNextStepTakesItAgain()
    {
        using var arena = new Arena(_backend, blockLength: 64);
        Tensor tensor = arena.Allocate(new Shape(500));
        arena.Release();

        Assert.Equal(0, arena.CapacityBytes);
        Assert.ThrowsAny<InvalidOperationException>(() => tensor.ToArray());
        arena.Allocate(new Shape(500)).Write(new float[500]);
        Assert.True(arena.CapacityBytes >= 500 * sizeof(float));
    }

    [Fact]
    public void Allocate_GrowsAndIsFlatAfterwards_WithoutManagedBytes()
    {
        using var arena = new Arena(_backend, blockLength: 64);
        Step(arena);
        Step(arena);
        long capacity = arena.CapacityBytes;

        Allocations.AssertNone(
            () =>
            {
                for (int i = 0; i < 10; i++)
                {
                    Step(arena);
                }
            },
            warmUps: 0);
        Assert.Equal(capacity, arena.CapacityBytes);
    }

    [Fact]
    public void Reset_LeavesOneBlock_ThatHoldsStepsOfAnyMixture()
    {
        using var arena = new Arena(_backend, blockLength: 64);
        int[][] steps = [[100, 10, 300], [300, 100, 10], [10, 10, 390], [1, 400, 9]];
        long largest = 0;
        foreach (int[] lengths in steps.Concat(steps))
        {
            arena.Reset();
            largest = Math.Max(largest, lengths.Sum(n => (n + 15L) / 16 * 16 * sizeof(float)));
            foreach (int n in lengths)
            {
                arena.Allocate(new Shape(n));
            }
        }

        Assert.Equal(largest, arena.LargestStepBytes);
        arena.Reset();
        Assert.Equal(largest, arena.CapacityBytes);
    }

    [Fact]
    public void ReserveAs_MakesRoomForAnothersStep_AndItsInnerOnes()
    {
        using var dry = new Arena(new DryBackend(), blockLength: 64);
        dry.Allocate(new Shape(500));
        dry.Inner.Allocate(new Shape(300));
        dry.Reset();
        dry.Inner.Allocate(new Shape(200));
        using var arena = new Arena(_backend, blockLength: 64);
        arena.ReserveAs(dry);

        Assert.Equal((512 + 304) * sizeof(float), dry.LargestStepBytes);
        Assert.Equal(dry.LargestStepBytes, arena.CapacityBytes);
        arena.Allocate(new Shape(500));
        arena.Inner.Allocate(new Shape(300));
        Assert.Equal(dry.LargestStepBytes, arena.CapacityBytes);
    }

    [Fact]
    public void Allocate_GivesEachTensorItsOwnValues()
    {
        using var arena = new Arena(_backend, blockLength: 40);
        Tensor[] tensors = [.. Enumerable.Range(1, 20).Select(n => arena.Allocate(new Shape(n)))];
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i].Write([.. Enumerable.Repeat((float)i, tensors[i].Length)]);
        }

        for (int i = 0; i < tensors.Length; i++)
        {
            Assert.All(tensors[i].ToArray(), v => Assert.Equal(i, v));
        }
    }

    [Fact]
    public void Tensor_NamesShapes_WhenASpanIsTooShort()
    {
        using var arena = new Arena(_backend);
        Tensor tensor = arena.Allocate(new Shape(2, 3));
        ShapeException error = Assert.Throws<ShapeException>(() => tensor.Write(new float[5]));
        Assert.StartsWith(
            "source: expected [Length] = [6], which is 6 values, but got 5.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_IsAWindowWithoutCopy()
    {
        using var arena = new Arena(_backend);
        Tensor tensor = arena.Allocate(new Shape(3, 2));
        tensor.Write([1, 2, 3, 4, 5, 6]);
        tensor.Rows(1, 1).Write([7, 8]);
        Assert.Equal([1, 2, 7, 8, 5, 6], tensor.ToArray());
    }

    public void Dispose() => _backend.Dispose();

    private static void Step(Arena arena)
    {
        arena.Reset();
        for (int i = 1; i < 30; i++)
        {
            arena.Allocate(new Shape(i, 5));
        }
    }
}
