using System.Text.Json;
using System.Text.Json.Serialization;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Statistics;
using Carousel.Layers;

namespace Carousel.Jobs.Tests.Gaps;

/// <summary>The inputs of an event, and the network. Kept in the model file.</summary>
/// <param name="Columns">The columns of the log.</param>
/// <param name="Kinds">Of each column of categories the values with a code; any other value has no code.</param>
/// <param name="Unit">The unit of silences.</param>
/// <param name="Cells">The recurrent layers; their dropout also follows the last one.</param>
internal sealed record GapDesign(
    EventColumns Columns, IReadOnlyList<EventCategory> Kinds, GapUnit Unit, CellDesign Cells)
{
    /// <summary>The silence before, whether there was one, and where in day and week the event lies.</summary>
    internal const int TimeInputs = 6;

    private const int MostKinds = 64;
    private const int MostInputs = 10_000;

    /// <summary>I: values of an event.</summary>
    public int InputSize => TimeInputs + Kinds.Sum(k => k.Values.Count) + Columns.Numbers.Count;

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    internal bool IsInRange => Cells.IsInRange && !Cells.Bidirectional && Enum.IsDefined(Unit)
        && InputSize <= MostInputs && Kinds.Count == Columns.Categories.Count + (Columns.Event is null ? 0 : 1);

    /// <summary>Seconds of the unit, and its plural name.</summary>
    internal (double Seconds, string Name) Told => Unit switch
    {
        GapUnit.Second => (1, "seconds"),
        GapUnit.Minute => (60, "minutes"),
        GapUnit.Hour => (3600, "hours"),
        _ => (86_400, "days"),
    };

    /// <summary>The design where the user said something, else what suits the training part.</summary>
    /// <param name="data">The log in its parts.</param>
    /// <param name="options">What the user said.</param>
    public static GapDesign Make(GapData data, GapOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<GapHistory> training = data.Parts.Training;
        IEnumerable<EventCategory> kinds = data.Log.Categories.Select((column, c) => new EventCategory(column.Name,
        [
            .. training.SelectMany(h => Enumerable.Range(0, h.Events.Length).Select(t => h.Category(c, t)))
                .CountBy(v => v).OrderByDescending(v => v.Value).ThenBy(v => v.Key, StringComparer.Ordinal)
                .Take(MostKinds).Select(v => v.Key),
        ]));
        double[] silences = [.. training.SelectMany(h => h.Silences).Order()];
        GapUnit unit = options.Unit ?? Math.Exp(silences[silences.Length / 2]) switch
        {
            < 120 => GapUnit.Second,
            < 2 * 3600 => GapUnit.Minute,
            < 2 * 86_400 => GapUnit.Hour,
            _ => GapUnit.Day,
        };
        CellDesign cells =
            new CellDesign(CellKind.Lstm, 1, 32, Dropout: 0, ForgetBias: 1, InitializerKind.Glorot).With(options.Fit);
        return new GapDesign(EventColumns.Of(data.Log), [.. kinds], unit, cells);
    }

    /// <summary>The network, not yet built: of each event the Student t distribution of the scaled silence.</summary>
    internal Stack MakeNetwork()
    {
        Stack cells = CellStack.Make(Cells, InputSize);
        var answer = new Dense(Cells.OutputSize, 3);
        return Cells.Dropout > 0
            ? new Stack(cells, new Dropout(Cells.OutputSize, (float)Cells.Dropout), answer)
            : new Stack(cells, answer);
    }

    /// <summary>As a model's file has it.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, GapJson.Default.GapDesign);
}

/// <summary>Fitted values in addition to the parameters.</summary>
/// <param name="Scale">What silences and numbers are scaled by.</param>
/// <param name="Baselines">What the model is compared with.</param>
internal sealed record GapFitted(GapScale Scale, GapBaselines Baselines)
{
    /// <summary>Whether the sizes are those of a design, for values from a file.</summary>
    public bool Fits(GapDesign design) => Scale.Offsets.Length == design.Columns.Numbers.Count + 1
        && Scale.Scales.Length == Scale.Offsets.Length && Scale.Offsets.All(double.IsFinite)
        && Scale.Scales.All(s => double.IsFinite(s) && s > 0) && double.IsFinite(Baselines.Median)
        && Baselines.Weights.Length > design.InputSize && Baselines.Weights.All(double.IsFinite)
        && Baselines.Deviations.Length == GapBaselines.Names.Count
            && Baselines.Deviations.All(d => double.IsFinite(d) && d > 0);
}

