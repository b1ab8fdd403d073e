using System.Globalization;
using Carousel.Inspection.Traces;
using Carousel.Report;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Inspecting.Attribution;

namespace Carousel.Tasks.Forecasting;

/// <summary>The report of a forecast: the page that a person would forward.</summary>
public static class ForecastReport
{
    /// <summary>Makes the report.</summary>
    /// <param name="plan">What was decided.</param>
    /// <param name="forecaster">What was fitted.</param>
    /// <param name="backtest">How it did on the test part.</param>
    /// <param name="forecast">What follows; null where nothing was forecast.</param>
    /// <param name="command">The command that makes it again.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The document, for <see cref="ReportWriter"/>.</returns>
    public static ReportDocument Make(ForecastPlan plan, Forecaster forecaster, Backtest backtest, Forecast? forecast, string command, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(forecaster);
        ArgumentNullException.ThrowIfNull(backtest);
        string headline = forecast is null
            ? ForecastSentence.Comparison(backtest)
            : $"{ForecastSentence.Comparison(backtest)} {ForecastSentence.Outlook(forecast, plan.Design)}";
        var sections = new List<Section> { Result(plan, backtest), Forecasts(plan, backtest, forecast), Errors(backtest), Training(forecaster) };
        if (HungOn(forecaster, backtest, cancellation) is { } hung)
        {
            sections.Add(hung);
        }

        if (Inside(plan, forecaster, backtest) is { } inside)
        {
            sections.Add(inside);
        }

        sections.Add(Settings(plan, forecaster, command));
        return new ReportDocument($"Forecast of {string.Join(", ", plan.Design.Targets)}", headline.Replace(" %", "\u00a0%", StringComparison.Ordinal), sections)
        {
            Kicker = $"carousel forecast · {plan.Set.Name}",
        };
    }

    /// <summary>The table of scores, as in the terminal.</summary>
    private static Section Result(ForecastPlan plan, Backtest backtest)
    {
        BacktestModel[] models = [backtest.Model, .. backtest.Baselines];
        double best = models.Min(m => m.MeanAbsoluteError);
        int absolute = FigureText.Decimals(models.Select(m => m.MeanAbsoluteError));
        int squared = FigureText.Decimals(models.Select(m => m.RootMeanSquaredError));
        TableColumn[] columns =
        [
            new("", Alignment.Left), new("MAE"), new("RMSE"), new("sMAPE"), new("MASE"), new("Weighted quantile loss"),
            .. plan.Design.Intervals.Select(l => new TableColumn($"{Text(l)}\u00a0% interval covers")),
        ];
        TableRow[] rows =
        [
            .. models.Select(m => new TableRow(
                [
                    new TableCell(m.Title), new TableCell(FigureText.Number(m.MeanAbsoluteError, absolute), m.MeanAbsoluteError == best),
                    new TableCell(FigureText.Number(m.RootMeanSquaredError, squared)),
                    new TableCell($"{Fixed(m.SymmetricError, "0.0")}\u00a0%"), new TableCell(Fixed(m.ScaledError, "0.00")), new TableCell(Fixed(m.WeightedQuantileLoss, "0.000")),
                    .. plan.Design.Intervals.Select(l => new TableCell(m.Coverage.TryGetValue(l, out double c) ? $"{Fixed(100 * c, "0.0")}\u00a0%" : "–")),
                ],
                IsEmphasised: ReferenceEquals(m, backtest.Model))),
        ];
        return new Section("Result", [new Table(columns, rows)])
        {
            Lead = $"{backtest.Windows.Count} origins, {plan.Set.Frequency?.Describe(plan.Design.Horizon) ?? $"{plan.Design.Horizon} rows"} each, on rows that neither the network nor the simple forecasts learned from.",
        };
    }

