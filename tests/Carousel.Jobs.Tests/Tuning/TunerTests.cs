using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tuning;
using Carousel.Music;

namespace Carousel.Jobs.Tests.Tuning;

/// <summary>A search is a function only of its options and the data: not of threads and stops.</summary>
public sealed class TunerTests
{
    private static readonly MusicSet _set = MusicSet.Divide(
        "pieces",
        [
            .. Enumerable.Range(0, 8)
                .Select(
                    p =>
                        new MusicPiece(
                            $"{p}",
                            [.. Enumerable.Range(0, 10 + p).Select(s => (int[])[50 + (s % 3), 60 + ((s + p) % 5)])])),
        ]);

    [Theory]
    [InlineData("hidden=16..128", true, true)]
    [InlineData("learning-rate=1e-4..1e-2", false, true)]
    [InlineData("dropout=0..0.5", false, false)]
    [InlineData("layers=1..4", true, false)]
    public void Range_IsDrawnFromEndToEnd(string text, bool isWhole, bool isLogarithmic)
    {
        var option = TunedOption.Parse(text);
        Assert.Equal(
            (isWhole, isLogarithmic, text),
            (option.IsWhole, option.IsLogarithmic, option.ToString()
                .Replace("0.0001..0.01", "1e-4..1e-2", StringComparison.Ordinal)));
        string[] ends = text.Split('=')[1].Split("..");
        Assert.Equal(double.Parse(ends[0]), double.Parse(option.Draw(0)));
        Assert.Equal(double.Parse(ends[1]), double.Parse(option.Draw(0.999999)), 2);
    }

    [Fact]
    public void Draws_AreAsLikelyAsTheScaleSays()
    {
        double[] uniform = [.. Enumerable.Range(0, 3000).Select(i => (i + 0.5) / 3000)];
        Assert.Equal(
            1162, uniform.Select(TunedOption.Parse("hidden=1..1000").Draw).Count(v => int.Parse(v) < 10), 20.0);
        Assert.Equal(["0", "0.2", "0.5"], uniform.Select(TunedOption.Parse("dropout=0, 0.2,0.5").Draw).Distinct());
        Assert.All(
            TunedOption.Parse("layers=1..3") is var layers ? uniform.GroupBy(layers.Draw) : [],
            g => Assert.Equal(1000, g.Count()));
    }

    [Theory]
    [InlineData("hidden")]
    [InlineData("=3..4")]
    [InlineData("hidden=")]
    [InlineData("hidden=9..3")]
    [InlineData("hidden=a..3")]
    [InlineData("hidden=3,3")]
    public void Text_IsRefusedInOneSentence(string text) =>
        Assert.Contains(
            $"--search '{text}'", Assert.Throws<OptionException>(() => TunedOption.Parse(text)).OnCommandLine,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(SearchMethod.Random)]
    [InlineData(SearchMethod.Halving)]
    internal async Task Search_FindsTheSame_ForAnyNumberOfThreads(SearchMethod method)
    {
        TuningResult one = await SearchAsync(Options(method, threads: 1));
        TuningResult three = await SearchAsync(Options(method, threads: 3));
        Assert.Equal(Lines(one), Lines(three));
        Assert.Equal(method == SearchMethod.Random ? 9 : 9 + 3 + 1, one.Trials.Count);
        Assert.Equal(one.Trials.Where(t => t.Rung == one.Trials.Max(r => r.Rung)).Min(t => t.Score), one.Best!.Score);
    }

    [Fact]
    public async Task Halving_TrainsTheBestThirdThreeTimesAsLong()
    {
        TuningResult result = await SearchAsync(Options(SearchMethod.Halving, threads: 2));
        Assert.Equal([1, 3, 9], result.Trials.Select(t => t.Epochs!.Value).Distinct());
        int[] best =
        [
            .. result.Trials.Where(t => t.Rung == 0).OrderBy(t => t.Score).Take(3).Select(t => t.Number).Order(),
        ];
        Assert.Equal(best, result.Trials.Where(t => t.Rung == 1).Select(t => t.Number));
    }

