using Carousel.Autograd;
using Carousel.Inspection.Comparison;
using Carousel.Inspection.Traces;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Comparison;

public sealed class GateSummariesTests : IDisposable
{
    private const int Inputs = 2, Units = 5;

    private readonly CpuBackend _backend = new(1);
    private readonly Lstm _network = new(Inputs, Units);

    public GateSummariesTests() => _network.Build(_backend, 3);

    public void Dispose() => _backend.Dispose();

    [Fact]
    public void Of_IsWhatTheTracesSay()
    {
        float[] input = new Draws(1).Floats(30 * Inputs, 3);
        var summaries = new GateSummaries(2);
        summaries.Add(
            _backend, _network, input, [.. Enumerable.Range(0, 30).Select(t => t < 10 ? 0 : t < 12 ? -1 : 1)]);

        LayerTrace trace = NetworkTrace.Of(_backend, _network, input)[0];
        double Mean(TraceQuantity q, int u) => Enumerable.Range(12, 18).Average(t => (double)trace[q][(t * Units) + u]);
        double[] values = summaries.Of(1);
        int at = 0;
        foreach (GateMeasure measure in summaries.Measures)
        {
            for (int u = 0; u < measure.Units; u++, at++)
            {
                double expected = measure.Statistic switch
                {
                    GateStatistic.Mean => Mean(measure.Quantity, u),
                    GateStatistic.Saturation =>
                        Enumerable.Range(12, 18)
                            .Average(t => trace[measure.Quantity][(t * Units) + u] is < 0.1f or > 0.9f ? 1.0 : 0),
                    _ => Math.Log(-1 / Math.Log(Mean(measure.Quantity, u))),
                };
                Assert.Equal(expected, values[at], 1e-9);
            }
        }

        Assert.Equal(8 * Units, at);
        Assert.Throws<InvalidOperationException>(() => new GateSummaries(1).Of(0));
    }

    // Steps that follow each other through an LSTM: 40 studies, 2 rejections expected, above 6 in one of 200.
    [Theory]
    [Trait("Speed", "Long")]
    [InlineData(true)]
    [InlineData(false)]
    public void NothingIsFound_MoreOftenThanStated_ThroughANetwork(bool bySubject) =>
        Assert.InRange(Rejected(bySubject, 40), 0, 6);

    // 99 % of the binomial distribution of 400 studies at 5 %.
    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData(true)]
    [InlineData(false)]
    public void NothingIsFound_MoreOftenThanStated_InManyStudiesThroughANetwork(bool bySubject) =>
        Assert.InRange(Rejected(bySubject, 400), 10, 32);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void DifferenceInTheInput_IsFoundInTheGates(bool bySubject)
    {
        int found = Enumerable.Range(0, 10).Count(s => Study(bySubject, s, 3).FamilyPValue <= 0.05);

        Assert.InRange(found, 9, 10);
    }

    private int Rejected(bool bySubject, int studies) =>
        Enumerable.Range(0, studies).Count(s => Study(bySubject, s, 0).FamilyPValue <= 0.05);

    // Twelve subjects of two sessions, or two subjects of ten days with a trend and therapy on later days more often.
    private GroupComparison Study(bool bySubject, int seed, double effect)
    {
        const int Steps = 40;
        var study = new StudySimulation(seed);
        ComparisonDesign design = bySubject ? StudySimulation.Subjects(12) : study.Days(2, 10);
        var summaries = new GateSummaries(design.Rows);
        double level = 0, slope = 0;
        for (int row = 0; row < design.Rows; row++)
        {
            bool isNew = bySubject || row == 0 || design.Block[row] != design.Block[row - 1];
            (level, slope) = isNew ? (study.Normal(), bySubject ? 0 : 0.1 * study.Normal()) : (level + slope, slope);
            for (int session = 0; session < (bySubject ? 2 : 1); session++)
            {
                double own = level + (design.IsSecond[row] ? effect : 0) + (0.5 * study.Normal());
                float[] input =
                [
                    .. study.Steps(Steps)
                        .Zip(study.Steps(Steps), (a, b) => new[] { (float)(own + a), (float)(b - own) })
                        .SelectMany(x => x),
                ];
                summaries.Add(_backend, _network, input, [.. Enumerable.Repeat(row, Steps)]);
            }
        }

        return GroupComparison.Of(
            design, [.. Enumerable.Range(0, design.Rows).SelectMany(summaries.Of)], 199, (ulong)seed);
    }
}
