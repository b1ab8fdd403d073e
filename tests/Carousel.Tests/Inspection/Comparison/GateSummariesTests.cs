using Carousel.Backends;
using Carousel.Inspection.Comparison;
using Carousel.Inspection.Traces;
using Carousel.Layers;
using Carousel.Testing;

namespace Carousel.Tests.Inspection.Comparison;

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
        summaries.Add(_backend, _network, input, [.. Enumerable.Range(0, 30).Select(t => t < 10 ? 0 : t < 12 ? -1 : 1)]);

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
                    GateStatistic.Saturation => Enumerable.Range(12, 18).Average(t => trace[measure.Quantity][(t * Units) + u] is < 0.1f or > 0.9f ? 1.0 : 0),
                    _ => Math.Log(-1 / Math.Log(Mean(measure.Quantity, u))),
                };
                Assert.Equal(expected, values[at], 1e-9);
            }
        }

        Assert.Equal(8 * Units, at);
        Assert.Throws<InvalidOperationException>(() => new GateSummaries(1).Of(0));
    }

    // Steps that follow each other through an LSTM, sessions in subjects with levels of their own: 40 studies, 2 rejections expected, above 6 in one of 200.
    [Fact]
    public void NothingIsFound_MoreOftenThanStated_ThroughANetwork()
    {
        int rejected = Enumerable.Range(0, 40).Count(s => Study(s, 0).FamilyPValue <= 0.05);

        Assert.InRange(rejected, 0, 6);
    }

    [Fact]
    public void DifferenceInTheInput_IsFoundInTheGates()
    {
        int found = Enumerable.Range(0, 10).Count(s => Study(s, 3).FamilyPValue <= 0.05);

        Assert.InRange(found, 9, 10);
    }

    private GroupComparison Study(int seed, double effect)
    {
        const int Subjects = 12, Sessions = 2, Steps = 40;
        var study = new StudySimulation(seed);
        ComparisonDesign design = StudySimulation.Subjects(Subjects);
        var summaries = new GateSummaries(Subjects);
        for (int s = 0; s < Subjects; s++)
        {
            double level = study.Normal() + (design.IsSecond[s] ? effect : 0);
            for (int session = 0; session < Sessions; session++)
            {
                double own = level + (0.5 * study.Normal());
                float[] input = [.. study.Steps(Steps).Zip(study.Steps(Steps), (a, b) => new[] { (float)(own + a), (float)(b - own) }).SelectMany(x => x)];
                summaries.Add(_backend, _network, input, [.. Enumerable.Repeat(s, Steps)]);
            }
        }

        return GroupComparison.Of(design, [.. Enumerable.Range(0, Subjects).SelectMany(summaries.Of)], 199, (ulong)seed);
    }
}
