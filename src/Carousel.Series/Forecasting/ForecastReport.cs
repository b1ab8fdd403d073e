using Carousel.Inspection.Looks;
using Carousel.Inspection.Traces;
using Carousel.Jobs;
using Carousel.Networks;
using Carousel.Report;

namespace Carousel.Forecasting;

/// <summary>What a forecast shows in its report.</summary>
internal static class ForecastReport
{
    // Cells have some of them; an exponential one is not bounded by 1.
    private static readonly (string Name, TraceQuantity Quantity)[] _gates =
    [
        ("Forget gate", TraceQuantity.ForgetGate), ("Input gate", TraceQuantity.InputGate),
        ("Output gate", TraceQuantity.OutputGate),
    ];

    private const int ShownBaselines = 3;

    /// <summary>Makes the page.</summary>
    /// <param name="plan">What was decided.</param>
    /// <param name="fitted">What was fitted.</param>
    /// <param name="backtest">How it did on the test part.</param>
    /// <param name="forecast">What follows.</param>
    /// <param name="events">What special days change.</param>
    /// <param name="cancellation">Stops it.</param>
    public static JobPage Page(
        ForecastPlan plan, Fitted<Forecaster> fitted, Backtest backtest, Forecast forecast,
        IReadOnlyList<EventImpact> events, CancellationToken cancellation)
    {
        Forecaster forecaster = fitted.Model;
        (ForecastDesign design, ForecastOrigin origin) = (forecaster.Design, forecaster.Origin);
        var subjects = new ForecastSubjects(backtest, forecast);
        Section?[] sections =
        [
            ForecastTotals.Section(forecast, design), Next(design, forecast, subjects),
            WhatIfSection.Of(fitted.Latest ?? forecaster, forecast, subjects, cancellation),
            EventSection.Of(events, design.TargetCount), Tested(backtest, subjects), Errors(backtest, subjects),
            DrivenBy(forecaster, backtest, cancellation), Inside(plan, forecaster, backtest),
        ];
        return new JobPage(
            $"Forecast of {string.Join(", ", design.Targets)}",
            $"{backtest.Windows.Count} origins, {ModelData.Span(design, design.Horizon)} each, on rows that neither "
            + "the network nor the baselines were trained on.",
            [.. sections.OfType<Section>()])
        {
            ScoreTitle = "Validation score by epoch",
            Settings =
            [
                new Fact("look-back", $"{design.Lookback} rows"),
                new Fact("horizon", $"{design.Horizon} rows"),
                .. Optional.Of(fitted.Choice is { } choice ? new Fact("loss", choice) : null),
                new Fact("lags", design.Lags.Count == 0 ? "none" : string.Join(", ", design.Lags)),
                new Fact("transforms", string.Join(", ", design.Columns.Zip(design.Transforms, (c, t) => $"{c}: {t}"))),
                new Fact("window normalisation", $"{design.Normalization}"),
                new Fact(
                    "data",
                    $"{plan.Set.Name}, {origin.Rows:N0} rows, {origin.First} to {origin.Last}, "
                    + $"fingerprint {origin.Fingerprint}"),
                new Fact("learned from rows before", origin.TrainedTo),
            ],
        };
    }