    private static Section Forecasts(ForecastPlan plan, Backtest backtest, Forecast? forecast)
    {
        var blocks = new List<Block> { ForecastCharts.Test(backtest, target: 0) };
        if (forecast is { Windows.Count: > 0 })
        {
            blocks.Add(ForecastCharts.Next(forecast, plan.Design, target: 0));
            blocks.AddRange(forecast.Notes.Select(n => new Paragraph(n, Tone.Quiet)));
        }

        return new Section("Forecast and truth", blocks);
    }

    private static Section Errors(Backtest backtest)
    {
        var blocks = new List<Block>
        {
            new LineChart("Mean absolute error by step of the horizon", Axis.Range("step", 1, backtest.Design.Horizon),
            [
                new Series("carousel", backtest.Model.ErrorByStep, SeriesRole.Forecast),
                .. backtest.Baselines.Take(3).Select(b => new Series(b.Title, b.ErrorByStep, SeriesRole.Baseline)),
            ]),
        };
        double[] byHour = backtest.ErrorByHour();
        if (byHour.Length > 0)
        {
            blocks.Add(new BarChart("Mean absolute error by hour of the day", Axis.Range("hour", 0, byHour.Length), [new Series("carousel", byHour, SeriesRole.Forecast)]));
        }

        return new Section("Errors", blocks);
    }

    private static Section Training(Forecaster forecaster)
    {
        FitSummary summary = forecaster.Summary;
        double[] losses = [.. summary.History.Select(e => e.TrainingLoss)];
        double[] scores = [.. summary.History.Select(e => e.Score ?? double.NaN)];
        return new Section("Training",
        [
            new LineChart("Validation score by epoch", Axis.Range("epoch", 1, Math.Max(1, scores.Length)), [new Series("validation", scores, SeriesRole.Forecast)])
            {
                Markers = summary.BestEpoch > 0 ? [new Marker(summary.BestEpoch - 1, "best")] : [],
                Width = ChartWidth.Half,
            },
            new LineChart("Training loss by epoch", Axis.Range("epoch", 1, Math.Max(1, losses.Length)), [new Series("training", losses, SeriesRole.Plain)]) { Width = ChartWidth.Half },
        ])
        {
            Lead = $"The best epoch on the validation part was {summary.BestEpoch}; its parameters are kept.",
        };
    }

    /// <summary>What the forecasts of the first test window and of the one with the largest error hung on.</summary>
    private static Section? HungOn(Forecaster forecaster, Backtest backtest, CancellationToken cancellation)
    {
        var inside = new ForecastInspection(forecaster, _ => throw new InvalidOperationException("The series are at hand."));
        int worst = Enumerable.Range(0, backtest.Windows.Count).MaxBy(w => ErrorOf(backtest, w));
        AttributionExample Example(int w, string why)
        {
            InspectedSequence sequence = inside.Sequence(backtest.Set, backtest.Windows[w]);
            return new AttributionExample($"{sequence.Name}, {why}", sequence, 0);
        }

        return AttributionSection.Of(
            inside, worst == 0 ? [Example(0, "the first window, also that of the largest error")] : [Example(0, "the first window"), Example(worst, "the window of the largest error")],
            "The first window of the test part, and the one whose forecast was farthest from what came. The mean forecast of the horizon is traced back to the look-back; what is known ahead and the window's own level are held.",
            cancellation);
    }

    /// <summary>The mean absolute error of the first target's median over a window; below 0 where nothing of it is known.</summary>
    private static double ErrorOf(Backtest backtest, int window)
    {
        int H = backtest.Design.Horizon, K = backtest.Design.TargetCount;
        double[] errors =
        [
            .. Enumerable.Range(0, H).Select(t => Math.Abs(backtest.Quantiles[window, t, 0][backtest.Quantiles.Median] - backtest.Truth[((window * H) + t) * K])).Where(double.IsFinite),
        ];
        return errors.Length == 0 ? -1 : errors.Average();
    }

