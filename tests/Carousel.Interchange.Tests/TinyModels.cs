using System.Globalization;
using System.Text;
using Carousel.Anomalies;
using Carousel.Autograd;
using Carousel.Classification;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Text;
using Carousel.Language;
using Carousel.Survival;
using Carousel.Tagging;

namespace Carousel.Interchange.Tests;

/// <summary>Small models of the jobs, fitted in some tenths of a second each, and data for them.</summary>
internal static class TinyModels
{
    /// <summary>A text for language models.</summary>
    public static string Text { get; } = string.Concat(Enumerable.Range(0, 60)
        .Select(i => $"the {(i % 3 == 0 ? "white" : "old")} whale swims {i % 7} miles.\n"));

    public static FitOptions Fit(CellKind cell = CellKind.Lstm, int layers = 1, int hidden = 8) =>
        new() { Cell = cell, Hidden = hidden, Layers = layers, Epochs = 2, Batch = 8, Threads = 1 };

    public static async Task<LanguageModel> LanguageAsync(
        CellKind cell = CellKind.Lstm, int layers = 1, bool isTied = false) =>
        (LanguageModel)await FitAsync(LanguagePlan(cell, layers, isTied));

    public static LanguagePlan LanguagePlan(CellKind cell = CellKind.Lstm, int layers = 1, bool isTied = false) =>
        Carousel.Language.LanguagePlan.Make(LanguageText.Of(Text, "whale.txt"), new LanguageOptions
        {
            Units = UnitKind.Characters,

            // What leaves Carousel is the network alone.
            Baseline = BaselineInside.None,
            Fit = Fit(cell, layers, hidden: 12),
            Tied = isTied,
            Embedding = 12,
            Length = 16,
        });

    public static async Task<Classifier> ClassifierAsync(
        PoolingKind? pooling = null, bool isCausal = true, int ensemble = 2) =>
        (Classifier)await FitAsync(ClassPlan.Make(
            Numbers(40), null,
            new ClassOptions
            {
                IsCausal = isCausal,
                Pooling = pooling,
                Ensemble = ensemble,
                Baseline = ClassBaseline.None,
                Fit = Fit(),
            }));

    /// <summary>Sequences of two channels that rise or fall.</summary>
    public static ClassData Numbers(int count) => new("numbers", ["x", "y"],
    [
        .. Enumerable.Range(0, count).Select(i => new ClassSample(i % 2 == 0 ? "up" : "down", i + 2)
        {
            Id = i.ToString(CultureInfo.InvariantCulture),
            Values =
            [
                .. Enumerable.Range(0, 5 + (i % 4))
                    .SelectMany(t => new float[] { (i % 2 == 0 ? t : -t) + (i % 3), t == 2 ? float.NaN : i % 5 }),
            ],
        }),
    ]);

    /// <summary>The same as a table.</summary>
    public static string NumbersCsv(int count) =>
        "id,x,y,class\n" + string.Concat(Numbers(count).Samples.SelectMany(s => s.Values.Chunk(2).Select(v =>
        FormattableString.Invariant(
            $"{s.Id},{v[0]},{(float.IsNaN(v[1]) ? "" : v[1].ToString(CultureInfo.InvariantCulture))},{s.Label}\n"))));

    /// <summary>A forecaster whose intervals do not follow errors: exports do not, either.</summary>
    public static async Task<Forecaster> ForecasterAsync(ForecastOptions options, SeriesSet? set = null)
    {
        Forecaster model = (await ForecastPlan.Make(set ?? Daily(140), options).FitAsync(
            null, TestContext.Current.CancellationToken)).Model;
        if (model.Calibration.Adaptation is { } adaptation)
        {
            model.Adapt(adaptation with { Rate = 0 });
        }

        return model;
    }

    public static ForecastOptions ForecastOptions(CellKind cell = CellKind.Lstm) => new()
    {
        Horizon = 4,
        Lookback = 8,
        Seasons = [7],
        Ensemble = 2,
        Methods = ["network"],
        TestRows = 24,
        ValidationRows = 16,
        Stride = 3,
        Fit = Fit(cell, hidden: 4),
    };

