using System.Xml.Linq;
using Carousel.Autograd;
using Carousel.Laboratory.Tracking.Million;
using Carousel.Laboratory.Tracking.Problems;
using Carousel.Laboratory.Tracking.Training;

namespace Carousel.Laboratory.Tests.Tracking;

public sealed class StreamTrialTests
{
    private static readonly TrackingSettings _short = new() { PerfectChecks = 5, CheckEvery = 50, MostBatches = 3_000 };

    private static readonly TrackingSettings _tiny = new()
    {
        MostBatches = 10,
        CheckEvery = 10,
        BatchSize = 4,
        HeldSequences = 4,
    };

    [Fact]
    public void Lstm_FollowsALongStreamOfParity_InConstantMemory()
    {
        StreamResult result = Run("lstm", _short, 100_000);
        Assert.Equal([10, 100, 1_000, 10_000, 100_000], result.Decades.Select(d => d.Until));
        Assert.Equal(1, result.Right);
        Assert.Null(result.FirstWrong);
        Assert.All(result.Decades, d => Assert.Equal(2 * TrackedNetwork.HiddenSize * sizeof(float), d.Bytes));

        // A collection that another test causes meanwhile may be counted, too: then a second stream decides.
        Assert.True(result.AllocatedBytes == 0 || Run("lstm", _short, 100_000).AllocatedBytes == 0);
    }

    [Fact]
    public void Transformer_IsRunAsFarAsItsMemoryIsAllowedToGrow()
    {
        StreamResult result = Run("transformer", _tiny, 1_000_000);
        Assert.Equal(StreamTrial.LongestPass, result.Symbols);
        Assert.True(result.Decades[^1].Bytes > 50 * result.Decades[1].Bytes);
        Assert.InRange(result.Decades[^1].Right, 0.4, 0.6);
    }

    [Fact]
    public void Pictures_NameWhatWasNotRun_AndTheDrawingIsWhole()
    {
        StreamResult[] results = [Run("elman", _tiny, 100_000), Run("transformer", _tiny, 100_000)];
        Assert.Equal("–", StreamPictures.Figures(results).Rows[1].Cells[^3].Text);
        Assert.Equal(4, StreamPictures.Costs(results).Rows.Count);
        var drawing = XDocument.Parse(StreamDrawing.Svg(results));
        Assert.Equal(2, drawing.Descendants().Count(e => e.Name.LocalName == "polyline"));
        Assert.Equal("Parity without a wrong answer in 100,000 symbols: none.", StreamPictures.Sentences(results)[0]);
    }

    [Fact]
    public void Tally_CountsEachDecadeByItself()
    {
        var tally = new StreamTally();
        double?[] shares = [.. Enumerable.Range(1, 100).Select(k => tally.Add(k is < 5 or > 55))];
        Assert.Equal(0.4, shares[9]);
        Assert.Equal(0.5, shares[99]);
        Assert.Equal(2, shares.Count(s => s is not null));
        Assert.Equal(5, tally.FirstWrong);
        Assert.Equal(0.49, tally.Right);
    }

    private static StreamResult Run(string network, TrackingSettings settings, int symbols)
    {
        using var backend = new CpuBackend(1);
        return new StreamTrial(AutomatonProblem.Parity, TrackedNetwork.Find(network)!, 1)
            .Run(settings, symbols, backend, _ => { }, TestContext.Current.CancellationToken);
    }
}
