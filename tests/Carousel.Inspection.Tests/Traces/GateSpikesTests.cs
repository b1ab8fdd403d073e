using Carousel.Inspection.Traces;

namespace Carousel.Inspection.Tests.Traces;

public sealed class GateSpikesTests
{
    [Fact]
    public void Find_GoesByRareUnitsAlone()
    {
        // Unit 0 opens in one step of twenty, unit 1 in every other.
        float[] gates =
        [
            .. Enumerable.Range(0, 40).SelectMany(t => new[] { t % 20 == 7 ? 0.9f : 0.05f, t % 2 == 0 ? 0.8f : 0.1f }),
        ];
        var rule = GateSpikes.Fit([gates, gates], hidden: 2);

        Assert.Equal([0], rule.Units);
        Assert.Equal([7, 27], rule.Find(gates));
    }

    [Fact]
    public void Find_NeverCountsTheFirstStep()
    {
        float[] gates = [0.9f, 0.05f, 0.05f, 0.9f, 0.05f];

        Assert.Equal([3], new GateSpikes(1, [0], 0.5).Find(gates));
    }

    [Fact]
    public void WithThreshold_GivesTheSameRule_WhenStepsComeInChunks()
    {
        // Two sequences of 60 steps; unit 0 opens in one step of twenty.
        float[][] gates =
        [
            .. Enumerable.Range(0, 2)
                .Select(
                    k =>
                        Enumerable.Range(0, 60)
                            .SelectMany(
                                t =>
                                    new[] { (t + k) % 20 == 7 ? 0.9f : 0.05f, 0.4f + (0.3f * ((t * 7) + k) % 11 / 11) })
                                    .ToArray()),
        ];
        var division = new GateDivision(2);
        foreach (float[] sequence in gates)
        {
            division.Add(sequence.AsSpan(0, 2 * 13), isStart: true);
            division.Add(sequence.AsSpan(2 * 13), isStart: false);
        }

        var rule = new GateSpikes(2, division.RareUnits(), 1);
        GateSpikes whole = GateSpikes.Fit(gates, 2), chunked = rule.WithThreshold(gates.Select(g => rule.Levels(g)));

        Assert.Equal([0], chunked.Units);
        Assert.Equal(whole.Threshold, chunked.Threshold);
        Assert.Equal([7, 27, 47], chunked.Find(gates[0]));
        Assert.Equal([6, 26, 46], chunked.Find(gates[1]));
    }

    [Fact]
    public void Fit_GoesByAllUnits_WhereNoneOpensRarely()
    {
        float[] gates = [0.1f, 0.9f, 0.9f, 0.1f, 0.1f, 0.9f, 0.9f, 0.1f];
        var division = new GateDivision(2);
        division.Add(gates, isStart: false);

        Assert.Empty(division.RareUnits());
        Assert.Equal([0, 1], GateSpikes.Fit([gates], 2).Units);
        Assert.Throws<ArgumentException>(() => division.Add(new float[3], isStart: false));
    }
}
