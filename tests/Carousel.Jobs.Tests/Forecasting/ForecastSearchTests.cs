using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Forecasting.Choosing;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Settings are chosen by several windows of time before the test part.</summary>
public sealed class ForecastSearchTests
{
    [Theory]
    [InlineData(new[] { 0.9, 0.95, 0.92 }, true)]
    [InlineData(new[] { 0.9, 1.05, 1.0 }, false)] // less on the whole, but it may be chance
    [InlineData(new[] { 0.998, 0.997, 0.998 }, false)] // too little
    [InlineData(new[] { 0.99 }, false)]
    [InlineData(new[] { 0.97 }, true)]
    [InlineData(new[] { double.PositiveInfinity, 0.5, 0.5 }, false)]
    public void ASetting_IsTaken_WhereItIsClearlyBetter(double[] errors, bool expected) =>
        Assert.Equal(expected, ForecastSearch.IsBetter(errors, [.. errors.Select(_ => 1.0)]));

    [Fact]
    public void TheWindows_LieBeforeTheTestPart_OneBehindTheOther()
    {
        ForecastPlan plan = Plan();
        ForecastPlan[] windows = [.. SearchWindows.Of(plan).Select(o => ForecastPlan.Make(plan.Set, o))];
        Assert.Equal(3, windows.Length);
        Assert.Equal(plan.Split.Validation.Rows, windows[0].Split.Validation.Rows);
        Assert.Equal(windows[0].Split.Validation.Rows[0].Start, windows[1].Split.Validation.Rows[0].End);
        Assert.Equal(windows[1].Split.Validation.Rows[0].Start, windows[2].Split.Validation.Rows[0].End);
    }

    [Fact]
    public void WhatIsChosen_IsTrained_Measured_AndListed()
    {
        ForecastPlan plan = Plan();
        using Forecaster model = Tiny.Fit(plan);
        SearchResult search = model.Fresh.Search!;
        Assert.Equal(3, search.Windows);
        Assert.Equal("default", search.Rows[0].Setting);
        string[] names = [.. search.Rows.Select(r => r.Setting)];
        Assert.Equal(names.Length, names.Distinct().Count());
        foreach (string expected in new[] { "direct", "segments", "recursive", "transform log", "normalisation none" })
        {
            Assert.Contains(expected, names);
        }

        JobResult result = plan.Measure(model, "carousel forecast", TestContext.Current.CancellationToken);
        Assert.Contains(search.Sentence(), result.Notes);
        string[] lines = System.Text.Encoding.UTF8.GetString(
            result.Files.Single(f => f.Name == SearchResult.FileName).Content.Span).TrimEnd().Split('\n');
        Assert.Equal(1 + names.Length, lines.Length);

        // Bit for bit what a fit of those settings gives.
        using Forecaster same = Tiny.Fit(ForecastPlan.Make(plan.Set, model.Fresh.Plan!.Options with
        {
            Thorough = false,
        }));
        Assert.Equal(
            Tiny.Values(same.Predict(plan.Set).Quantiles), Tiny.Values(model.Predict(plan.Set).Quantiles));
    }

