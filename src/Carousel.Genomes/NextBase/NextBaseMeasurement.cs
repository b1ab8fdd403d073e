using Carousel.Genomes.Markov;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.Genomes.NextBase;

/// <summary>A next-base model and the Markov models on the same bases.</summary>
/// <param name="Surprises">Bits of each base of each part, NaN where unknown.</param>
/// <param name="Markov">[17], means of the orders.</param>
/// <param name="Order">The order that the validation part chose.</param>
internal sealed record NextBaseMeasurement(IReadOnlyList<float[]> Surprises, double[] Markov, int Order)
{
    private const int ShownBases = 1200;
    private const double Darkest = 4;
    private const int Window = 1000;

    private static readonly JobMetric _bits = new("bits", "bits per base") { Decimals = 4 };

    private readonly double _mean = Mean(Surprises);

    /// <summary>Means of the Markov models that count the measured bases themselves while they read, by
    /// <see cref="AdaptiveOrders.Orders"/>.</summary>
    public required IReadOnlyList<double> Counting { get; init; }

    /// <summary>The mean of their mixture.</summary>
    public required double CountingMixed { get; init; }

    /// <summary>The mean of their mixture where they have counted the training part before; NaN where it was not asked
    /// for.</summary>
    public double CountingOn { get; init; } = double.NaN;

    /// <summary>The model's mean where it learns on while it reads; NaN where it does not.</summary>
    public double Adapted { get; init; } = double.NaN;

    /// <summary>The mean of the finite values; NaN without any.</summary>
    public static double Mean(IReadOnlyList<float[]> surprises) =>
        surprises.SelectMany(s => s).Where(float.IsFinite).Select(s => (double)s).DefaultIfEmpty(double.NaN).Average();

    /// <summary>The table and the sentence.</summary>
    public JobResult ToResult()
    {
        int chain = Counting.Select((bits, k) => (bits, k)).Min().k;
        int hindsight = Array.IndexOf(Markov, Markov.Skip(1).Min());
        (string Name, string Title, double Bits)[] baselines =
        [
            ("markov", $"Markov model of order {Order}", Markov[Order]),
            ("markov_2", "Markov model of order 2", Markov[2]),
            .. hindsight == Order || hindsight == 2
                ? Array.Empty<(string, string, double)>()
                : [("markov_best", $"order {hindsight}, the best of them here", Markov[hindsight])],
            ("adaptive_order", $"order {AdaptiveOrders.Orders[chain]}, counting as it reads", Counting[chain]),
            ("adaptive_orders", "orders 1 to 10 mixed, counting as they read", CountingMixed),
            .. double.IsFinite(CountingOn)
                ? [("trained_orders", "the same, counting the training set first", CountingOn)]
                : Array.Empty<(string, string, double)>(),
        ];
        (_, string best, double least) = baselines.MinBy(r => r.Bits);
        double told = double.IsFinite(Adapted) ? Adapted : _mean, gain = least - told;
        return new JobResult(
            [_bits],
            [
                Score("carousel", "carousel", _mean),
                .. Optional.Of(double.IsFinite(Adapted) ? Score("adapted", "carousel, learning on", Adapted) : null),
                .. baselines.Select(r => Score(r.Name, r.Title, r.Bits)),
                Score("even", "all bases alike", 2),
            ],
            $"The {FigureText.Count(Surprises.Sum(s => s.LongCount(float.IsFinite)))} test bases take {Number(told)} "
            + $"bits per base{(double.IsFinite(Adapted) ? " of a model that keeps learning" : "")}, "
            + $"{Number(Math.Abs(gain))} {(gain > 0 ? "fewer" : "more")} than the best counting baseline ({best}: "
            + $"{Number(least)}).{(gain > 0 ? "" : " The model does not improve on counting.")}")
        {
            Details = [$"Markov models, bits by order from 1: {string.Join(" ", Markov.Skip(1).Select(Bits))}"],
        };
    }

    /// <summary>The report: Markov models of all orders, where the model was surprised.</summary>
    /// <param name="name">How the report calls the data.</param>
    /// <param name="first">The first part of the test set.</param>
    public JobPage ToPage(string name, GenomePart first)
    {
        double[] orders = [.. Markov.Skip(1)];
        return new JobPage(
            $"The next base of {name}",
            "Each base of the test set is predicted once, from those before it on its strand. A model without any "
            + "knowledge needs 2 bits.",
            [Surprise(first)])
        {
            Below =
            [
                new LineChart("Markov models on the same bases", Axis.Range("order", 1, orders.Length),
                [
                    new Series("Markov models", orders, SeriesRole.Baseline),
                    new Series("carousel", [.. orders.Select(_ => _mean)], SeriesRole.Forecast),
                ])
                {
                    ValueName = "bits per base",
                    Caption =
                        $"Counted on both strands of the training part; order {Order} was the best on the validation "
                        + $"set.",
                },
            ],
            ScoreTitle = "Validation bits per base by epoch",
            LossTitle = "Training loss by epoch, nats",
        };
    }

    private Section Surprise(GenomePart part)
    {
        float[] bits = Surprises[0];
        double[] means = [.. bits.Chunk(Window).Select(c => Mean([c]))];
        return new Section("Surprise",
        [
            new LineChart(
                $"Mean over {Window} bases",
                Axis.Number("base", [.. means.Select((_, k) => (double)(part.Start + (k * Window)))]),
                [new Series("bits per base", means, SeriesRole.Plain)]),
            new ColoredText($"The first {Math.Min(ShownBases, bits.Length)} bases of the test set",
            [
                .. part.Bases.Zip(bits).Take(ShownBases).Select(b => new ColoredPart(
                    $"{Bases.LetterOf(b.First)}",
                    float.IsFinite(b.Second) ? 0.8 * Math.Min(1, b.Second / Darkest) : 0)),
            ])
            {
                Caption = "The darker a base, the less the model expected it.",
            },
        ]);
    }

    private static JobScore Score(string name, string title, double bits) =>
        new(name, title, new Dictionary<string, double> { [_bits.Key] = bits });

    private static string Number(double bits) => FigureText.Number(bits, 4);

    private static string Bits(double bits) => Invariant.Of($"{bits:0.000}");
}
