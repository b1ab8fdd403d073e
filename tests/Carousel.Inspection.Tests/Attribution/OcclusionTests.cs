using Carousel.Autograd;
using Carousel.Inspection.Attribution;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Attribution;

public sealed class OcclusionTests : IDisposable
{
    private readonly CpuBackend _backend = new(1);

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    [InlineData(50, true)]
    public void Losses_AreThePartsOfALinearScore(int span, bool byInput)
    {
        const int T = 7, I = 4;
        var draws = new Draws(3);
        float[] weights = draws.Floats(T * I), input = draws.Floats(T * I), baseline = draws.Floats(T * I);

        IReadOnlyList<OccludedSpan> spans = Occlusion.Of(
            _backend, ScoredNetwork.Linear(weights, I), input, I, baseline,
            new OcclusionOptions { Span = span, ByInput = byInput }, TestContext.Current.CancellationToken).Spans;

        int length = span == 0 ? 1 : Math.Min(span, T);
        Assert.Equal((T + length - 1) / length * (byInput ? I : 1), spans.Count);
        Assert.Equal(T * (byInput ? I : 1), spans.Sum(s => s.Count));
        foreach (OccludedSpan one in spans)
        {
            double expected = (from t in Enumerable.Range(one.From, one.Count)
                               from i in Enumerable.Range(0, I)
                               where one.Input < 0 || one.Input == i
                               select (double)weights[(t * I) + i] * (input[(t * I) + i] - baseline[(t * I) + i]))
                                   .Sum();
            Assert.Equal(expected, one.Loss, 2e-6);
        }
    }

    [Fact]
    public void Losses_AreThoseOfTheNetwork_WhenManySpansAreRunTogether()
    {
        int seed = Enumerable.Range(1, 99).First(s => new ScoredNetwork(_backend, s).Steps > 20);
        var network = new ScoredNetwork(_backend, seed);
        OcclusionMap map = Occlusion.Of(
            _backend, network.Score, network.Input, network.Inputs, network.Baseline,
            cancellation: TestContext.Current.CancellationToken);
        IReadOnlyList<OccludedSpan> spans = map.Spans;

        Assert.Equal(network.Steps, spans.Count);
        Assert.Equal(network.Of(_backend, network.Input), map.Score, 1e-5);
        foreach (OccludedSpan span in spans)
        {
            float[] hidden =
            [
                .. network.Input.Select((x, k) => k / network.Inputs == span.From ? network.Baseline[k] : x),
            ];
            Assert.Equal(network.Of(_backend, network.Input) - network.Of(_backend, hidden), span.Loss, 1e-5);
        }
    }

    [Fact]
    public void Spans_AreSixtyAtMost_WhenNoneIsAskedFor()
    {
        IReadOnlyList<OccludedSpan> spans = Occlusion.Of(
            _backend, ScoredNetwork.Linear(new float[1000], 1), new float[1000], 1,
            cancellation: TestContext.Current.CancellationToken).Spans;

        Assert.InRange(spans.Count, 50, 60);
        Assert.Equal(1000, spans.Sum(s => s.Count));
    }
}