    /// <summary>Gates and cells of the first network over one test window, and how long its cells remember.</summary>
    private static Section? Inside(ForecastPlan plan, Forecaster forecaster, Backtest backtest)
    {
        LayerTrace trace = forecaster.Trace(plan.Set, backtest.Windows[0]);
        if (!trace.Quantities.Contains(TraceQuantity.ForgetGate))
        {
            return null;
        }

        Carousel.Data.Series series = plan.Set[backtest.Windows[0].Series];
        int first = backtest.Windows[0].Seen.Start;
        bool isSegment = plan.Design.Strategy == ForecastStrategy.Segment;
        Axis time = isSegment
            ? Axis.Range("segment", 1, trace.Steps)
            : Axis.Category("time", [.. Enumerable.Range(0, trace.Steps).Select(t => series.LabelAt(first + t))]);
        string[] units = [.. Enumerable.Range(0, trace.Units).Select(u => $"{u}")];
        double hours = (plan.Set.Frequency?.Days ?? 0) * 24 * plan.Design.Segment;
        double[] constants = [.. TimeConstants.Of(trace[TraceQuantity.ForgetGate], trace.Units).Where(double.IsFinite).Select(c => hours > 0 ? c * hours : c)];
        string unit = hours > 0 ? "hours" : "rows";
        return new Section("What the gates hold",
        [
            Map("Forget gate", trace[TraceQuantity.ForgetGate], time, units, trace, 0, 1),
            Map("Input gate", trace[TraceQuantity.InputGate], time, units, trace, 0, 1),
            Map("Output gate", trace[TraceQuantity.OutputGate], time, units, trace, 0, 1),
            Map("Cell state", trace[TraceQuantity.Cell], time, units, trace, null, null),
            Histogram.Of($"Time constants of the forget gates in {unit}", constants, bins: 16, isLogarithmic: true) with { CountName = "units" },
        ])
        {
            Lead = $"The first layer of the first network over the {trace.Steps} {(isSegment ? "segments" : "rows")} before {series.LabelAt(backtest.Windows[0].Origin)}. A time constant says for how long a cell keeps what it holds.",
        };
    }

    private static HeatMap Map(string title, float[] values, Axis time, string[] units, LayerTrace trace, double? low, double? high)
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
            Scale = low is null ? ColourScale.Diverging : ColourScale.Sequential,
            Width = ChartWidth.Half,
        };
    }

    private static Section Settings(ForecastPlan plan, Forecaster forecaster, string command)
    {
        ForecastDesign design = plan.Design;
        ForecastTraining training = plan.Training;
        return new Section("Settings and data",
        [
            new Facts(
            [
                new Fact("model", ModelName.Of(design)),
                new Fact("parameters", forecaster.Summary.Parameters.ToString("#,0", CultureInfo.InvariantCulture)),
                new Fact("look-back", $"{design.Lookback} rows"),
                new Fact("horizon", $"{design.Horizon} rows"),
                new Fact("lags", design.Lags.Count == 0 ? "none" : string.Join(", ", design.Lags)),
                new Fact("transforms", string.Join(", ", design.Columns.Zip(design.Transforms, (c, t) => $"{c}: {t}"))),
                new Fact("window normalisation", $"{design.Normalisation}"),
                new Fact("training", $"{training.Optimizer}, learning rate {Text(training.LearningRate)}, {training.Schedule}, batch {training.Batch}, {training.Epochs} epochs at most, best {forecaster.Summary.BestEpoch}"),
                new Fact("seed", $"{forecaster.Summary.Seed}"),
                new Fact("data", $"{plan.Set.Name}, {forecaster.Origin.Rows:N0} rows, {forecaster.Origin.First} to {forecaster.Origin.Last}, fingerprint {forecaster.Origin.Fingerprint}"),
                new Fact("learned from rows before", forecaster.Origin.TrainedTo),
            ]),
            new CodeBlock(command) { Caption = "The command that makes it again" },
        ]);
    }

    private static string Fixed(double value, string format) => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
