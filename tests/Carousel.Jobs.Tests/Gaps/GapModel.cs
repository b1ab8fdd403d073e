using System.Globalization;
using System.Text;
using System.Text.Json;
using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Storage;

namespace Carousel.Jobs.Tests.Gaps;

/// <summary>A fitted model of silences: how long it is quiet after each event of an id.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
internal sealed class GapModel : JobModel
{
    internal const string TaskName = "gaps";

    private static readonly ExampleBatches _answering = new(MostRows: 20_000);

    private readonly Stack _network;
    private readonly GapFitted _fitted;
    private readonly GapOrigin _origin;

    internal GapModel(
        CpuBackend backend, Stack network, GapDesign design, GapFitted fitted, FitSummary summary, GapOrigin origin)
        : base(backend, network, summary) => (_network, Design, _fitted, _origin) = (network, design, fitted, origin);

    /// <summary>What is read, and the network.</summary>
    public GapDesign Design { get; }

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <summary>Loads a model.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <exception cref="ModelFileException">Missing, damaged, or for another task.</exception>
    public static GapModel Load(string path, int threads = 0) => ModelReading.Load(path, TaskName, threads, reading =>
    {
        GapDesign design = reading.Configuration(GapJson.Default.GapDesign);
        GapFitted fitted = reading.Scalers(GapJson.Default.GapFitted);
        Stack network = reading.Build(design.IsInRange && fitted.Fits(design), design.Cells.Hidden, design.MakeNetwork);
        return new GapModel(
            reading.Backend, network, design, fitted, reading.Summary, reading.Data(GapJson.Default.GapOrigin));
    });

    /// <inheritdoc/>
    public override JobDescription Describe() => new(
    [
        $"{Design.Cells.Describe()}: how long it is silent after an event, from {Design.InputSize} values an event",
        $"learned from {FigureText.Counted(_origin.Silences, "silence")} of {FigureText.Counted(_origin.Ids, "id")} of "
            + $"{_origin.Data}; data {_origin.Fingerprint}",
    ],
    ModelDescription.Of(
        Design.Cells.Describe(), Networks,
        CellStack.MultiplyAdds(Design.Cells, Design.InputSize) + (2L * Design.Cells.OutputSize), _network.StateSize,
        "event"));