    /// <summary>The report of a forecast without training.</summary>
    /// <param name="backtest">How it did on the test set; it may have no windows.</param>
    /// <param name="forecast">What follows.</param>
    /// <param name="result">Table and sentence.</param>
    /// <param name="facts">What was found in the file.</param>
    /// <param name="command">The command that makes it again.</param>
    public static ReportDocument OfUntrained(
        Backtest backtest, Forecast forecast, JobResult result, IReadOnlyList<JobFact> facts, string command)
    {
        var subjects = new ForecastSubjects(backtest, forecast);
        ForecastDesign design = backtest.Design;
        bool isTested = backtest.Windows.Count > 0;
        var page = new JobPage(
            $"Forecast of {string.Join(", ", design.Targets)}",
            $"{backtest.Windows.Count} origins, {ModelData.Span(design, design.Horizon)} each, by methods that "
            + "train no network on this file.", []);
        Section?[] sections =
        [
            isTested ? JobReport.Result(result, page) : null, ForecastTotals.Section(forecast, design),
            Next(design, forecast, subjects), isTested ? Tested(backtest, subjects) : null,
            isTested ? Errors(backtest, subjects) : null,
            JobReport.Settings(facts, command),
        ];
        return new ReportDocument(page.Title, result.Sentence, [.. sections.OfType<Section>()])
        {
            Kicker = $"carousel forecast · {backtest.Set.Name}",
        };
    }

    private static Section Next(ForecastDesign design, Forecast forecast, ForecastSubjects subjects) =>
        new("What comes next",
        [
            .. subjects.Show(s => Picture(
                ForecastCharts.Next(forecast, design, s),
                $"It has fewer rows than the look-back of {design.Lookback}.")),
            .. forecast.Notes.Select(n => new Paragraph(n, Tone.Quiet)),
        ]);

    private static Section Tested(Backtest backtest, ForecastSubjects subjects) =>
        new("Forecast and truth", [.. subjects.Show(s => Picture(
            ForecastCharts.Test(backtest, s), "It has no whole window in the test part."))])
        {
            Lead = "The test part, forecast from origin to origin; each forecast used only the rows before it.",
        };

    private static Block[] Picture(LineChart? chart, string reason) =>
        [chart is null ? new Paragraph(reason, Tone.Quiet) : chart];

    private static Section Errors(Backtest backtest, ForecastSubjects subjects)
    {
        var blocks = new List<Block>
        {
            ErrorChart(
                "Mean absolute error by step of the horizon", Axis.Range("step", 1, backtest.Design.Horizon), backtest,
                backtest.Model.ErrorByStep, b => b.ErrorByStep),
            new Paragraph(ForecastSentence.Effect(backtest), Tone.Quiet),
        };
        double[] byHour = backtest.ErrorByHour();
        if (byHour.Length > 0)
        {
            blocks.Add(ErrorChart(
                "Mean absolute error by hour of the day", Axis.Range("hour", 0, byHour.Length), backtest, byHour,
                b => backtest.ErrorByHour(backtest.ValuesOf(b))));
        }

        Table[] bySubject = subjects.Errors() is { } table ? [table] : [];
        Table[] byLevel = backtest.Levels is { } levels ? [levels.ToTable()] : [];
        return new Section("Errors", [.. byLevel, .. bySubject, .. blocks]);
    }

    private static LineChart ErrorChart(
        string title, Axis axis, Backtest backtest, IReadOnlyList<double> own,
        Func<BacktestModel, IReadOnlyList<double>> errorOf) =>
        new(title, axis,
        [
            new Series("carousel", own, SeriesRole.Forecast),
            .. backtest.Baselines.Take(ShownBaselines).Select(b =>
                new Series(b.Title, errorOf(b), SeriesRole.Baseline)),
        ]);

    /// <summary>What the forecasts of the first test window and of the one with the largest error rested on.</summary>
    private static Section? DrivenBy(Forecaster forecaster, Backtest backtest, CancellationToken cancellation)
    {
        // The answer is traced back through the network.
        if (forecaster.Design.HasDemand)
        {
            return null;
        }

        var inside = new ForecastInspection(
            forecaster, _ => throw new InvalidOperationException("The series are already read."));
        int worst = Enumerable.Range(0, backtest.Windows.Count).MaxBy(w => ErrorOf(backtest, w));
        AttributionExample Example(int w, string why)
        {
            InspectedSequence sequence = inside.Sequence(backtest.Set, backtest.Windows[w]);
            return new AttributionExample($"{sequence.Name}, {why}", sequence, 0);
        }

        return AttributionSection.Of(
            inside, forecaster.Share,
            worst == 0
                ? [Example(0, "the first window, also that of the largest error")]
                : [Example(0, "the first window"), Example(worst, "the window of the largest error")],
            "The first window of the test part, and the window with the largest error. The mean forecast of the "
            + "horizon is attributed to the rows of the look-back; columns known ahead and the window's level are held "
            + "fixed.",
            cancellation) is { } section ? section with { IsFolded = true } : null;
    }

