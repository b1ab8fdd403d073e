using Carousel.Autograd;
using Carousel.Interchange.Tests.MadeUp;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Tracking;
using Carousel.Laboratory.Tracking.Problems;
using Carousel.Laboratory.Tracking.Training;
using Carousel.Laboratory.Training;
using Carousel.Layers;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Tracking;

public sealed class TrackingTrialTests
{
    private static readonly TrackingSettings _tiny = new()
    {
        MostBatches = 20,
        CheckEvery = 10,
        BatchSize = 4,
        HeldSequences = 4,
        TestSequences = 4,
        Lengths = [40, 256, 500],
    };

    [Fact]
    public void Parity_IsLearnedByAnLstm_BeyondTheTrainedLength()
    {
        TrackingResult result = Run(
            "parity", "lstm", new TrackingSettings { PerfectChecks = 3, CheckEvery = 50, TestSequences = 64 });
        Assert.True(result.IsFaultless);
        Assert.NotNull(result.Training.FirstPerfect);
        Assert.True(result.Training.Batches < 3_000);
        Assert.False(result.Training.IsTimeOver || result.Training.IsDiverged);
    }

    [Fact]
    public void Training_IsAFunctionOfTheSeed()
    {
        TrackingResult one = Run("s3", "gru", _tiny), two = Run("s3", "gru", _tiny);
        Assert.Equal(one.Scores, two.Scores);
        Assert.NotEqual(one.Scores, Run("s3", "gru", _tiny, seed: 2).Scores);
    }

    [Fact]
    public void Training_EndsWhenTheTimeIsOver_AndSaysSo()
    {
        TrackingResult result = Run("s5", "elman", _tiny with { MostSeconds = 0 });
        Assert.True(result.Training.IsTimeOver);
        Assert.Equal(10, result.Training.Batches);
        Assert.Contains("*", TrackingPictures.Figures([result]).Rows[0].Cells[^2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Recall_IsTestedUpToItsMostPairs_AndTheTableSaysSo()
    {
        TrackingResult result = Run("recall", "gru", _tiny with { Lengths = [10, 40, 64, 256, 500] });
        Assert.Equal([10, 40, 64], result.Scores.Select(s => s.Length));
        string[] cells = [.. TrackingPictures.Figures([result]).Rows[0].Cells.Select(c => c.Text)];
        Assert.Equal(["–", "–"], cells[4..6]);
        Assert.StartsWith(
            "Associative recall without a wrong answer at length 64", TrackingPictures.Sentences([result])[0],
            StringComparison.Ordinal);
    }

    [Fact]
    public void Record_IsReadBack_OnlyForTheSameTrialAndSettings()
    {
        var trial = new TrackingTrial(AutomatonProblem.Parity, TrackedNetwork.Find("elman")!, 1);
        TrackingResult result = Run("parity", "elman", _tiny);
        byte[] bytes = TrackingRecord.BytesOf(result);
        TrackingResult read = TrackingRecord.Read(bytes, trial, _tiny)!;
        Assert.Equal(result.Scores, read.Scores);
        Assert.Equal(result.Training with { Seconds = 0 }, read.Training with { Seconds = 0 });
        Assert.Null(TrackingRecord.Read(bytes, trial with { Seed = 2 }, _tiny));
        Assert.Null(TrackingRecord.Read(bytes, trial with { Problem = PermutationGroup.S3 }, _tiny));
        Assert.Null(TrackingRecord.Read(bytes, trial, _tiny with { MostBatches = 30 }));
        Assert.Null(TrackingRecord.Read(bytes.AsMemory(0, bytes.Length / 2), trial, _tiny));
        Assert.Null(TrackingRecord.Read("[1]"u8.ToArray(), trial, _tiny));
    }

    [Fact]
    public void Run_KeepsWhatHadEnded_WhenItIsStopped()
    {
        using var stop = new CancellationTokenSource();
        IReadOnlyList<TrackingTrial> trials = TrackingRun.Trials(
            [AutomatonProblem.Parity], [TrackedNetwork.Find("elman")!], [1, 2, 3]);
        var kept = new List<TrackingTrial>();
        IReadOnlyList<TrackingResult> results = TrackingRun.Run(
            trials, _tiny, new ClaimRun { Cancellation = stop.Token }, (trial, _) =>
            {
                kept.Add(trial);
                if (kept.Count == 2)
                {
                    stop.Cancel();
                }
            });
        Assert.Equal(trials.Take(2), kept);
        Assert.Equal([1UL, 2UL], results.Select(r => r.Seed));
    }

    [Fact]
    public void Table_HasARowForEachNetwork_AndACellThatIsAddedIsARow()
    {
        using IDisposable scope = RecurrentCell.Add(MadeUpLayer.Cell);
        Assert.Equal(RecurrentCell.All.Count + 1, TrackedNetwork.All.Count);
        TrackingResult[] results =
        [
            .. TrackedNetwork.All.Select(n => Run("parity", n.Word, _tiny)), Run("parity", "lstm", _tiny, seed: 2),
        ];
        Table table = TrackingPictures.Figures(results);
        Assert.Equal(TrackedNetwork.All.Select(n => n.Name), table.Rows.Select(r => r.Cells[1].Text));
        LineChart chart = Assert.Single(TrackingPictures.Charts(results));
        Assert.Equal(TrackedNetwork.All.Count, chart.Lines.Count);
        Assert.Equal("LSTM", Assert.Single(chart.Bands).Line);
    }

    [Fact]
    public void Transformer_HasAsManyParametersAsTheLstm()
    {
        foreach (TrackingProblem problem in TrackingProblems.All)
        {
            long Count(string word)
            {
                using var backend = new CpuBackend(1);
                var network = new TaskNetwork(
                    TrackedNetwork.Find(word)!.Make(problem.Inputs, problem.Answers), problem.Answers);
                network.Build(backend, 1);
                return network.ParameterCount;
            }

            Assert.InRange(Count("transformer") / (double)Count("lstm"), 0.97, 1.03);
        }
    }

    private static TrackingResult Run(string problem, string network, TrackingSettings settings, ulong seed = 1)
    {
        using var backend = new CpuBackend(1);
        return new TrackingTrial(TrackingProblems.Find(problem)!, TrackedNetwork.Find(network)!, seed)
            .Run(settings, backend, _ => { }, TestContext.Current.CancellationToken);
    }
}
