using System.Runtime.CompilerServices;
using Carousel.Testing;

namespace Carousel.Tests.Testing;

[Collection(typeof(Alone))]
public sealed class AllocationsTests
{
    // An object's header, its type and one field: the smallest that there is.
    private const int SmallestObject = 24;
    private object? _kept;

    [Fact]
    public void OfSteadyState_CountsTheSmallestObject_OfEveryRound()
    {
        Assert.Equal(SmallestObject, Allocations.OfSteadyState(Allocate));
        AllocatedException failure = Assert.Throws<AllocatedException>(() => Allocations.AssertNone(Allocate));
        Assert.Equal("Each of 5 rounds allocates 24 bytes or more, but should allocate nothing.", failure.Message);
        Assert.NotNull(_kept);
    }

    [Fact]
    public void OfSteadyState_CountsEachOfManySmallObjects() =>
        Assert.Equal(1000 * SmallestObject, Allocations.OfSteadyState(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                Allocate();
            }
        }));

    [Fact]
    public void OfSteadyState_CountsNothing_WhereNotEveryMeasuredRoundAllocates()
    {
        Assert.Equal(0, AfterRounds(allocating: 3));
        Assert.Equal(0, AfterRounds(allocating: 7));
        Assert.Equal(SmallestObject, AfterRounds(allocating: 8));

        long AfterRounds(int allocating) => Allocations.OfSteadyState(
            () =>
            {
                if (allocating-- > 0)
                {
                    Allocate();
                }
            },
            warmUps: 3,
            rounds: 5);
    }

    [Fact]
    public void AssertNone_Holds_WhileAnotherThreadCollectsWithoutPause()
    {
        using var end = new CancellationTokenSource();
        var other = new Thread(() =>
        {
            while (!end.IsCancellationRequested)
            {
                _ = new byte[100_000];
                GC.Collect(0);
            }
        });
        other.Start();
        int[] numbers = [.. Enumerable.Range(0, 10_000)];
        for (int i = 0; i < 200; i++)
        {
            // A new buffer each time, which a collection then takes.
            Allocate();
            Allocations.AssertNone(() => Array.Reverse(numbers));
        }

        end.Cancel();
        other.Join();
    }

    [Fact]
    public void BytesSoFarWithoutBuffer_LetsReadingsBeExact()
    {
        for (int i = 0; i < 10; i++)
        {
            Allocate();
            long before = Allocations.BytesSoFarWithoutBuffer();
            GC.Collect(0);
            long collected = Allocations.BytesSoFar;
            Allocate();
            Assert.Equal((0, SmallestObject), (collected - before, Allocations.BytesSoFar - collected));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Allocate() => _kept = new object();
}