    [Fact]
    public async Task EqualSettings_AreTriedOnce()
    {
        TuningOptions options = Options(SearchMethod.Random, threads: 2) with
        {
            Space = [TunedOption.Parse("hidden=2,3"), TunedOption.Parse("learning-rate=0.01")],
            Epochs = 1,
        };
        TuningResult result = await SearchAsync(options);
        Assert.Equal(["2", "3"], result.Trials.Select(t => t.Settings[0]).Order());

        // Two trials are too few for a second round.
        result = await SearchAsync(options with { Method = SearchMethod.Halving, Epochs = 3 });
        Assert.Equal([0, 0], result.Trials.Select(t => t.Rung));
    }

    [Fact]
    public async Task StoppedSearch_GoesOnWithoutRepeating()
    {
        string log = Path.Combine(Directory.CreateTempSubdirectory().FullName, "trials.jsonl");
        TuningOptions options = Options(SearchMethod.Halving, threads: 1);
        TuningResult whole = await SearchAsync(options);
        using var stop = new CancellationTokenSource();
        int before = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => SearchAsync(options, log, resume: false, Count, stop.Token));
        int after = 0;
        TuningResult resumed = await SearchAsync(options, log, resume: true, _ => after++, CancellationToken.None);
        Assert.Equal((4, 9), (before, after));
        Assert.Equal(Lines(whole), Lines(resumed));

        await Assert.ThrowsAsync<DataFormatException>(
            () => SearchAsync(options with { Seed = 2 }, log, resume: true, null, CancellationToken.None));
        await File.AppendAllTextAsync(log, "{\n", TestContext.Current.CancellationToken);
        Assert.Contains(
            ":15: this is not a trial",
            (await Assert.ThrowsAsync<DataFormatException>(
                () => SearchAsync(options, log, resume: true, null, CancellationToken.None))).OnCommandLine,
                StringComparison.Ordinal);

        void Count(Trial trial)
        {
            if (++before == 4)
            {
                stop.Cancel();
            }
        }
    }

    private static TuningOptions Options(SearchMethod method, int threads) =>
        new()
        {
            Space = [TunedOption.Parse("hidden=2..24"), TunedOption.Parse("learning-rate=1e-4..1e-1")],
            Method = method,
            Trials = 9,
            Epochs = 9,
            Threads = threads,
        };

    private static Task<TuningResult> SearchAsync(TuningOptions options) =>
        SearchAsync(options, null, false, null, CancellationToken.None);

    private static Task<TuningResult> SearchAsync(
        TuningOptions options, string? log, bool resume, Action<Trial>? observer, CancellationToken cancellation) =>
        Tuner.SearchAsync(options, RunnerOf(options.Threads), log, resume, observer, cancellation);

    private static TrialRunner RunnerOf(int threads) => async (calls, done, cancellation) =>
    {
        var telling = new Lock();
        await Parallel.ForEachAsync(
            calls, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
            async (call, stop) =>
            {
                (TrialScore score, byte[]? model) = await TrialScore.OfAsync(Plan(call.Settings, call.Epochs), stop);
                Assert.NotNull(model);
                lock (telling)
                {
                    done(call, TrialScore.Read(score.ToJson()));
                }
            });
    };

    private static MusicPlan Plan(IReadOnlyList<string> settings, int? epochs) => MusicPlan.Make(_set, new MusicOptions
    {
        Fit = new FitOptions
        {
            Hidden = int.Parse(settings[0]),
            LearningRate = double.Parse(settings[1]),
            Epochs = epochs,
            Threads = 1,
        },
    });

    private static string[] Lines(TuningResult result) =>
        [
            .. result.Trials.Select(
                t => $"{t.Rung} {t.Number} {t.Epochs} {string.Join(' ', t.Settings)} {t.Score:R} {t.BestEpoch}"),
        ];
}
