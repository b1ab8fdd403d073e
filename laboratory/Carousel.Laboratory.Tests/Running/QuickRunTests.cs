using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Papers;
using Carousel.Laboratory.Running;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Running;

/// <summary>
/// Small runs of real rows: their outcomes are written down, and the same however the trials are laid out.
/// </summary>
public sealed class QuickRunTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Runs_GiveTheRecordedNumbersOfSequences(int threads) =>
        Assert.All(PaperFigures.Records.Where(r => r.Value.Quick is not null), r =>
        {
            QuickRun quick = r.Value.Quick!;
            Assert.Equal(
                quick.Sequences,
                Run(r.Key, quick.Seed, quick.Budget, quick.Sequences.Count, threads).Outcomes.Select(o => o.Sequences));
        });

    [Theory]
    [InlineData("adding/length-100", 300, 5)]
    [InlineData("reber/lstm-3x2-rate-0.5", 1000, 9)]
    [InlineData("noise-3a/length-100-signal-3", 300, 3)]
    [InlineData("lags-2c/lag-50-symbols-50", 300, 3)]
    public void Results_DoNotDependOnThreads(string path, long budget, int trials)
    {
        RowResult one = Run(path, 3, budget, trials, 1);
        RowResult three = Run(path, 3, budget, trials, 3);
        Assert.Equal(one.Outcomes.SelectMany(o => o.Curve), three.Outcomes.SelectMany(o => o.Curve));
        Assert.NotEmpty(one.Outcomes[^1].Curve);
    }

    [Theory]
    [InlineData("temporal-order/lstm")]
    [InlineData("reber/lstm-4x1-rate-0.1")]
    public void Results_DoNotDependOnTheVectorsWidth(string path)
    {
        ExperimentRow row = Find(path);
        using LaneNetwork first = row.MakeNetwork(1);
        using LaneNetwork last = row.MakeNetwork(16);
        Assert.SkipWhen(first.Lanes == last.Lanes, "This machine has one width.");
        Assert.Equal(Curves(row, first), Curves(row, last));

        static IEnumerable<CurvePoint> Curves(ExperimentRow row, LaneNetwork network)
        {
            var queue = new TrialQueue(number => row.MakeTrial(5, number, 200), 6);
            new LaneRunner(network, queue).Run(CancellationToken.None);
            return [
                .. Enumerable.Range(0, 6).SelectMany(n => queue.Find(n)!.Result.Curve)
                    .Select(p => new CurvePoint(p.Sequences, p.Error)),
            ];
        }
    }

    private static RowResult Run(string path, ulong seed, long budget, int trials, int threads)
    {
        ExperimentRow row = Find(path);
        Experiment experiment = ExperimentCatalogue.All.Single(e => e.Rows.Contains(row));
        var options = new LaboratoryOptions { Seed = seed, Budget = budget, Trials = trials, Threads = threads };
        return LaboratoryRun.Run(experiment, [row], options, null, CancellationToken.None).Rows[0];
    }

    private static ExperimentRow Find(string path) =>
        ExperimentCatalogue.All.SelectMany(e => e.Rows.Select(r => (Path: $"{e.Name}/{r.Name}", Row: r)))
            .Single(p => p.Path == path).Row;
}