    /// <summary>
    /// The mean absolute error of the first target's median over a window; below 0 where nothing of it is known.
    /// </summary>
    private static double ErrorOf(Backtest backtest, int window)
    {
        int H = backtest.Design.Horizon, K = backtest.Design.TargetCount;
        return Enumerable.Range(window * H, H)
            .Select(step => Math.Abs(backtest.Quantiles.MedianOf(step * K) - backtest.Truth[step * K]))
            .Where(double.IsFinite).DefaultIfEmpty(-1).Average();
    }

    /// <summary>Gates and cells of the first network over one test window, and how long its cells remember.</summary>
    private static Section? Inside(ForecastPlan plan, Forecaster forecaster, Backtest backtest)
    {
        if (forecaster.Design.HasDemand)
        {
            return null;
        }

        LayerTrace trace = forecaster.Trace(plan.Set, backtest.Windows[0]);
        if (!trace.Quantities.Contains(TraceQuantity.ForgetGate))
        {
            return null;
        }

        Carousel.Data.Series series = plan.Set[backtest.Windows[0].Series];
        int first = backtest.Windows[0].Seen.Start;
        var time = Axis.Category("time", [.. Enumerable.Range(0, trace.Steps).Select(t => series.LabelAt(first + t))]);
        string[] units = [.. Enumerable.Range(0, trace.Units).Select(u => $"{u}")];
        double hours = (plan.Set.Frequency?.Days ?? 0) * 24;
        double[] constants =
        [
            .. TimeConstants.Of(trace[TraceQuantity.ForgetGate], trace.Units).Where(double.IsFinite)
                .Select(c => hours > 0 ? c * hours : c),
        ];
        string unit = hours > 0 ? "hours" : "rows";
        bool hasCell = trace.Quantities.Contains(TraceQuantity.Cell);
        return new Section("Inside the network",
        [
            .. from gate in _gates
               where trace.Quantities.Contains(gate.Quantity)
               let values = trace[gate.Quantity]
               select Map(gate.Name, values, time, units, trace, 0, values.Max() > 1 ? null : 1),
            Map(
                hasCell ? "Cell state" : "Hidden state", trace[hasCell ? TraceQuantity.Cell : TraceQuantity.Hidden],
                time, units, trace, null, null),
            Histogram.Of(
                $"Time constants of the forget gates in {unit}", constants, bins: 16, isLogarithmic: true) with
                {
                    CountName = "units",
                },
        ])
        {
            Lead =
                $"The first layer of the first network over the {trace.Steps} rows "
                + $"before {series.LabelAt(backtest.Windows[0].Origin)}. A time constant is the time for which a "
                + "cell keeps its content.",
            IsFolded = true,
        };
    }

    private static HeatMap Map(
        string title, float[] values, Axis time, string[] units, LayerTrace trace, double? low, double? high)
    {
        var byUnit = new float[values.Length];
        for (int t = 0; t < trace.Steps; t++)
        {
            for (int u = 0; u < trace.Units; u++)
            {
                byUnit[(u * trace.Steps) + t] = values[(t * trace.Units) + u];
            }
        }

        return new HeatMap(title, time, units, byUnit)
        {
            RowName = "unit",
            Minimum = low,
            Maximum = high,
            Scale = low is null ? ColorScale.Diverging : ColorScale.Sequential,
            Width = ChartWidth.Half,
        };
    }
}