/// <summary>Mean and deviation over the training part, of silences and then of each column of numbers.</summary>
/// <param name="Offsets">The means.</param>
/// <param name="Scales">The deviations; 1 of what never changes.</param>
internal sealed record GapScale(double[] Offsets, double[] Scales)
{
    /// <summary>Measures the training part.</summary>
    public static GapScale Fit(IReadOnlyList<GapHistory> training)
    {
        IEnumerable<double>[] columns =
        [
            training.SelectMany(h => h.Silences),
            .. training[0].Log.Numbers.Select((_, n) =>
                training.SelectMany(h => h.Events.Number(n).ToArray()).Where(float.IsFinite).Select(x => (double)x)),
        ];
        (double Mean, double Deviation)[] found = [.. columns.Select(column =>
        {
            double[] values = [.. column];
            double mean = values.DefaultIfEmpty().Average();
            double deviation = Math.Sqrt(values.Select(x => (x - mean) * (x - mean)).DefaultIfEmpty().Average());
            return (mean, deviation > 1e-6 ? deviation : 1);
        })];
        return new GapScale([.. found.Select(f => f.Mean)], [.. found.Select(f => f.Deviation)]);
    }

    /// <summary>A scaled value.</summary>
    /// <param name="column">0 for silences, 1 … for numbers.</param>
    /// <param name="value">The value.</param>
    public float Apply(int column, double value) => (float)((value - Offsets[column]) / Scales[column]);
}

/// <summary>Simple methods on the same rows as the model, in scaled silences.</summary>
/// <param name="Median">The median of the training part.</param>
/// <param name="Weights">The regression's: of an event's inputs, of the silences before that, of 1.</param>
/// <param name="Deviations">How far each method is off in the training part.</param>
internal sealed record GapBaselines(double Median, double[] Weights, double[] Deviations)
{
    private const double Penalty = 1e-3, LeastDeviation = 1e-3;

    /// <summary>What the methods are called in files and in tables, in the order of <see cref="Forecast"/>.</summary>
    public static IReadOnlyList<(string Name, string Title)> Names { get; } =
    [
        ("regression", "regression on the last silences"), ("last", "the silence before"),
        ("median", "the median silence"),
    ];

    /// <summary>Fits the methods.</summary>
    /// <param name="training">The training part.</param>
    /// <param name="lags">How many silences the regression knows.</param>
    public static GapBaselines Fit(IReadOnlyList<GapExample> training, int lags)
    {
        (GapExample Example, int At)[] rows =
            [.. training.SelectMany(e => Enumerable.Range(0, e.Silences).Select(t => (e, t)))];
        double[] silences = [.. rows.Select(r => (double)r.Example.Targets[r.At]).Order()];
        int size = training[0].InputSize + lags;
        double[,] squares = new double[size, size];
        double[] products = new double[size], x = new double[size];
        foreach ((GapExample example, int at) in rows)
        {
            Fill(example, at, x);
            for (int i = 0; i < size; i++)
            {
                products[i] += x[i] * example.Targets[at];
                for (int j = 0; j <= i; j++)
                {
                    squares[i, j] += x[i] * x[j];
                }
            }
        }

        for (int i = 0; i < size - 1; i++)
        {
            squares[i, i] += Penalty * rows.Length;
        }

        double[] weights = CholeskyFactors.OfSemidefinite(squares).Solve(products);
        var fitted = new GapBaselines(silences[silences.Length / 2], weights, []);
        double[] errors = new double[Names.Count];
        foreach ((GapExample example, int at) in rows)
        {
            double[] forecast = fitted.Forecast(example, at);
            for (int m = 0; m < errors.Length; m++)
            {
                errors[m] += Math.Pow(forecast[m] - example.Targets[at], 2) / rows.Length;
            }
        }

        return fitted with { Deviations = [.. errors.Select(e => Math.Max(LeastDeviation, Math.Sqrt(e)))] };
    }

    /// <summary>The forecast of each method for the silence after an event.</summary>
    public double[] Forecast(GapExample example, int at)
    {
        double[] x = new double[Weights.Length];
        Fill(example, at, x);
        return [Weights.Zip(x, (w, v) => w * v).Sum(), at == 0 ? Median : x[0], Median];
    }

    // The inputs of the event, of which the first is the silence before it; then the silences before that, and 1.
    private static void Fill(GapExample example, int at, double[] x)
    {
        int inputs = example.InputSize;
        for (int i = 0; i < x.Length - 1; i++)
        {
            int back = Math.Max(0, i - inputs + 1);
            x[i] = i < inputs ? example.Features[(at * inputs) + i]
                : at >= back ? example.Features[(at - back) * inputs] : 0;
        }

        x[^1] = 1;
    }
}

/// <summary>What a model learned from.</summary>
/// <param name="Data">How the log is called.</param>
/// <param name="Ids">Ids of the training part.</param>
/// <param name="Silences">Their silences.</param>
/// <param name="Fingerprint">Of the data.</param>
internal sealed record GapOrigin(string Data, int Ids, int Silences, string Fingerprint);

/// <summary>The content of a model's file except its parameters, as JSON made without reflection.</summary>
[JsonSourceGenerationOptions(
    UseStringEnumConverter = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GapDesign))]
[JsonSerializable(typeof(GapFitted))]
[JsonSerializable(typeof(GapOrigin))]
internal sealed partial class GapJson : JsonSerializerContext;
