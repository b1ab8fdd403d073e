using Carousel.Anomalies;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Anomalies;

/// <summary>Distances of windows from their third nearest neighbours, against a search of all windows.</summary>
[Collection(typeof(Alone))]
public sealed class ShapeMemoryTests
{
    [Theory]
    [InlineData(2, 400, 1)]
    [InlineData(8, 300, 2)]
    [InlineData(13, 300, 3)]
    [InlineData(32, 500, 4)]
    public void Distances_AreThoseOfASearchOfAllWindows(int window, int rows, int seed)
    {
        double[] values = Noise(rows, seed);
        var memory = new ShapeMemory([window], rows: 200);

        for (int r = 0; r < rows; r++)
        {
            memory.Take(values[r]);

            Assert.Equal(Searched(values, r, window, 200), memory.Distance(0), 1e-12);
        }
    }

    [Fact]
    public void RestoredMemory_GoesOnWithTheSameBits()
    {
        double[] values = Noise(900, 5);
        var memory = new ShapeMemory([8, 32], rows: 300);
        foreach (double value in values.AsSpan(0, 701))
        {
            memory.Take(value);
        }

        var restored = new ShapeMemory([8, 32], rows: 300);
        using (var stream = new MemoryStream())
        {
            memory.Pass(new StatePass(new BinaryWriter(stream), null));
            stream.Position = 0;
            restored.Pass(new StatePass(null, new BinaryReader(stream)));
        }

        foreach (double value in values.AsSpan(701))
        {
            memory.Take(value);
            restored.Take(value);

            Assert.Equal(memory.Distance(0), restored.Distance(0));
            Assert.Equal(memory.Distance(1), restored.Distance(1));
        }
    }

    [Fact]
    public void Row_AllocatesNothing()
    {
        var memory = new ShapeMemory([8, 32, 128]);
        foreach (double value in Noise(6000, 6))
        {
            memory.Take(value);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int r = 0; r < 12_000; r++)
        {
            memory.Take(r % 7);
            _ = memory.Distance(2);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Gap_RepeatsTheValueBefore_AndFarValuesAreBounded()
    {
        var gaps = new ShapeMemory([4], rows: 100);
        var repeated = new ShapeMemory([4], rows: 100);
        for (int r = 0; r < 200; r++)
        {
            gaps.Take(r == 0 || r % 10 == 5 ? double.NaN : r % 3);
            repeated.Take(r == 0 ? 0 : r % 10 == 5 ? (r - 1) % 3 : r % 3);
        }

        Assert.Equal(repeated.Distance(0), gaps.Distance(0));
        gaps.Take(1e30);
        Assert.InRange(gaps.Distance(0), 100, 600);
    }

    [Fact]
    public void WholeSeries_SeesNeighboursOnBothSides()
    {
        double[] values = Noise(400, 7);
        double[] distances = ShapeProfile.Of(values, [8])[0];

        Assert.Equal(393, distances.Length);
        double[] backwards = ShapeProfile.Of([.. values.Reverse()], [8])[0];
        Assert.Equal(distances, backwards.Reverse());

        // The first window has all its neighbours after it, as the last one of the series backwards has before it.
        Assert.Equal(Searched([.. values.Reverse()], 399, 8, 5000), distances[0], 1e-12);
    }

    /// <summary>Of the least distance in each block of lags, half a window long, the third smallest.</summary>
    private static double Searched(double[] values, int last, int window, int memory)
    {
        int block = Math.Max(1, window / 2 / 4) * 4, blocks = Math.Max(3, (memory - window) / block);
        double[] least =
        [
            .. Enumerable.Range(0, blocks).Select(b => Enumerable.Range(window + (b * block), block)
                .Where(lag => last - lag - window + 1 >= 0)
                .Select(lag => Enumerable.Range(0, window)
                    .Sum(i => Math.Pow(Rounded(values[last - i]) - Rounded(values[last - lag - i]), 2)))
                .DefaultIfEmpty(double.PositiveInfinity).Min()).Order(),
        ];
        return double.IsFinite(least[2]) ? Math.Sqrt(least[2] / window) : double.NaN;
    }

    private static double Rounded(double value) => Math.Round(value * 1024) / 1024;

    private static double[] Noise(int rows, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(r => Math.Sin(r / 5.0) + random.NextDouble())];
    }
}