    /// <summary>What is expected after each event.</summary>
    /// <param name="histories">The events of ids.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>A forecast for each event, for each id.</returns>
    public IReadOnlyList<GapForecast[]> Forecast(
        IReadOnlyList<GapHistory> histories, CancellationToken cancellation = default) =>
        Forecast(new GapEncoder(Design, _fitted.Scale).Encode(histories), cancellation);

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        EventLog log = Design.Columns.Read(input);
        GapHistory[] histories = [.. Enumerable.Range(0, log.Count).Select(i => new GapHistory(log, i))];
        IReadOnlyList<GapForecast[]> forecasts = Forecast(histories, cancellation);
        output.Write(ToCsv(histories, forecasts, onlyLast: true));
        int longest = Enumerable.Range(0, histories.Length).MaxBy(i => forecasts[i][^1].Mean);
        return new JobAnswer(
            log.Notes,
            $"Of {FigureText.Counted(log.Count, "id")} '{histories[longest].Events.Id}' is expected to be "
            + $"silent longest: {FigureText.Number(InUnits(forecasts[longest][^1].Mean), 2)} {Design.Told.Name}.");
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        EventLog log = Design.Columns.Read(input);
        return Measure(GapHistory.Required(log), cancellation) with
        {
            Facts =
            [
                new("data", $"{FigureText.Counted(log.EventCount, "event")} of {FigureText.Counted(log.Count, "id")}"),
            ],
            Notes = log.Notes,
        };
    }

    /// <summary>Measures the model beside its baselines.</summary>
    internal JobResult Measure(IReadOnlyList<GapHistory> histories, CancellationToken cancellation)
    {
        IReadOnlyList<GapExample> examples = new GapEncoder(Design, _fitted.Scale).Encode(histories);
        GapForecast[][] own = Forecast(examples, cancellation);
        GapBaselines baselines = _fitted.Baselines;
        GapRow Row(GapExample example, int i, int t) => new(
            histories[i].Silence(t), [own[i][t],
                .. baselines.Forecast(example, t).Zip(baselines.Deviations, Unscaled)]);
        GapRow[] rows = [.. examples.SelectMany((e, i) => Enumerable.Range(0, e.Silences).Select(t => Row(e, i, t)))];
        IEnumerable<(string Name, string Title)> methods = [("carousel", "carousel"), .. GapBaselines.Names];
        JobScore[] scores = [.. methods.Select((method, m) => Score(method.Name, method.Title, rows, m))];
        JobMetric[] metrics =
        [
            new("mae_log", "error of ln(1 + seconds)") { Abbreviation = "ln error", Decimals = 4 },
            new("mae", $"error in {Design.Told.Name}") { Abbreviation = Design.Told.Name },
            new("nats", "nats a silence") { Abbreviation = "nats", Decimals = 4 },
        ];
        JobScore best = scores[1..].MinBy(s => s.Metrics["mae_log"])!;
        bool isBetter = scores[0].Metrics["mae_log"] < best.Metrics["mae_log"];
        return new JobResult(
            metrics, scores,
            $"Silences are misjudged by a factor of {Factor(scores[0])} on average, "
            + $"against {Factor(best)} by {best.Title}."
            + (isBetter ? "" : " No better than that: it is simpler, use it."));

        static string Factor(JobScore score) => FigureText.Number(Math.Exp(score.Metrics["mae_log"]), 2);
    }

    /// <summary>A logarithm of 1 + seconds in the design's unit.</summary>
    internal double InUnits(double silence) => Math.Max(0, Math.Exp(silence) - 1) / Design.Told.Seconds;

    /// <summary>Forecasts as a table.</summary>
    /// <param name="histories">The events of ids.</param>
    /// <param name="forecasts">What was forecast of each event.</param>
    /// <param name="onlyLast">Whether the silences are meant that are not over, or those that are.</param>
    internal string ToCsv(IReadOnlyList<GapHistory> histories, IReadOnlyList<GapForecast[]> forecasts, bool onlyLast)
    {
        string truth = onlyLast ? "" : $"{Design.Told.Name},";
        var text = new StringBuilder($"{CsvCell.Of(Design.Columns.Id)},after,{truth}expected,low,high\n");
        for (int i = 0; i < histories.Count; i++)
        {
            (GapHistory history, int last) = (histories[i], histories[i].Events.Length - 1);
            foreach (int t in onlyLast ? [last] : Enumerable.Range(0, last))
            {
                GapForecast forecast = forecasts[i][t];
                text.Append($"{CsvCell.Of(history.Events.Id)},{history.Log.Format(history.Events.Times[t])}");
                double[] expected = [forecast.Mean, forecast.Low, forecast.High];
                foreach (double silence in onlyLast ? expected : [history.Silence(t), .. expected])
                {
                    text.Append(CultureInfo.InvariantCulture, $",{InUnits(silence):0.####}");
                }

                text.Append('\n');
            }
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        Design.ToJson(), JsonSerializer.Serialize(_origin, GapJson.Default.GapOrigin))
    {
        Scalers = JsonSerializer.Serialize(_fitted, GapJson.Default.GapFitted),
    };

    private JobScore Score(string name, string title, GapRow[] rows, int method)
    {
        bool Covers(GapRow row) => Math.Abs(row.Truth - row.Forecasts[method].Mean) <= row.Forecasts[method].Reach;
        return new JobScore(name, title, new Dictionary<string, double>
        {
            ["mae_log"] = rows.Average(r => Math.Abs(r.Truth - r.Forecasts[method].Mean)),
            ["mae"] = rows.Average(r => Math.Abs(InUnits(r.Truth) - InUnits(r.Forecasts[method].Mean))),
            ["nats"] = rows.Average(r => r.Forecasts[method].Nats(r.Truth)),
        })
        {
            Coverage = new Dictionary<double, double> { [GapForecast.Level] = rows.Average(r => Covers(r) ? 1 : 0) },
        };
    }

    private GapForecast[][] Forecast(IReadOnlyList<GapExample> examples, CancellationToken cancellation)
    {
        var batch = new GapBatch(_network);
        return _answering.Answer(Tape, examples, e => e.Length, some =>
        {
            float[] answers = batch.Run(Tape, some).Value.ToArray();
            return some.Select((example, e) => Enumerable.Range(0, example.Length).Select(t =>
            {
                int row = 3 * batch.Packing.Row(e, t);
                float freedom = Likelihood.Freedom(answers[row + 2]);
                return Unscaled(
                    answers[row], Likelihood.Positive(answers[row + 1]) * Math.Sqrt(freedom / (freedom - 2)));
            }).ToArray());
        }, cancellation);
    }

    private GapForecast Unscaled(double mean, double deviation) =>
        new(_fitted.Scale.Offsets[0] + (_fitted.Scale.Scales[0] * mean), _fitted.Scale.Scales[0] * deviation);
}

/// <summary>A silence that is over.</summary>
/// <param name="Truth">How long it was.</param>
/// <param name="Forecasts">What the model expected, then what its baselines did.</param>
internal sealed record GapRow(double Truth, GapForecast[] Forecasts);

/// <summary>A silence that is expected: ln(1 + seconds) is normal.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="Deviation">Its deviation.</param>
public readonly record struct GapForecast(double Mean, double Deviation)
{
    /// <summary>Percentage of the silences that should be between <see cref="Low"/> and <see cref="High"/>.</summary>
    public const double Level = 80;

    // The quantile of the normal distribution that belongs to the level.
    private const double Width = 1.2815515655446004;

    /// <summary>How far the interval reaches to either side.</summary>
    public double Reach => Width * Deviation;

    /// <summary>The lower end of the interval.</summary>
    public double Low => Mean - Reach;

    /// <summary>The upper end of the interval.</summary>
    public double High => Mean + Reach;

    /// <summary>The negative logarithm of the density.</summary>
    /// <param name="silence">What was: ln(1 + seconds).</param>
    public double Nats(double silence)
    {
        double z = (silence - Mean) / Deviation;
        return (0.5 * Math.Log(2 * Math.PI)) + Math.Log(Deviation) + (0.5 * z * z);
    }
}