    [Theory]
    [InlineData("choice 1 of", true)]
    [InlineData("choice 3 of", true)]
    [InlineData("what was chosen", false)]
    public void AStoppedSearch_GoesOn_ToTheSameModel(string title, bool isWithoutModel)
    {
        using var folder = new TemporaryFolder();
        ForecastPlan plan = Plan();
        using Forecaster whole = Tiny.Fit(plan);
        using var stop = new CancellationTokenSource();
        var run = new FitRun { Folder = folder.Path, Observers = [new StopAt(stop, title)] };
        if (isWithoutModel)
        {
            Assert.Throws<OperationCanceledException>(() => Tiny.FitUntil(plan, run, stop.Token));
        }
        else
        {
            Tiny.FitUntil(plan, run, stop.Token).Dispose();
        }

        var counted = new StopAt(stop, "nothing");
        using Forecaster rest = Tiny.Fit(
            plan, new FitRun { Folder = folder.Path, Resume = true, Observers = [counted] });
        Assert.Equal(whole.Fresh.Search!.Rows.Select(r => r.Errors), rest.Fresh.Search!.Rows.Select(r => r.Errors));
        Assert.Equal(
            Tiny.Values(whole.Predict(plan.Set).Quantiles), Tiny.Values(rest.Predict(plan.Set).Quantiles));

        // What was whole before the stop is not trained again.
        string[] finished = title switch
        {
            "choice 3 of" => ["choice 1 of", "choice 2 of"],
            "what was chosen" => ["choice"],
            _ => [],
        };
        Assert.DoesNotContain(
            counted.Parts, part => finished.Any(done => part.StartsWith(done, StringComparison.Ordinal)));
        Assert.True(title == "choice 1 of" || counted.Parts.Count < whole.Fresh.Search.Rows.Sum(r => r.Errors.Count));
    }

    [Fact]
    public void ACheckpointOfAnotherFit_DoesNotStopTheChoiceFromGoingOn()
    {
        using var folder = new TemporaryFolder();
        ForecastPlan plan = Plan();
        foreach (string name in new[] { "checkpoint.safetensors", "checkpoint-refit.safetensors" })
        {
            File.WriteAllText(folder.File(name), "of another fit");
        }

        using Forecaster model = Tiny.Fit(plan, new FitRun { Folder = folder.Path, Resume = true });
        using Forecaster whole = Tiny.Fit(plan);
        Assert.Equal(
            Tiny.Values(whole.Predict(plan.Set).Quantiles), Tiny.Values(model.Predict(plan.Set).Quantiles));
    }

    [Fact]
    public void AFitFromAModel_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using (Forecaster model = Tiny.Fit(Tiny.Daily(Tiny.Wave(160)), Tiny.Options()))
        {
            model.Save(folder.File("model.safetensors"));
        }

        Assert.Contains(
            "leave --from out",
            Assert.Throws<OptionException>(
                () => Tiny.Fit(Plan(), new FitRun { From = folder.File("model.safetensors") })).OnCommandLine,
            StringComparison.Ordinal);
    }

    [Fact]
    public void SeriesOfDifferentLengths_WithoutStamps_AreSearched()
    {
        var set = new SeriesSet(
            [new Series(["y"], [Tiny.Wave(260)], id: "a"), new Series(["y"], [Tiny.Wave(70)], id: "b")],
            SeriesRoles.AllTargets(["y"]), "tiny.csv", idName: "id");
        using Forecaster model = Tiny.Fit(ForecastPlan.Make(set, Tiny.Options(epochs: 1) with { Thorough = true }));
        Assert.NotNull(model.Fresh.Search);
    }

    [Fact]
    public void WhatTheUserSays_IsNotTried()
    {
        ForecastPlan plan = ForecastPlan.Make(
            Tiny.Daily(Tiny.Wave(200)),
            Tiny.Options() with { Transform = TargetTransform.None, WindowNormalisation = WindowNormalisation.Last });
        string[][] names = [.. SearchedSetting.Of(plan.Options, plan).Select(s => s.Select(one => one.Name).ToArray())];
        Assert.Equal(["direct", "segments", "recursive"], Assert.Single(names));
    }

    private static ForecastPlan Plan() => ForecastPlan.Make(
        Tiny.Daily([.. Tiny.Wave(200).Select((v, r) => v + (r * 7919 % 13 * 0.1f))]),
        Tiny.Options(epochs: 2) with { Thorough = true });

    private sealed class StopAt(CancellationTokenSource stop, string title) : IPartObserver
    {
        public List<string> Parts { get; } = [];

        public void OnPart(string part)
        {
            Parts.Add(part);
            if (part.Contains(title, StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }
    }
}
