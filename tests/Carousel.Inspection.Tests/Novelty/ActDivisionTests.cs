using Carousel.Autograd;
using Carousel.Inspection.Novelty;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Novelty;

public class ActDivisionTests
{
    [Fact]
    public void Boundaries_AreThoseOfThePlantedActs()
    {
        using var backend = new CpuBackend(1);
        float[] states = SourceSequences.States(SourceSequences.Network(backend), backend, 7, 1600, [500, 1100]);

        ActDivision acts = ActDivision.Of(StateGrid.Of(states, SourceSequences.Units, 64), 3, 1);

        Assert.Equal(2, acts.Boundaries.Count);
        Assert.InRange(acts.Boundaries[0], 484, 516);
        Assert.InRange(acts.Boundaries[1], 1084, 1116);
        Assert.Equal(0.01, acts.PValue, 1e-12);
    }

    [Fact]
    public void Division_IsTheBestOfAll()
    {
        const int Steps = 40, H = 2, Least = 4;
        StateGrid grid = StateGrid.Of(new Draws(2).Floats(Steps * H), H, Least);

        ActDivision acts = ActDivision.Of(grid, 3, 1, 5);

        double[][] cells = [.. Enumerable.Range(0, Steps).Select(t => grid.Values[(t * H)..((t + 1) * H)])];
        double best = 0;
        for (int a = Least; a <= Steps - (2 * Least); a++)
        {
            for (int b = a + Least; b <= Steps - Least; b++)
            {
                best = Math.Max(best, new[] { cells[..a], cells[a..b], cells[b..] }.Sum(Length) / Steps);
            }
        }

        Assert.Equal(best, acts.Agreement, 1e-12);

        static double Length(double[][] part) =>
            Math.Sqrt(Enumerable.Range(0, H).Sum(u => Math.Pow(part.Sum(c => c[u] / Math.Sqrt(c.Sum(v => v * v))), 2)));
    }

    // 10 rejections of 200 are expected; 99.9 % of the binomial distribution are within 2 … 21. Measured:
    // docs/results/inspection.md, Novelty.
    [Theory]
    [InlineData(0)]
    [InlineData(0.6)]
    [InlineData(0.9)]
    [Trait("Speed", "Long")]
    public void Acts_AreNoMoreFoundThanStated_WithOneSource(double carried)
    {
        int found = Enumerable.Range(0, 200)
            .Count(
                s =>
                    ActDivision.Of(
                        StateGrid.Of(SourceSequences.Noise(s, 1500, carried), SourceSequences.Units, 64), 3, (ulong)s,
                        19).PValue <= 0.05);
        TestContext.Current.TestOutputHelper?.WriteLine($"{found} of 200");

        Assert.InRange(found, 2, 21);
    }

    [Fact]
    public void Acts_AreRefused_WhereThereAreMoreThanWindows() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => ActDivision.Of(StateGrid.Of(new Draws(2).Floats(40), 1, 10), 5, 1));
}