    /// <summary>A weekly wave by days.</summary>
    public static SeriesSet Daily(int rows) => new(
        [
            new Series(
                ["y"], [Wave(rows)], [.. Enumerable.Range(0, rows).Select(t => new DateTime(2024, 1, 1).AddDays(t))]),
        ],
        SeriesRoles.AllTargets(["y"]), "tiny.csv", timeName: "date");

    /// <summary>The same as a table.</summary>
    public static string DailyCsv(int rows) =>
        "date,y\n"
            + string.Concat(Wave(rows)
                .Select(
                    (v, t) => FormattableString.Invariant($"{new DateTime(2024, 1, 1).AddDays(t):yyyy-MM-dd},{v}\n")));

    /// <summary>A detector whose network scores the rows or, as after so short a training, does not.</summary>
    public static async Task<ChannelModel> ChannelsAsync(bool isUsed = true)
    {
        var model = (ChannelModel)await FitAsync(ChannelPlan.Make(
            ChannelData.Read(new StringReader(WavesCsv()), "waves.csv", new ReadOptions(), null),
            new AnomalyOptions { Fit = Fit(), Window = 24 }));
        return new ChannelModel(
            model.Backend, model.Network, model.Fitted with { Network = new NetworkUse(isUsed, "the last value", 0.9) },
            model.Summary, new AnomalyOrigin("", "", 0, 0, ""));
    }

    /// <summary>Two channels by the hour.</summary>
    public static string WavesCsv(int rows = 240)
    {
        var text = new StringBuilder("time,left,right\n");
        for (int r = 0; r < rows; r++)
        {
            double wave = Math.Sin(2 * Math.PI * r / 24);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{new DateTime(2024, 1, 1).AddHours(r):yyyy-MM-dd HH:mm},"
                + $"{(10 * wave) + (0.2 * Math.Sin(r * 7.1)):0.###},"
                + $"{20 - (5 * wave) + (0.2 * Math.Sin(r * 3.3)):0.###}\n");
        }

        return text.ToString();
    }

    public static async Task<Tagger> TaggerAsync(string file, TagOptions options) =>
        (Tagger)await FitAsync(TagPlan.Make(TagData.Read(file, options), options));

    public static TagOptions TagOptions() =>
        new() { IsCausal = true, Decoder = TagDecoder.Softmax, WordSize = 6, CharacterHidden = 0, Fit = Fit() };

    /// <summary>Steps of two numbers with a state each.</summary>
    public static string StepsCsv()
    {
        static string Row(int k)
        {
            (int level, string state) = k / 5 % 2 == 0 ? (1, "up") : (-1, "down");
            double a = level + (0.2 * Math.Sin(k * 1.7)), b = Math.Sin(k * 5.3);
            return FormattableString.Invariant($"s{k / 20},{a:F3},{b:F3},{state}\n");
        }

        return "id,a,b,state\n" + string.Concat(Enumerable.Range(0, 200).Select(Row));
    }

    /// <summary>Words with a label each.</summary>
    public static string WordsConll() => string.Concat(Enumerable.Range(0, 30).Select(k =>
        $"la\tD\n{(k % 2 == 0 ? "kato" : "hundo")}\tN\n{(k % 3 == 0 ? "vidas" : "havas")}\tV\n.\tP\n\n"));

    public static async Task<SurvivalModel> SurvivalAsync() => (SurvivalModel)await FitAsync(
        CustomerSimulation.Plan(120, 4, new SurvivalOptions
        {
            Horizon = 4,
            Baseline = BaselineInside.None,
            Fit = Fit(hidden: 4),
        }));

    private static float[] Wave(int rows) =>
        [
            .. Enumerable.Range(0, rows)
                .Select(t => (float)(10 + (3 * Math.Sin(2 * Math.PI * t / 7)) + Math.Sin(t * 1.3))),
        ];

    internal static async Task<IJobModel> FitAsync(IJobPlan plan) =>
        (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
}
